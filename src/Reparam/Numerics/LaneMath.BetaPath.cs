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
    /// For j + k = 1 the error is that of <see cref="LogitBetaPathGradient"/>. Higher ones change sign; their error is at most
    /// 1e-10 of the sum of their terms' sizes.
    /// </para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogitBetaPath(
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

        Vector512<double> reciprocal = One / (a + b);
        Vector512<double> logX = -Softplus(-y), logComplement = -Softplus(y);
        Vector512<double> scoreA = logX + DigammaDifference(raised, b);
        Vector512<double> scoreB = logComplement + DigammaDifference(b, a);
        BellPolynomials(j, k, raised, b, raised + b, scoreA, scoreB + (small & reciprocal), bell);
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
        BellPolynomials(j, k, raised, b, a + b, scoreA - reciprocal, scoreB, bell);
        Vector512<double> both = FusedMultiplyAdd(Sigmoid(y) * (a + b), sum, bell[count - 1]) / a;
        return ConditionalSelect(small, -both, -sum);
    }

    /// <summary>The derivatives of Γ(sum) x^a (1−x)^b / (Γ(a) Γ(b)) in a and b over itself, sum − a − b a
    /// constant.</summary>
    private static void BellPolynomials(int j, int k, Vector512<double> a, Vector512<double> b, Vector512<double> sum,
        Vector512<double> scoreA, Vector512<double> scoreB, Span<Vector512<double>> bell)
    {
        Vector512<double> Cumulant(int p, int q) =>
            (p, q) is (1, 0) ? scoreA
            : (p, q) is (0, 1) ? scoreB
            : q == 0 ? PolygammaDifference(p - 1, a, sum - a)
            : p == 0 ? PolygammaDifference(q - 1, b, sum - b)
            : Polygamma(p + q - 1, sum);

        bell[0] = One;
        for (int p = 0; p <= j; p++)
        {
            for (int q = 0; q <= k; q++)
            {
                if (p + q == 0)
                {
                    continue;
                }

                // One derivative is taken first: in a where there is one.
                int restP = p > 0 ? p - 1 : 0, restQ = p > 0 ? q : q - 1;
                Vector512<double> total = Zero;
                for (int s = 0; s <= restP; s++)
                {
                    for (int t = 0; t <= restQ; t++)
                    {
                        total += Create(Binomial(restP, s) * Binomial(restQ, t))
                            * Cumulant(s + p - restP, t + q - restQ)
                            * bell[(restP - s) * (k + 1) + restQ - t];
                    }
                }
                bell[p * (k + 1) + q] = total;
            }
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
