using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The binomial distribution of the successes in n trials: P(y) = n! / (y! (n - y)!) p^y (1 - p)^(n - y).</summary>
/// <remarks>Held by its logit log(p / (1 - p)), in which the density is right in both tails. The binomial coefficient is
/// computed without cancellation, and once where n and y are numbers.</remarks>
public sealed record Binomial : Distribution
{
    /// <summary>Makes the distribution from its probability.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="probability">p, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">n is not such an integer, p is not above 0 and below 1, or their shapes do not
    /// broadcast.</exception>
    public Binomial(Tensor totalCount, Tensor probability)
        : this(totalCount, Log(Parameter.Probability(nameof(Binomial), probability)) - Log1p(-probability), probability,
            Parameter.Batch(nameof(Binomial), Parameter.Count(nameof(Binomial), totalCount), probability, nameof(totalCount)))
    {
    }

    private Binomial(Tensor totalCount, Tensor logits, Tensor probability, Shape batch) =>
        (TotalCount, Logits, Probability, BatchShape) = (totalCount, logits, probability, batch);

    /// <summary>Makes the distribution from its logit, the natural scale of a regression.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="logits">log(p / (1 - p)), finite.</param>
    /// <exception cref="ArgumentException">n is not such an integer, a logit is not finite, or their shapes do not broadcast.</exception>
    public static Binomial FromLogits(Tensor totalCount, Tensor logits) =>
        new(Parameter.Count(nameof(Binomial), totalCount), Parameter.Finite(nameof(Binomial), logits), Sigmoid(logits),
            Parameter.Batch(nameof(Binomial), totalCount, logits));

    /// <summary>n, the number of trials.</summary>
    public Tensor TotalCount { get; }

    /// <summary>log(p / (1 - p)).</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probability of success.</summary>
    public Tensor Probability { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(0, TotalCount);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        x * Logits - TotalCount * Softplus(Logits) + GammaRatios.LogChoose(TotalCount, x);
}
