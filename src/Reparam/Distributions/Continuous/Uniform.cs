using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The uniform distribution: density 1 / (b - a) on a ≤ x ≤ b.</summary>
public sealed record Uniform : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="low">a, the lower end.</param>
    /// <param name="high">b, the upper end, above a.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or b is not above a, or their shapes do not
    /// broadcast.</exception>
    public Uniform(Tensor low, Tensor high)
    {
        Low = Parameter.Finite(nameof(Uniform), low);
        High = Parameter.Finite(nameof(Uniform), high);
        BatchShape = Parameter.Batch(nameof(Uniform), low, high);
        Parameter.Above(nameof(Uniform), low, high);
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

    /// <summary>a + (b - a) u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Low + (High - Low) * noise;

    /// <summary>-log(b - a), whether or not x lies between a and b.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return BroadcastTo(-Log(High - Low), Shape.Broadcast(x.Shape, BatchShape));
    }

    /// <inheritdoc/>
    public override Tensor Mean => 0.5 * (Low + High);

    /// <summary>(b - a)² / 12.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Square(High - Low) / 12;

    /// <summary>log(b - a).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(High - Low);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Minimum(1, Maximum(0, (x - Low) / (High - Low)));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Minimum(1, Maximum(0, (High - x) / (High - Low)));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => High - (High - Low) * q;
}
