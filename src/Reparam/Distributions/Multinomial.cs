using Reparam.Numerics;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The multinomial distribution of how often each of K categories occurs in n trials:
/// P(y) = n! / Π yₖ! Π pₖ^yₖ.</summary>
/// <remarks>
/// <para>
/// Event shape [K]. Counts and n up to 1000, where they are numbers, are given that formula, with what belongs to them
/// alone computed once. Others are given the probability of independent Poisson counts of means n pₖ over that of their
/// sum, in which nothing of size n log n is subtracted.
/// </para>
/// <para>A draw is made category by category, of binomial distributions of what is left.</para>
/// </remarks>
public sealed record Multinomial : Distribution
{
    private readonly bool _isLogit;

    /// <summary>Makes the distribution from its probabilities.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="probabilities">p: batch axes, then K numbers of at least 0 that sum to 1 (within 10⁻⁶; they are
    /// normalised).</param>
    /// <exception cref="ArgumentException">n is not such an integer, a probability is negative, a row does not sum to
    /// 1, there are no axes, or the shapes do not broadcast.</exception>
    public Multinomial(Tensor totalCount, Tensor probabilities)
        : this(totalCount, Log(Categories.Checked(nameof(Multinomial), probabilities)),
            Categories.Normalized(probabilities), isLogit: false)
    {
    }

    private Multinomial(Tensor totalCount, Tensor logits, Tensor probabilities, bool isLogit)
    {
        TotalCount = Parameter.Count(nameof(Multinomial), totalCount);
        (Logits, Probabilities, _isLogit) = (logits, probabilities, isLogit);
        BatchShape = Parameter.Batch(nameof(Multinomial), totalCount, Categories.Place(logits, 0), nameof(totalCount),
            isLogit ? nameof(logits) : nameof(probabilities));
    }

    /// <summary>Makes the distribution from logits.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="logits">Batch axes, then K finite numbers: the logarithms of the probabilities, up to a common
    /// constant.</param>
    /// <exception cref="ArgumentException">n is not such an integer, a logit is not finite, there are no axes, or the
    /// shapes do not broadcast.</exception>
    public static Multinomial FromLogits(Tensor totalCount, Tensor logits) =>
        new(totalCount, Categories.CheckedLogits(nameof(Multinomial), logits), Softmax(logits), isLogit: true);

    /// <summary>n, the number of trials.</summary>
    public Tensor TotalCount { get; }

    /// <summary>The logarithms of the probabilities, up to a common constant.</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probabilities.</summary>
    public Tensor Probabilities { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerSimplex(TotalCount);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => Logits.Shape[^1..];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor logTotal = LogSumExp(Logits, -1);
        if (Counts.ArePlain(x, TotalCount))
        {
            return Sum(_isLogit ? x * Logits : XLogY(x, Probabilities), -1) - (_isLogit ? TotalCount * logTotal : 0)
                + (LogGamma(TotalCount + 1) - Sum(LogGamma(x + 1), -1));
        }
        Tensor trials = Maximum(TotalCount, 1), rows = Categories.Inner(trials);
        Tensor independent = _isLogit
            ? Counts.PoissonLogProbOfLog(x, Log(rows) + (Logits - Categories.Inner(logTotal)))
            : Counts.PoissonLogProb(x, rows * Probabilities);
        return Select(TotalCount < 1, 0, Sum(independent, -1) + Counts.StirlingLogFactorial(trials));
    }

    /// <summary>n pₖ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Categories.Inner(TotalCount) * Probabilities;

    /// <summary>n pₖ (1 - pₖ).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Mean * (1 - Probabilities);

    /// <summary>Refused: the sum over all ways to divide n trials is too long.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Tensor Entropy => throw Lacks("an entropy, which is a sum over all ways to divide the trials");

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>One number for each category but the last, which is what is left.</summary>
    public override Shape NoiseShape => BatchShape.Append([EventShape[0] - 1]);

    /// <summary>Category by category the quantile of Binomial(what is left of n, pₖ / Σ pⱼ over j ≥ k).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Tensor logits = EventShape[0] == 1
            ? Logits
            : Log(Slice(Probabilities, -1, 0, EventShape[0] - 1)) - Log(Categories.SumOfRest(Probabilities));
        return Divide(nameof(Multinomial), TotalCount, EventShape[0], noise.Shape[..^1], (left, k) =>
            Sampling.FromUniform(nameof(Multinomial), BinomialQuantile.Evaluate, Categories.Place(noise, k), left,
                Categories.Place(logits, k)));
    }

    /// <summary>Divides a count among categories: each takes its draw of what is left, the last the rest.</summary>
    internal static Tensor Divide(
        string distribution, Tensor count, int categories, Shape shape, Func<Tensor, int, Tensor> draw)
    {
        Tensor left = BroadcastTo(count, shape);
        var parts = new Tensor[categories];
        for (int k = 0; k < categories - 1; k++)
        {
            parts[k] = Categories.Inner(draw(left, k));
            left -= Reshape(parts[k], shape);
        }
        parts[^1] = Categories.Inner(left);
        return Sampling.WithoutPath(distribution, Concatenate(parts, -1));
    }
}
