using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Cauchy distribution: density 1 / (π γ (1 + ((x - μ) / γ)²)).</summary>
/// <remarks>It has no mean. ((x - μ) / γ)² overflows from 10¹⁵⁴ on.</remarks>
public sealed record Cauchy : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the median.</param>
    /// <param name="scale">γ, half the interquartile range, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or γ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public Cauchy(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(Cauchy), loc);
        Scale = Parameter.Positive(nameof(Cauchy), scale);
        BatchShape = Parameter.Batch(nameof(Cauchy), loc, scale);
    }

    /// <summary>μ, the median.</summary>
    public Tensor Loc { get; }

    /// <summary>γ, half the interquartile range.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>μ - γ cot(π u), the inverse of the distribution function.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        Tensor angle = Math.PI * noise;
        return Loc - Scale * (Cos(angle) / Sin(angle));
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => -Log1p(Square((x - Loc) / Scale)) - (Log(Scale) + LogPi);

    /// <summary>NaN: there is none.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => None;

    /// <summary>NaN: there is none.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => None;

    /// <summary>log(4πσ).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(Log(Scale) + LogFourPi, BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Tail((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Tail((x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => 2 * Loc - FromNoise(q);

    /// <summary>P(Z &gt; z) of the standard distribution: artan(1 / z) / π far out, where ½ - artan(z) / π
    /// cancels.</summary>
    internal static Tensor Tail(Tensor z) =>
        Select(z > 1, Atan(1 / Maximum(z, 1)), Math.PI / 2 - Atan(Minimum(z, 1))) / Math.PI;

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new Cauchy(loc, scale);
}
