using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Maxwell or Maxwell–Boltzmann distribution, of the length of a vector of three independent normal
/// numbers: density √(2/π) x² exp(-x² / (2σ²)) / σ³ on x &gt; 0.</summary>
/// <remarks>x² / (2σ²) follows the gamma distribution of shape 3/2 and rate 1. Source: Johnson, Kotz, Balakrishnan
/// (1994), Continuous Univariate Distributions 1, chapter 18.</remarks>
public sealed record Maxwell : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="scale">σ, the standard deviation of each normal number, above 0.</param>
    /// <exception cref="ArgumentException">σ is not finite and above 0.</exception>
    public Maxwell(Tensor scale) => Scale = Parameter.Positive(nameof(Maxwell), scale);

    /// <summary>σ, the standard deviation of each normal number; the mode is σ √2.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape => Scale.Shape;

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>The quantile at Φ(ε): σ √(2g) with g the gamma quantile of shape 3/2.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        Scale * (Math.Sqrt(2) * Exp(0.5 * LogGammaQuantile(1.5, noise)));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        2 * Log(x / Scale) - 0.5 * Square(x / Scale) - (Log(Scale) + 0.5 * LogHalfPi);

    /// <summary>2 σ √(2/π).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Scale * (2 * Math.Sqrt(2 / Math.PI));

    /// <summary>σ² (3 - 8/π).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Square(Scale) * (3 - 8 / Math.PI);

    /// <summary>log(σ √(2π)) + γ - ½, with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Scale) + (HalfLogTwoPi + EulerGamma - 0.5);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => GammaLowerRegularized(1.5, HalfSquare(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => GammaUpperRegularized(1.5, HalfSquare(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogGammaLowerRegularized(1.5, HalfSquare(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogGammaUpperRegularized(1.5, HalfSquare(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    private Tensor HalfSquare(Tensor x) => 0.5 * Square(x / Scale);
}
