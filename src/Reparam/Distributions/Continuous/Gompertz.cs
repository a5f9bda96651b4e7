using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Gompertz distribution, of life times whose hazard grows exponentially: density
/// η b e^(b x) exp(-η (e^(b x) - 1)) on x &gt; 0.</summary>
/// <remarks>NumPyro's <c>Gompertz(concentration, rate)</c>. Where b x is above 709 the log density is -∞. Source:
/// Johnson, Kotz, Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 22.</remarks>
public sealed record Gompertz : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape η, above 0: the hazard at 0 is η b.</param>
    /// <param name="rate">b, at which the hazard grows, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Gompertz(Tensor concentration, Tensor rate)
    {
        Concentration = Parameter.Positive(nameof(Gompertz), concentration);
        Rate = Parameter.Positive(nameof(Gompertz), rate);
        BatchShape = Parameter.Batch(nameof(Gompertz), concentration, rate);
    }

    /// <summary>The shape η.</summary>
    public Tensor Concentration { get; }

    /// <summary>b, at which the hazard grows.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>log(1 + ε / η) / b, the inverse of the distribution function at 1 - e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Log1p(noise / Concentration) / Rate;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => Log(Concentration * Rate) + Rate * x + LogSurvival(x);

    /// <summary>e^η E₁(η) / b with the exponential integral E₁, for η above 10⁻¹⁰.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => LogGrowth / Rate;

    /// <summary>The variance of log(1 + ε / η) / b over exponential ε, by quadrature to rounding.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor mean = LogGrowth;
            return ExponentialIntegral.Of(
                s => Square(Log1p(s / Concentration) - mean), BatchShape.Rank) / Square(Rate);
        }
    }

    /// <summary>1 - log(η b) - e^η E₁(η).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => 1 - Log(Concentration * Rate) - LogGrowth;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => -Concentration * Expm1(Rate * x);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));

    /// <summary>The mean of b x.</summary>
    private Tensor LogGrowth => ExponentialIntegral.Scaled(Concentration, BatchShape.Rank);
}
