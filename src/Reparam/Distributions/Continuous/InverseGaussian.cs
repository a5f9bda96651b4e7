using Reparam.Primitives;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The inverse Gaussian or Wald distribution, of the time at which a Brownian motion with drift reaches a
/// level: density √(λ / (2π x³)) exp(-λ (x - μ)² / (2 μ² x)) on x &gt; 0.</summary>
/// <remarks>
/// Mean μ, variance μ³ / λ, entropy ½ log(2πe μ³ / λ) - 3/2 e^t E₁(t) with t = 2λ / μ and the exponential integral E₁.
/// Source: Johnson, Kotz, Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 15.
/// </remarks>
public sealed record InverseGaussian : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mean, above 0.</param>
    /// <param name="concentration">The shape λ, above 0, in the units of x.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public InverseGaussian(Tensor loc, Tensor concentration)
    {
        Loc = Parameter.Positive(nameof(InverseGaussian), loc);
        Concentration = Parameter.Positive(nameof(InverseGaussian), concentration);
        BatchShape = Parameter.Batch(nameof(InverseGaussian), loc, concentration);
    }

    /// <summary>μ, the mean, of its own shape.</summary>
    public Tensor Loc { get; }

    /// <summary>The shape λ.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>The quantile at Φ(ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        Loc * Exp(NormalFunctions.LogInverseGaussianQuantile(noise, Ratio));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        -0.5 * Concentration * Square((x - Loc) / Loc) / x
            + (0.5 * Log(Concentration / x) - Log(x) - HalfLogTwoPi);

    /// <summary>μ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => BroadcastTo(Loc, BatchShape);

    /// <summary>μ³ / λ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Square(Loc) / Ratio;

    /// <summary>½ log(2πe μ³ / λ) - 3/2 e^t E₁(t), t = 2λ / μ, with E₁ to 10⁻¹⁴ where λ / μ is above 10⁻¹⁰.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy =>
        Log(Loc) - 0.5 * Log(Ratio) + (HalfLogTwoPi + 0.5)
            - 1.5 * ExponentialIntegral.Scaled(2 * Ratio, BatchShape.Rank);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => NormalFunctions.LogInverseGaussianCdf(x / Loc, Ratio);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => NormalFunctions.LogInverseGaussianSurvival(x / Loc, Ratio);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    private Tensor Ratio => Concentration / Loc;
}
