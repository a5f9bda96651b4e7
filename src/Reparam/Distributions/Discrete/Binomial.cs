using Reparam.Numerics;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The binomial distribution of the successes in n trials:
/// P(y) = n! / (y! (n - y)!) p^y (1 - p)^(n - y).</summary>
/// <remarks>
/// <para>
/// The density is written in the parameter that was given: with y · logit - n log(1 + e^logit), right in both tails, or
/// with y log p + (n - y) log(1 - p), which holds at p = 0 and p = 1 too. The binomial coefficient is computed without
/// cancellation, and once where n and y are numbers. Where these are above 1000, or expressions, the two are joined
/// so that nothing large is subtracted (Loader 2000, Fast and Accurate Computation of Binomial Probabilities).
/// </para>
/// <para>
/// P(Y ≤ y) is the incomplete beta function I(n - y, y + 1, 1 - p). Draws are its inverse at uniform noise, exact at
/// every n.
/// </para>
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
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor failures = TotalCount - x, choose = GammaRatios.LogChoose(TotalCount, x);
        if (Counts.ArePlain(x, TotalCount))
        {
            return choose + (_isLogit
                ? x * Logits - TotalCount * Softplus(Logits)
                : XLogY(x, Probability) + XLog1pY(failures, -Probability));
        }
        // At the ends, where all trials have one outcome, products are right at every n.
        Tensor ends = choose + (_isLogit
            ? -(x * Softplus(-Logits) + failures * Softplus(Logits))
            : XLogY(x, Probability) + XLog1pY(failures, -Probability));
        Tensor isInner = (x >= 1) * (failures >= 1), a = Maximum(x, 1), b = Maximum(failures, 1);
        Tensor inner = Select(isInner, _isLogit ? Logits : Probability, 0.5);
        return Select(isInner, _isLogit
            ? BetaFunctions.LogDensityOf(a, b, inner) + Log((a + b) / (a * b))
            : Counts.BinomialLogProb(a, b, inner), ends);
    }

    /// <summary>n p.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => TotalCount * Probability;

    /// <summary>n p (1 - p).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => TotalCount * Probability * Complement;

    /// <summary>The sum over 0 ... n.</summary>
    /// <exception cref="NotSupportedException">n is an expression, or greater than 10⁷.</exception>
    public override Tensor Entropy => Counts.Entropy(this, TotalCount)
        ?? throw Lacks("an entropy where the number of trials is an expression or above 1e7");

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) =>
        Tail(x, 0, 1, k => BetaAtLogit(Maximum(TotalCount - k, 1), k + 1, -Logits));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) =>
        Tail(x, 1, 0, k => BetaAtLogit(k + 1, Maximum(TotalCount - k, 1), Logits));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => Tail(x, double.NegativeInfinity, 0,
        k => LogBetaAtLogit(Maximum(TotalCount - k, 1), k + 1, -Logits));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => Tail(x, 0, double.NegativeInfinity,
        k => LogBetaAtLogit(k + 1, Maximum(TotalCount - k, 1), Logits));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) =>
        Sampling.FromUniform(nameof(Binomial), BinomialQuantile.Evaluate, p, TotalCount, Logits);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) =>
        Sampling.FromUniform(nameof(Binomial), BinomialQuantile.EvaluateUpper, q, TotalCount, Logits);

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    private Tensor Tail(Tensor x, double below, double above, Func<Tensor, Tensor> between) =>
        Counts.AtInteger(x, below, k => Select(k < TotalCount, between(k), above));

    internal Tensor Complement => _isLogit ? Sigmoid(-Logits) : 1 - Probability;
}
