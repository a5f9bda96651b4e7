using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The exponential of a normal variable: density exp(-(log x - μ)² / (2σ²)) / (x σ √(2π)) on
/// x &gt; 0.</summary>
public sealed record LogNormal : Distribution, IPathwise
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
    public override NoiseKind Noise => NoiseKind.Normal;

    /// <summary>exp(μ + σ ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Exp(Loc + Scale * noise);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor log = Log(x);
        return -0.5 * Square((log - Loc) / Scale) - log - (Log(Scale) + Normal.HalfLogTwoPi);
    }
}
