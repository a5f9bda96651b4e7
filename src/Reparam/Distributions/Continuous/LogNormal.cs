using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The exponential of a normal variable: density exp(-(log x - μ)² / (2σ²)) / (x σ √(2π)) on
/// x &gt; 0.</summary>
public sealed record LogNormal : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mean of log x.</param>
    /// <param name="scale">σ, the standard deviation of log x, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public LogNormal(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(LogNormal), loc);
        Scale = Parameter.Positive(nameof(LogNormal), scale);
        BatchShape = Parameter.Batch(nameof(LogNormal), loc, scale);
    }

    /// <summary>μ, the mean of log x.</summary>
    public Tensor Loc { get; }

    /// <summary>σ, the standard deviation of log x.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>exp(μ + σ ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Exp(Loc + Scale * noise);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor log = Log(x);
        return -0.5 * Square((log - Loc) / Scale) - log - (Log(Scale) + HalfLogTwoPi);
    }

    /// <summary>exp(μ + σ²/2).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Exp(Loc + 0.5 * Square(Scale));

    /// <summary>(exp(σ²) - 1) exp(2μ + σ²).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Expm1(Square(Scale)) * Exp(2 * Loc + Square(Scale));

    /// <summary>μ + log σ + ½ log(2πe).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Loc + Log(Scale) + (HalfLogTwoPi + 0.5);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => NormalCdf((Log(x) - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => NormalCdf((Loc - Log(x)) / Scale);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogNormalCdf((Log(x) - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogNormalCdf((Loc - Log(x)) / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new LogNormal(loc, scale);
}
