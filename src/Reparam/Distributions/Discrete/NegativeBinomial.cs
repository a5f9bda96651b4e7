using Reparam.Numerics;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The negative binomial distribution of counts with mean μ and variance μ + μ² / φ:
/// P(y) = Γ(y + φ) / (y! Γ(φ)) (μ / (μ + φ))^y (φ / (μ + φ))^φ.</summary>
/// <remarks>
/// <para>
/// Stan's <c>neg_binomial_2</c> (Stan Functions Reference, "Negative binomial distribution (alternative
/// parameterization)"). With Stirling's remainder Δ the logarithm of the probability is
/// y log μ - y - log y! + (y + φ - ½) log(1 + y / φ) - (y + φ) log(1 + μ / φ) + Δ(y + φ) - Δ(φ),
/// in which nothing of size φ log φ is subtracted: as φ grows it becomes the Poisson distribution without loss of
/// digits. Counts above 1000, or that are expressions, are given the density of the logit of a beta variable instead,
/// in which nothing of size y log y is subtracted either.
/// </para>
/// <para>
/// P(Y ≤ y) is the incomplete beta function I(φ, y + 1, φ / (μ + φ)). Draws are its inverse at uniform noise, exact at
/// every mean.
/// </para>
/// </remarks>
public sealed record NegativeBinomial : Distribution
{
    /// <summary>Makes the distribution from its mean.</summary>
    /// <param name="mean">μ, above 0.</param>
    /// <param name="concentration">φ, above 0: the greater, the closer to a Poisson distribution.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public NegativeBinomial(Tensor mean, Tensor concentration)
        : this(Parameter.Positive(nameof(NegativeBinomial), mean), Log(mean),
            Parameter.Positive(nameof(NegativeBinomial), concentration), null,
            Parameter.Batch(nameof(NegativeBinomial), mean, concentration))
    {
    }

    private NegativeBinomial(Tensor mean, Tensor logMean, Tensor concentration, Tensor? logits, Shape batch)
    {
        (LogMean, Concentration, BatchShape) = (logMean, concentration, batch);
        Mean = BroadcastTo(mean, batch);
        Logits = logits ?? logMean - Log(concentration);
    }

    /// <summary>Makes the distribution from the logarithm of its mean, the natural scale of a regression.</summary>
    /// <param name="logMean">log μ, finite; the density is right where μ itself would overflow.</param>
    /// <param name="concentration">φ, above 0.</param>
    /// <exception cref="ArgumentException">log μ is not finite, φ is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public static NegativeBinomial FromLogMean(Tensor logMean, Tensor concentration) =>
        new(Exp(Parameter.Finite(nameof(NegativeBinomial), logMean)), logMean,
            Parameter.Positive(nameof(NegativeBinomial), concentration), null,
            Parameter.Batch(nameof(NegativeBinomial), logMean, concentration));

    /// <summary>Makes the distribution of the successes before a number of failures.</summary>
    /// <param name="totalCount">φ, the number of failures at which counting ends, above 0; it need be no
    /// integer.</param>
    /// <param name="probability">p = μ / (μ + φ), the probability of success, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">φ is not finite and above 0, p is not such a probability, or their shapes do
    /// not broadcast.</exception>
    public static NegativeBinomial FromProbability(Tensor totalCount, Tensor probability)
    {
        Parameter.Check(nameof(NegativeBinomial), probability, nameof(probability), static v => v is > 0 and < 1,
            "above 0 and below 1", "Map an unconstrained value through Sigmoid, or pass it to " +
            "NegativeBinomial.FromLogits.");
        return FromLogits(totalCount, Log(probability) - Log1p(-probability));
    }

    /// <summary>Makes the distribution of the successes before a number of failures from the logit of
    /// success.</summary>
    /// <param name="totalCount">φ, the number of failures at which counting ends, above 0; it need be no
    /// integer.</param>
    /// <param name="logits">log(p / (1 - p)) = log(μ / φ), finite.</param>
    /// <exception cref="ArgumentException">φ is not finite and above 0, a logit is not finite, or their shapes do not
    /// broadcast.</exception>
    public static NegativeBinomial FromLogits(Tensor totalCount, Tensor logits)
    {
        Parameter.Positive(nameof(NegativeBinomial), totalCount);
        Parameter.Finite(nameof(NegativeBinomial), logits);
        Shape batch = Parameter.Batch(nameof(NegativeBinomial), totalCount, logits);
        return new(totalCount * Exp(logits), Log(totalCount) + logits, totalCount, logits, batch);
    }

    /// <summary>The mean μ.</summary>
    public override Tensor Mean { get; }

    /// <summary>log μ.</summary>
    public Tensor LogMean { get; }

    /// <summary>log(μ / φ), the logit of p = μ / (μ + φ).</summary>
    public Tensor Logits { get; }

    /// <summary>φ, the concentration.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeInteger;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Counts.ArePlain(x))
        {
            return Counts.NegativeBinomialLogProb(x, Concentration, Logits);
        }
        Tensor total = x + Concentration;
        return x * LogMean - (x + LogGamma(x + 1))
            + (total - 0.5) * Log1p(x / Concentration)
            - total * Softplus(Logits)
            + GammaRatios.StirlingRemainder(total) - GammaRatios.StirlingRemainder(Concentration);
    }

    /// <summary>μ + μ² / φ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Mean + Square(Mean) / Concentration;

    /// <summary>Refused: it is a sum without end.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Tensor Entropy => throw Lacks("an entropy, which is a sum without end");

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) =>
        Counts.AtInteger(x, 0, k => BetaAtLogit(Concentration, k + 1, -Logits));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) =>
        Counts.AtInteger(x, 1, k => BetaAtLogit(k + 1, Concentration, Logits));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => Counts.AtInteger(x, double.NegativeInfinity,
        k => LogBetaAtLogit(Concentration, k + 1, -Logits));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) =>
        Counts.AtInteger(x, 0, k => LogBetaAtLogit(k + 1, Concentration, Logits));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) =>
        Sampling.FromUniform(nameof(NegativeBinomial), NegativeBinomialQuantile.Evaluate, p, Concentration, Logits);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) =>
        Sampling.FromUniform(
            nameof(NegativeBinomial), NegativeBinomialQuantile.EvaluateUpper, q, Concentration, Logits);

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);
}
