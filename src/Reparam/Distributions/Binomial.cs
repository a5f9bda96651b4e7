using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The binomial distribution of the successes in n trials:
/// P(y) = n! / (y! (n - y)!) p^y (1 - p)^(n - y).</summary>
/// <remarks>
/// The density is written in the parameter that was given: with y · logit - n log(1 + e^logit), right in both tails, or
/// with y log p + (n - y) log(1 - p), which holds at p = 0 and p = 1 too. The binomial coefficient is computed without
/// cancellation, and once where n and y are numbers.
/// </remarks>
public sealed record Binomial : Distribution
{
    private readonly bool _isLogit;

    /// <summary>Makes the distribution from its probability.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="probability">p, from 0 to 1.</param>
    /// <exception cref="ArgumentException">n is not such an integer, p is not from 0 to 1, or their shapes do not
    /// broadcast.</exception>
    public Binomial(Tensor totalCount, Tensor probability)
        : this(totalCount, Log(Parameter.Probability(nameof(Binomial), probability)) - Log1p(-probability), probability,
            Parameter.Batch(
                nameof(Binomial), Parameter.Count(nameof(Binomial), totalCount), probability, nameof(totalCount)),
            isLogit: false)
    {
    }

    private Binomial(Tensor totalCount, Tensor logits, Tensor probability, Shape batch, bool isLogit) =>
        (TotalCount, Logits, Probability, BatchShape, _isLogit) = (totalCount, logits, probability, batch, isLogit);

    /// <summary>Makes the distribution from its logit, the natural scale of a regression.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="logits">log(p / (1 - p)), finite.</param>
    /// <exception cref="ArgumentException">n is not such an integer, a logit is not finite, or their shapes do not
    /// broadcast.</exception>
    public static Binomial FromLogits(Tensor totalCount, Tensor logits) =>
        new(Parameter.Count(nameof(Binomial), totalCount), Parameter.Finite(nameof(Binomial), logits), Sigmoid(logits),
            Parameter.Batch(nameof(Binomial), totalCount, logits), isLogit: true);

    /// <summary>n, the number of trials.</summary>
    public Tensor TotalCount { get; }

    /// <summary>log(p / (1 - p)); infinite where p is 0 or 1.</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probability of success.</summary>
    public Tensor Probability { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(0, TotalCount);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        (_isLogit
            ? x * Logits - TotalCount * Softplus(Logits)
            : XLogY(x, Probability) + XLog1pY(TotalCount - x, -Probability))
        + GammaRatios.LogChoose(TotalCount, x);

    internal Tensor Complement => _isLogit ? Sigmoid(-Logits) : 1 - Probability;
}
