using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Rayleigh distribution, of the length of a vector of two independent normal numbers: density
/// x exp(-x² / (2σ²)) / σ² on x &gt; 0.</summary>
/// <remarks>Stan's <c>rayleigh(s)</c>. Source: Johnson, Kotz, Balakrishnan (1994), Continuous Univariate Distributions
/// 1, chapter 18.</remarks>
public sealed record Rayleigh : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="scale">σ, the mode and the standard deviation of either normal number, above 0.</param>
    /// <exception cref="ArgumentException">σ is not finite and above 0.</exception>
    public Rayleigh(Tensor scale) => Scale = Parameter.Positive(nameof(Rayleigh), scale);

    /// <summary>σ, the mode.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape => Scale.Shape;

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>σ √(2ε), the inverse of the distribution function at 1 - e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Scale * Sqrt(2 * noise);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => Log(x) - 2 * Log(Scale) - 0.5 * Square(x / Scale);

    /// <summary>σ √(π/2).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Scale * Math.Sqrt(Math.PI / 2);

    /// <summary>σ² (2 - π/2).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Square(Scale) * (2 - Math.PI / 2);

    /// <summary>1 + log(σ / √2) + γ/2, with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Scale) + (1 - 0.5 * LogTwo + 0.5 * EulerGamma);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => -0.5 * Square(x / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));
}
