using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The categorical distribution: the integer k of 0 ... K - 1 with probability pₖ = e^logitₖ / Σ
/// e^logitⱼ.</summary>
/// <remarks>
/// Values are integers stored as doubles; the event is a scalar. Where the values are numbers, as observed data are,
/// the logit of each is picked by its index. Where they are known only when the model is run, they are compared with
/// 0 ... K - 1 and the match is selected, which costs K times as much.
/// </remarks>
public sealed record Categorical : Distribution
{
    /// <summary>Makes the distribution from its probabilities.</summary>
    /// <param name="probabilities">p: batch axes, then K numbers of at least 0 that sum to 1 (within 10⁻⁶; they are
    /// normalised).</param>
    /// <exception cref="ArgumentException">A probability is negative, a row does not sum to 1, or there are no
    /// axes.</exception>
    public Categorical(Tensor probabilities)
        : this(Log(Categories.Checked(nameof(Categorical), probabilities)), probabilities)
    {
    }

    private Categorical(Tensor logits, Tensor probabilities) => (Logits, Probabilities) = (logits, probabilities);

    /// <summary>Makes the distribution from logits.</summary>
    /// <param name="logits">Batch axes, then K finite numbers: the logarithms of the probabilities, up to a common
    /// constant.</param>
    /// <exception cref="ArgumentException">A logit is not finite, or there are no axes.</exception>
    public static Categorical FromLogits(Tensor logits) =>
        new(Categories.CheckedLogits(nameof(Categorical), logits), Softmax(logits));

    /// <summary>The logarithms of the probabilities, up to a common constant.</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probabilities.</summary>
    public Tensor Probabilities { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(0, Logits.Shape[^1] - 1);

    /// <inheritdoc/>
    public override Shape BatchShape => Logits.Shape[..^1];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The values are numbers and one is not an integer of 0 ... K - 1.</exception>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Attributes is not ConstantAttributes { Values: var values })
        {
            return Categories.Pick(Logits, x) - LogSumExp(Logits, -1);
        }
        if (Support.Violation(values, x.Shape) is { } violation)
        {
            throw new ArgumentException($"Categorical: {violation}. Number the categories from 0.", nameof(x));
        }
        return Categories.Pick(Logits, x) - LogSumExp(Logits, -1);
    }

    /// <summary>Σ k pₖ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Sum(Normalized * Categories.Numbers(Logits.Shape[^1]), -1);

    /// <summary>Σ (k - mean)² pₖ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance =>
        Sum(Normalized * Square(Categories.Numbers(Logits.Shape[^1]) - Categories.Inner(Mean)), -1);

    /// <summary>-Σ pₖ log pₖ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => -Sum(XLogY(Normalized, Normalized), -1);

    /// <summary>Σ pₖ over k ≤ x.</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Sum(Select(UpTo(x), Normalized, 0), -1);

    /// <summary>Σ pₖ over k &gt; x.</summary>
    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Sum(Select(UpTo(x), 0, Normalized), -1);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) =>
        LogSumExp(Select(UpTo(x), Logits, double.NegativeInfinity), -1) - LogSumExp(Logits, -1);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) =>
        LogSumExp(Select(UpTo(x), double.NegativeInfinity, Logits), -1) - LogSumExp(Logits, -1);

    /// <summary>How many of the cumulative probabilities are less than p.</summary>
    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        ArgumentNullException.ThrowIfNull(p);
        // Over their own last, so that no rounding leads past the last category that has a probability.
        int last = Logits.Shape[^1] - 1;
        Tensor running = Categories.RunningSum(Normalized), total = Slice(running, -1, last, last + 1);
        return Sampling.WithoutPath(nameof(Categorical),
            Sum(Slice(running / total, -1, 0, last) < Categories.Inner(p), -1));
    }

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    private Tensor Normalized => Categories.Normalized(Probabilities);

    private Tensor UpTo(Tensor x) => Categories.Numbers(Logits.Shape[^1]) <= Categories.Inner(x);
}
