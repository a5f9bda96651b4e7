using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The negative binomial distribution of counts with mean μ and variance μ + μ² / φ:
/// P(y) = Γ(y + φ) / (y! Γ(φ)) (μ / (μ + φ))^y (φ / (μ + φ))^φ.</summary>
/// <remarks>
/// Stan's <c>neg_binomial_2</c> (Stan Functions Reference, "Negative binomial distribution (alternative
/// parameterization)"). With Stirling's remainder Δ the logarithm of the probability is
/// y log μ - y - log y! + (y + φ - ½) log(1 + y / φ) - (y + φ) log(1 + μ / φ) + Δ(y + φ) - Δ(φ),
/// in which nothing of size φ log φ is subtracted: as φ grows it becomes the Poisson distribution without loss of
/// digits.
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
            Parameter.Positive(nameof(NegativeBinomial), concentration),
            Parameter.Batch(nameof(NegativeBinomial), mean, concentration))
    {
    }

    private NegativeBinomial(Tensor mean, Tensor logMean, Tensor concentration, Shape batch) =>
        (Mean, LogMean, Concentration, BatchShape) = (mean, logMean, concentration, batch);

    /// <summary>Makes the distribution from the logarithm of its mean, the natural scale of a regression.</summary>
    /// <param name="logMean">log μ, finite; the density is right where μ itself would overflow.</param>
    /// <param name="concentration">φ, above 0.</param>
    /// <exception cref="ArgumentException">log μ is not finite, φ is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public static NegativeBinomial FromLogMean(Tensor logMean, Tensor concentration) =>
        new(Exp(Parameter.Finite(nameof(NegativeBinomial), logMean)), logMean,
            Parameter.Positive(nameof(NegativeBinomial), concentration),
            Parameter.Batch(nameof(NegativeBinomial), logMean, concentration));

    /// <summary>The mean μ.</summary>
    public override Tensor Mean { get; }

    /// <summary>log μ.</summary>
    public Tensor LogMean { get; }

    /// <summary>φ, the concentration.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeInteger;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor total = x + Concentration;
        return x * LogMean - (x + LogGamma(x + 1))
            + (total - 0.5) * Log1p(x / Concentration)
            - total * Softplus(LogMean - Log(Concentration))
            + GammaRatios.StirlingRemainder(total) - GammaRatios.StirlingRemainder(Concentration);
    }
}
