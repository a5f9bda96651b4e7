using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    /// <summary>F_jk = −∂ₐ^j ∂_b^k I / g at (a, b, σ(y)), j + k ≥ 1: of the path and all its derivatives.</summary>
    /// <remarks>
    /// <para>
    /// I = g · ∫ e^(a d₁ + b d₂), so ∂ₐ^j ∂_b^k I / g = Σ C(j,p) C(k,q) G_(j−p)(k−q) ∫ d₁^p d₂^q r, where the G are the
    /// derivatives of g over g: complete Bell polynomials of those of log g. Below 1 a is raised by one, as in
    /// <see cref="LogitBetaPathGradient"/>.
    /// </para>
    /// <para>
    /// For j + k = 1 the error is that of <see cref="LogitBetaPathGradient"/>. Higher ones change sign; their error is
    /// at most 1e-10 of the sum of their terms' sizes.
    /// </para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogitBetaPathDerivative(
        int j, int k, Vector512<double> a, Vector512<double> b, Vector512<double> y)
    {
        if (j + k == 1)
        {
            LogitBetaPathGradient(a, b, y, out Vector512<double> inA, out Vector512<double> inB);
            return j == 1 ? inA : inB;
        }

        // F_jk(a, b, y) = -F_kj(b, a, -y): lanes in the upper tail are computed apart, their orders exchanged.
        Vector512<double> upper = LieAbove(a, b, y);
        Vector512<double> result = Zero;
        if (upper.AsInt64() != Vector512<long>.AllBitsSet)
        {
            result = LowerPath(j, k, a, b, y);
        }
        if (upper.AsInt64() != Vector512<long>.Zero)
        {
            result = ConditionalSelect(upper, -LowerPath(k, j, b, a, -y), result);
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LowerPath(
        int j, int k, Vector512<double> a, Vector512<double> b, Vector512<double> y)
    {
        int count = (j + 1) * (k + 1);
        var moments = new Vector512<double>[count];
        var bell = new Vector512<double>[count];
        Vector512<double> small = LessThan(a, One);
        Vector512<double> raised = ConditionalSelect(small, a + One, a);
        BetaTailMoments(raised, b, y, j, k, moments);

        // For small b, g is b times a function that is not singular in b, of which the derivatives do not cancel.
        Vector512<double> smallB = LessThan(b, One);
        Vector512<double> raisedB = ConditionalSelect(smallB, b + One, b), inverseB = smallB & (One / b);
        Vector512<double> logX = -Softplus(-y), logComplement = -Softplus(y);
        Vector512<double> sumLessB = ConditionalSelect(
            small, ConditionalSelect(smallB, a, raised), ConditionalSelect(smallB, a - One, a));
        BellPolynomials(j, k, raised, b, raisedB, sumLessB, logX, logComplement, bell);
        RaiseInB(j, k, inverseB, bell);
        Vector512<double> sum = Zero;
        for (int p = 0; p <= j; p++)
        {
            for (int q = 0; q <= k; q++)
            {
                sum += Create(Binomial(j, p) * Binomial(k, q))
                    * bell[(j - p) * (k + 1) + k - q] * moments[p * (k + 1) + q];
            }
        }

        if (small.AsInt64() == Vector512<long>.Zero)
        {
            return -sum;
        }

        // h = g(a, b)/a = σ(y)^a σ(-y)^b Γ(a+b) / (Γ(a+1) Γ(b)).
        BellPolynomials(j, k, raised, b - (small & One), raisedB, ConditionalSelect(smallB, a - One, a), logX,
            logComplement, bell);
        RaiseInB(j, k, inverseB, bell);
        Vector512<double> both = FusedMultiplyAdd(Sigmoid(y) * (a + b), sum, bell[count - 1]) / a;
        return ConditionalSelect(small, -both, -sum);
    }

    /// <summary>From the derivatives of a function over it to those of b times the function.</summary>
    private static void RaiseInB(int j, int k, Vector512<double> inverseB, Span<Vector512<double>> ratios)
    {
        for (int p = 0; p <= j; p++)
        {
            for (int q = k; q >= 1; q--)
            {
                ratios[p * (k + 1) + q] += Create((double)q) * inverseB * ratios[p * (k + 1) + q - 1];
            }
        }
    }

    /// <summary>The derivatives of Γ(s) x^a (1−x)^b / (Γ(p) Γ(q)) in a and b over itself, where p, q and s are a, b and
    /// a + b plus constants.</summary>
    /// <param name="j">The greatest order in a.</param>
    /// <param name="k">The greatest order in b.</param>
    /// <param name="argumentA">p.</param>
    /// <param name="sumLessA">s − p.</param>
    /// <param name="argumentB">q.</param>
    /// <param name="sumLessB">s − q.</param>
    /// <param name="logX">log x.</param>
    /// <param name="logComplement">log(1 − x).</param>
    /// <param name="bell">The result for orders (m, n) at m (k + 1) + n.</param>
    private static void BellPolynomials(int j, int k, Vector512<double> argumentA, Vector512<double> sumLessA,
        Vector512<double> argumentB, Vector512<double> sumLessB, Vector512<double> logX,
        Vector512<double> logComplement, Span<Vector512<double>> bell)
    {
        var cumulants = new Vector512<double>[(j + 1) * (k + 1)];
        for (int n = 1; n < cumulants.Length; n++)
        {
            int p = n / (k + 1), q = n % (k + 1);
            cumulants[n] = q == 0 ? PolygammaDifference(p - 1, argumentA, sumLessA)
                : p == 0 ? PolygammaDifference(q - 1, argumentB, sumLessB)
                : Polygamma(p + q - 1, argumentA + sumLessA);
            cumulants[n] += (p, q) is (1, 0) ? logX : (p, q) is (0, 1) ? logComplement : Zero;
        }

        bell[0] = One;
        for (int n = 1; n < cumulants.Length; n++)
        {
            // One derivative is taken first: in a where there is one.
            int p = n / (k + 1), q = n % (k + 1), restP = p > 0 ? p - 1 : 0, restQ = p > 0 ? q : q - 1;
            Vector512<double> total = Zero;
            for (int s = 0; s <= restP; s++)
            {
                for (int t = 0; t <= restQ; t++)
                {
                    total += Create(Binomial(restP, s) * Binomial(restQ, t))
                        * cumulants[(s + p - restP) * (k + 1) + t + q - restQ]
                        * bell[(restP - s) * (k + 1) + restQ - t];
                }
            }
            bell[n] = total;
        }
    }

    private static double Binomial(int n, int k)
    {
        double value = 1.0;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }
        return value;
    }
}
