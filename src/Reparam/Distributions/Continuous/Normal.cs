using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The normal distribution N(μ, σ²): density exp(-(x - μ)² / (2σ²)) / (σ √(2π)).</summary>
public sealed record Normal : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">The mean μ.</param>
    /// <param name="scale">The standard deviation σ, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public Normal(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(Normal), loc);
        Scale = Parameter.Positive(nameof(Normal), scale);
        BatchShape = Parameter.Batch(nameof(Normal), loc, scale);
    }

    /// <summary>The mean μ.</summary>
    public Tensor Loc { get; }

    /// <summary>The standard deviation σ.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>μ + σ ε.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Loc + Scale * noise;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => -0.5 * Square((x - Loc) / Scale) - (Log(Scale) + HalfLogTwoPi);

    /// <inheritdoc/>
    public override Tensor Mean => BroadcastTo(Loc, BatchShape);

    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(Square(Scale), BatchShape);

    /// <summary>log σ + ½ log(2πe).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(Log(Scale) + (HalfLogTwoPi + 0.5), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => NormalCdf((x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => NormalCdf((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogNormalCdf((x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogNormalCdf((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Loc + Scale * NormalQuantile(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Loc - Scale * NormalQuantile(q);

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new Normal(loc, scale);
}
