using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

/// <summary>Functions that are written as quotients of two that vanish together.</summary>
internal static partial class LaneMath
{
    /// <summary>log(1 - e⁻ˣ) for x ≥ 0.</summary>
    /// <remarks>Relative error at most 6 ulp: each branch is used where its logarithm does not cancel.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Log1MinusExp(Vector512<double> x) => ConditionalSelect(
        LessThan(x, Create(LogTwo)), Log(-Expm1(-x)), Log1p(-Exp(-x)));

    /// <summary>The derivative of order n of log(1 + t) / t; +∞ from -1 down.</summary>
    /// <remarks>For t from -½ to 1 the integral of (-1)ⁿ n! uⁿ / (1 + t u)ⁿ⁺¹ over u from 0 to 1, whose terms have one
    /// sign; elsewhere by the recurrence of t f(t) = log(1 + t), which loses few digits there up to order 5.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Log1pRatio(int order, Vector512<double> t)
    {
        Vector512<double> sum = Zero, slope = One / (One + t), outside = Log1p(t) / t, rate = -One;
        for (int i = 0; i < GaussLegendre.Nodes.Length; i++)
        {
            Vector512<double> inverse = One / FusedMultiplyAdd(t, Create(GaussLegendre.Nodes[i]), One);
            Vector512<double> term = Create(GaussLegendre.Weights[i]) * inverse;
            for (int k = 1; k <= order; k++)
            {
                term *= Create(-k * GaussLegendre.Nodes[i]) * inverse;
            }
            sum += term;
        }
        for (int k = 1; k <= order; k++)
        {
            // rate is the derivative of log(1 + t) of order k.
            rate = k == 1 ? slope : rate * slope * Create(1.0 - k);
            outside = (rate - Create((double)k) * outside) / t;
        }
        Vector512<double> inside = GreaterThanOrEqual(t, Create(-0.5)) & LessThanOrEqual(t, One);
        Vector512<double> result = ConditionalSelect(inside, sum, outside);
        return order > 0 ? result
            : ConditionalSelect(LessThanOrEqual(t, -One), Create(double.PositiveInfinity), result);
    }

    /// <summary>The derivative of order n of (eᵗ - 1) / t.</summary>
    /// <remarks>For |t| ≤ 1 the integral of uⁿ eᵗᵘ over u from 0 to 1; elsewhere by the recurrence of t f(t) = eᵗ - 1,
    /// which loses few digits there up to order 5.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Expm1Ratio(int order, Vector512<double> t)
    {
        Vector512<double> sum = Zero, exponential = Exp(t), outside = Expm1(t) / t;
        for (int i = 0; i < GaussLegendre.Nodes.Length; i++)
        {
            double weight = GaussLegendre.Weights[i];
            for (int k = 1; k <= order; k++)
            {
                weight *= GaussLegendre.Nodes[i];
            }
            sum = FusedMultiplyAdd(Create(weight), Exp(t * Create(GaussLegendre.Nodes[i])), sum);
        }
        for (int k = 1; k <= order; k++)
        {
            outside = (exponential - Create((double)k) * outside) / t;
        }
        return ConditionalSelect(LessThanOrEqual(Abs(t), One), sum, outside);
    }
}
