using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>The t with P(T ≤ t) = Φ(z), ν degrees of freedom: an odd smooth function of z that tends to z as ν
    /// grows.</summary>
    /// <remarks>Relative error at most 1e-12 for ν from 0.01 to 1e6 and |z| ≤ 38; ±∞ where t is no double, which small
    /// ν bring about: |t| is about Φ(−|z|)^(−1/ν). Many draws of one ν are cheaper by
    /// <see cref="TabulatedQuantile{T}"/>, with the same bits.</remarks>
    public static unsafe Vector512<double> StudentTQuantile(Vector512<double> nu, Vector512<double> z)
    {
        double* memory = stackalloc double[TabulatedQuantile<StudentTQuantileFamily>.Room];
        return new TabulatedQuantile<StudentTQuantileFamily>(slope: false, memory).At(nu, z);
    }

    /// <summary>∂t/∂ν at constant z, K₁(ν, t(ν, z)).</summary>
    /// <remarks>Relative error at most 1e-11, in the range of <see cref="StudentTQuantile"/>.</remarks>
    public static unsafe Vector512<double> StudentTQuantileSlope(Vector512<double> nu, Vector512<double> z)
    {
        double* memory = stackalloc double[TabulatedQuantile<StudentTQuantileFamily>.Room];
        return new TabulatedQuantile<StudentTQuantileFamily>(slope: true, memory).At(nu, z);
    }

    /// <summary>The quantile by solving its equation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector512<double> SolveStudentTQuantile(Vector512<double> nu, Vector512<double> z)
    {
        Vector512<double> size = Abs(z), half = Create(0.5), b = half * nu;
        // P(|T| > |t|) = 2 Φ(-|z|).
        Vector512<double> logUpper = Create(LogTwo) + LogNormalCdf(-size);
        Vector512<double> logLower = Log(Erf(size * Create(RootHalf)));
        // t = z + (z³ + z)/(4ν) + ...: Abramowitz and Stegun (1964), 26.7.5.
        Vector512<double> square = size * size;
        Vector512<double> start =
            Create(2.0) * Log(size * (One + ((square + One) / (Create(4.0) * nu)))) - Log(nu);
        Vector512<double> ends = QuantileGuess(half, b, Zero, logLower, logUpper);
        Vector512<double> guess = ConditionalSelect(LessThan(square + One, nu), start, ends);
        Vector512<double> y = SolveLogitBeta(half, b, logLower, logUpper, guess);
        Vector512<double> t = CopySign(Exp(half * (y + Log(nu))), z);
        t = ConditionalSelect(Vector512.Equals(z, Zero), z, t);
        t = ConditionalSelect(
            GreaterThan(size, Create(LargestNoise)), CopySign(Create(double.PositiveInfinity), z), t);
        return ConditionalSelect(Vector512.Equals(z, z) & GreaterThan(nu, Zero), t, Create(double.NaN));
    }
}
