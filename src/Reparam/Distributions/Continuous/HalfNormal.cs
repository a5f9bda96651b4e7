using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The absolute value of a normal variable with mean 0: density 2 exp(-x² / (2σ²)) / (σ √(2π)) on
/// x ≥ 0.</summary>
/// <remarks>Stan's and brms's <c>normal(0, s)</c> on a positive parameter. Density and gradient are finite at
/// x = 0.</remarks>
public sealed record HalfNormal : Distribution, IPathwise
{
    private static readonly double LogNormalizer = HalfLogTwoPi - LogTwo;

    /// <summary>Makes the distribution.</summary>
    /// <param name="scale">σ, the standard deviation of the normal variable, above 0.</param>
    /// <exception cref="ArgumentException">σ is not finite and above 0.</exception>
    public HalfNormal(Tensor scale) => Scale = Parameter.Positive(nameof(HalfNormal), scale);

    /// <summary>σ, the standard deviation of the normal variable.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override Shape BatchShape => Scale.Shape;

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>σ |ε|.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Scale * Abs(noise);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => -0.5 * Square(x / Scale) - (Log(Scale) + LogNormalizer);

    /// <summary>σ √(2/π).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Scale * Math.Sqrt(2 / Math.PI);

    /// <summary>σ² (1 - 2/π).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Square(Scale) * (1 - 2 / Math.PI);

    /// <summary>log σ + ½ log(πe/2).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Scale) + (LogNormalizer + 0.5);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Erf(x / (Scale * Math.Sqrt(2)));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => 2 * NormalCdf(-(x / Scale));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogNormalCdf(-(x / Scale)) + LogTwo;

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        // (1 - p) / 2 has lost a small p, which a step of Newton's method brings back.
        Tensor z = -NormalQuantile(0.5 * (1 - p));
        return Scale * (z - (Erf(z / Math.Sqrt(2)) - p) * Exp(0.5 * Square(z)) * Math.Sqrt(Math.PI / 2));
    }

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => -Scale * NormalQuantile(0.5 * q);
}
