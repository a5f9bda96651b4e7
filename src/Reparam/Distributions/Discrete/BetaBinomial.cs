using Reparam.Numerics;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The beta-binomial distribution: the successes in n trials whose probability of success is a draw of
/// Beta(α, β); P(y) = n! / (y! (n - y)!) B(y + α, n - y + β) / B(α, β).</summary>
/// <remarks>
/// <para>
/// By Bayes' theorem P(y) = Binomial(y; n, p) Beta(p; α, β) / Beta(p; y + α, n - y + β) at every p; at the mode of
/// the last, none of the three is large and nothing cancels. The distribution function is a sum over 0 ... n, so that
/// n must be a number. A draw is one of the beta and one of the binomial distribution.
/// </para>
/// <para>Source: Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, section 6.2.2.</para>
/// </remarks>
public sealed record BetaBinomial : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="concentration1">α, the weight of success, above 0.</param>
    /// <param name="concentration0">β, the weight of failure, above 0.</param>
    /// <exception cref="ArgumentException">n is not such an integer, a weight is not finite and above 0, or their
    /// shapes do not broadcast.</exception>
    public BetaBinomial(Tensor totalCount, Tensor concentration1, Tensor concentration0)
    {
        TotalCount = Parameter.Count(nameof(BetaBinomial), totalCount);
        Concentration1 = Parameter.Positive(nameof(BetaBinomial), concentration1);
        Concentration0 = Parameter.Positive(nameof(BetaBinomial), concentration0);
        BatchShape = Parameter.Batch(nameof(BetaBinomial), totalCount, concentration1, concentration0);
    }

    /// <summary>n, the number of trials.</summary>
    public Tensor TotalCount { get; }

    /// <summary>α, the weight of success.</summary>
    public Tensor Concentration1 { get; }

    /// <summary>β, the weight of failure.</summary>
    public Tensor Concentration0 { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(0, TotalCount);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor a = x + Concentration1, b = TotalCount - x + Concentration0;
        // It holds at every p, so that p has no derivative.
        Tensor logit = StopGradient(Log(a / b));
        return Binomial.FromLogits(TotalCount, logit).LogProb(x)
            + BetaFunctions.LogDensityOf(Concentration1, Concentration0, logit)
            - BetaFunctions.LogDensityOf(a, b, logit);
    }

    /// <summary>n α / (α + β).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => TotalCount * (Concentration1 / (Concentration1 + Concentration0));

    /// <summary>n p (1 - p) (α + β + n) / (α + β + 1) with p = α / (α + β).</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor total = Concentration1 + Concentration0;
            return Mean * (Concentration0 / total) * ((total + TotalCount) / (total + 1));
        }
    }

    /// <summary>The sum over 0 ... n.</summary>
    /// <exception cref="NotSupportedException">n is an expression, or greater than 10⁷.</exception>
    public override Tensor Entropy => Counts.Entropy(this, TotalCount) ?? throw LacksTerms("an entropy");

    /// <summary>The sum over 0 ... ⌊x⌋.</summary>
    /// <exception cref="NotSupportedException">n is an expression, or greater than 10⁷.</exception>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Sum(Terms(x, static (k, x) => k <= x), 0);

    /// <summary>The sum over ⌊x⌋ + 1 ... n.</summary>
    /// <exception cref="NotSupportedException">n is an expression, or greater than 10⁷.</exception>
    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Sum(Terms(x, static (k, x) => k > x), 0);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Sampling.FromUniform(nameof(BetaBinomial),
        BetaBinomialQuantile.Evaluate, p, TotalCount, Concentration1, Concentration0);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Sampling.FromUniform(nameof(BetaBinomial),
        BetaBinomialQuantile.EvaluateUpper, q, TotalCount, Concentration1, Concentration0);

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>Two numbers for each element: for the probability of success, and for the count.</summary>
    public override Shape NoiseShape => BatchShape.Append([2]);

    /// <summary>The quantile of the binomial distribution whose probability is that of the beta distribution.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Shape shape = noise.Shape[..^1];
        Tensor first = Reshape(Slice(noise, -1, 0, 1), shape), second = Reshape(Slice(noise, -1, 1, 2), shape);
        return Draw(nameof(BetaBinomial), TotalCount, Concentration1, Concentration0, first, second);
    }

    /// <summary>A draw of one beta-binomial distribution for each pair of uniform numbers.</summary>
    internal static Tensor Draw(
        string distribution, Tensor count, Tensor concentration1, Tensor concentration0, Tensor first, Tensor second) =>
        Sampling.FromUniform(distribution, BinomialQuantile.Evaluate, second, count,
            LogitBetaQuantile(concentration1, concentration0, NormalQuantile(first)));

    private Tensor Terms(Tensor x, Func<Tensor, Tensor, Tensor> isIn)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor k = Counts.UpTo(TotalCount, Shape.Broadcast(x.Shape, BatchShape))
            ?? throw LacksTerms("a distribution function");
        return Select(isIn(k, x) * (k <= TotalCount), Exp(LogProb(Minimum(k, TotalCount))), 0);
    }

    private NotSupportedException LacksTerms(string what) =>
        Lacks(what + " where the number of trials is an expression or above 1e7");
}
