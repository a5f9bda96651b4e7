using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The uniform distribution of the integers from a to b: P(y) = 1 / (b - a + 1).</summary>
public sealed record DiscreteUniform : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="low">a, the least value, an integer.</param>
    /// <param name="high">b, the greatest value, an integer of at least a.</param>
    /// <exception cref="ArgumentException">An end is no integer, b is less than a, or their shapes do not
    /// broadcast.</exception>
    public DiscreteUniform(Tensor low, Tensor high)
    {
        Low = Integer(low, nameof(low));
        High = Integer(high, nameof(high));
        BatchShape = Parameter.Batch(nameof(DiscreteUniform), low, high);
        if (Bounds.IsNumber(low) && Bounds.IsNumber(high))
        {
            Parameter.Check(nameof(DiscreteUniform), Constant((high - low).ToArray(), BatchShape), "high - low",
                static v => v >= 0, "at least 0", "Pass the least value first.");
        }
    }

    /// <summary>a, the least value.</summary>
    public Tensor Low { get; }

    /// <summary>b, the greatest value.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(Low, High);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <summary>-log(b - a + 1), whether or not x lies between a and b.</summary>
    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return BroadcastTo(-Log(Number), Shape.Broadcast(x.Shape, BatchShape));
    }

    /// <summary>(a + b) / 2.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => 0.5 * (Low + High);

    /// <summary>((b - a + 1)² - 1) / 12.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => (High - Low) * (Number + 1) / 12;

    /// <summary>log(b - a + 1).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Number);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Minimum(1, Maximum(0, (Floor(x) - Low + 1) / Number));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Minimum(1, Maximum(0, (High - Floor(x)) / Number));

    /// <summary>⌈a + p (b - a + 1)⌉ - 1, not below a.</summary>
    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Sampling.WithoutPath(
        nameof(DiscreteUniform), Low + Maximum(0, -Floor(-(p * Number)) - 1));

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    private Tensor Number => High - Low + 1;

    private static Tensor Integer(Tensor end, string name) => Parameter.Check(nameof(DiscreteUniform), end, name,
        static v => double.IsFinite(v) && v == Math.Floor(v), "an integer", "Round it first.");
}
