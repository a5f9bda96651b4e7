using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The log-uniform or reciprocal distribution, of the exponential of a uniform variable: density
/// 1 / (x log(b / a)) on a ≤ x ≤ b.</summary>
/// <remarks>Says nothing of the order of magnitude between two ends: a prior of scales. NumPyro's
/// <c>LogUniform(low, high)</c>.</remarks>
public sealed record LogUniform : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="low">a, the lower end, above 0.</param>
    /// <param name="high">b, the upper end, above a.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or b is not above a, or their shapes
    /// do not broadcast.</exception>
    public LogUniform(Tensor low, Tensor high)
    {
        Low = Parameter.Positive(nameof(LogUniform), low);
        High = Parameter.Positive(nameof(LogUniform), high);
        BatchShape = Parameter.Batch(nameof(LogUniform), low, high);
        Parameter.Above(nameof(LogUniform), low, high);
    }

    /// <summary>a, the lower end.</summary>
    public Tensor Low { get; }

    /// <summary>b, the upper end.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Interval(Low, High);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>a (b / a)^u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Low * Exp(Length * noise);

    /// <summary>-log x - log log(b / a), whether or not x lies between a and b.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => -Log(x) - Log(Length);

    /// <summary>(b - a) / log(b / a).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Low * SmoothFunctions.Expm1Ratio(Length);

    /// <summary>(b² - a²) / (2 log(b / a)) less the square of the mean.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            // Over the square of the mean it is h coth h - 1 with h = ½ log(b / a), which is h² times the integral of
            // s sinh(h s) / sinh h over s from 0 to 1 and does not cancel so where h is small.
            Tensor half = 0.5 * Length, small = Minimum(half, 1), large = Maximum(1, half);
            Tensor series = Square(small) / Hyperbolic(small)
                * UnitIntegral.Of(s => s * Hyperbolic(small * s), BatchShape.Rank);
            return Square(Mean) * Select(half <= 1, series, large / Tanh(large) - 1);
        }
    }

    /// <summary>log log(b / a) + ½ log(a b).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Length) + 0.5 * (Log(Low) + Log(High));

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Log1p((x - Low) / Low) / Length;

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Log1p((High - x) / x) / Length;

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => High * Exp(-(Length * q));

    /// <summary>log(b / a).</summary>
    private Tensor Length => Log1p((High - Low) / Low);

    /// <summary>sinh x.</summary>
    private static Tensor Hyperbolic(Tensor x) => 0.5 * (Expm1(x) - Expm1(-x));
}
