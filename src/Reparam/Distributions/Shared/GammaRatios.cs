using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Ratios of gamma functions, free of the cancellation between their large logarithms.</summary>
/// <remarks>
/// Written with Stirling's remainder Δ, log Γ(x) = (x - ½) log x - x + ½ log 2π + Δ(x): the large parts of numerator
/// and denominator are subtracted in closed form and only the small remainders are left to floating point. The absolute
/// error stays near 10⁻¹⁴ where that of the difference of two log Γ grows as 10⁻¹⁶ x log x.
/// </remarks>
internal static class GammaRatios
{
    // Below the joint Δ is taken from log Γ, which is small there; above it from its series, whose first omitted term
    // is 1.1e-16 at the joint. Minimum and Maximum join them without a condition, so that Δ is piecewise smooth.
    private const double Joint = 16;
    private const double AtJoint = 0.0052076559196096404407;
    private const double DigammaAtJoint = -0.00032539391232086928221;

    // B(2k) / (2k (2k - 1)) for k = 1, 2, ...: Abramowitz and Stegun (1964), 6.1.40.
    private static readonly double[] Coefficients = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188];

    /// <summary>Δ(x) = log Γ(x) - (x - ½) log x + x - ½ log 2π, for x &gt; 0.</summary>
    public static Tensor StirlingRemainder(Tensor x)
    {
        // At the joint itself Minimum takes the derivative, being given x first, and Maximum leaves it.
        Tensor small = Minimum(x, Joint), inverse = 1 / Maximum(Joint, x), square = Square(inverse);
        Tensor series = Coefficients[^1];
        foreach (double coefficient in Coefficients[..^1].Reverse())
        {
            series = series * square + coefficient;
        }
        return LogGamma(small) - (small - 0.5) * Log(small) + small
            + (series * inverse - (HalfLogTwoPi + AtJoint));
    }

    /// <summary>log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b), for a, b &gt; 0.</summary>
    public static Tensor LogBeta(Tensor a, Tensor b)
    {
        Tensor sum = a + b;
        return StirlingRemainder(a) + StirlingRemainder(b) - StirlingRemainder(sum)
            + (0.5 * (Log(sum / a) - Log(b)) + HalfLogTwoPi) - a * Log1p(b / a) - b * Log1p(a / b);
    }

    /// <summary>Σ log Γ(aᵢ) - log Γ(Σ aᵢ) over the last axis, for aᵢ &gt; 0: the sum of log B(a₁ + ... + aᵢ₋₁, aᵢ),
    /// i ≥ 2.</summary>
    public static Tensor LogMultivariateBeta(Tensor a)
    {
        int last = a.Shape[^1] - 1;
        Tensor rows = Reshape(a, [a.Shape[..^1].Size, last + 1]);
        Tensor before = Slice(CumulativeSum(rows), -1, 0, last);
        return Reshape(Sum(LogBeta(before, Slice(rows, -1, 1, last + 1)), -1), a.Shape[..^1]);
    }

    /// <summary>ψ(a + b) - ψ(a), for a, b &gt; 0.</summary>
    public static Tensor DigammaDifference(Tensor a, Tensor b)
    {
        Tensor sum = a + b;
        return Log1p(b / a) + b / (2 * a * sum) + DigammaRemainder(sum) - DigammaRemainder(a);
    }

    /// <summary>ψ(x) - log x + 1 / (2x), the derivative of Δ.</summary>
    public static Tensor DigammaRemainder(Tensor x)
    {
        Tensor small = Minimum(x, Joint), inverse = 1 / Maximum(Joint, x), square = Square(inverse);
        Tensor series = 0;
        for (int k = Coefficients.Length; k >= 1; k--)
        {
            series = series * square - (2 * k - 1) * Coefficients[k - 1];
        }
        return Digamma(small) - Log(small) + 0.5 / small + (series * square - DigammaAtJoint);
    }

    /// <summary>Δ(x) - Δ(a) - (x - a) Δ'(a) at x = a + change, for a, x &gt; 0.</summary>
    /// <remarks>The powers of 1/x in the series of Δ leave factors of change², so that nothing cancels above the
    /// joint: 1/xⁿ - 1/aⁿ + n (x - a) / aⁿ⁺¹ = (x - a)² / (x aⁿ⁺¹) Σ j (a/x)ⁿ⁻ʲ, j = 1, ..., n.</remarks>
    public static Tensor StirlingRemainderExcess(Tensor a, Tensor change)
    {
        Tensor x = a + change, largeA = Maximum(Joint, a), largeX = Maximum(Joint, x), ratio = largeA / largeX;
        Tensor sum = 0, series = 0, power = 1 / Square(largeA), square = power;
        for (int n = 1; n <= 2 * Coefficients.Length - 1; n++)
        {
            sum = sum * ratio + n;
            if (n % 2 == 1)
            {
                series += Coefficients[n / 2] * power * sum;
                power *= square;
            }
        }
        Tensor direct = StirlingRemainder(x) - StirlingRemainder(a) - change * DigammaRemainder(a);
        return Select(Minimum(a, x) < Joint, direct, Square(change) / largeX * series);
    }

    /// <summary>The logarithm of the binomial coefficient n! / (k! (n - k)!), for 0 ≤ k ≤ n.</summary>
    public static Tensor LogChoose(Tensor n, Tensor k) => -LogBeta(n - k + 1, k + 1) - Log1p(n);
}
