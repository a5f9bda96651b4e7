using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Fréchet distribution, of the greatest of many with heavy tails: density
/// (α / σ) (x / σ)^(-α - 1) exp(-(x / σ)^(-α)) on x &gt; 0.</summary>
/// <remarks>Stan's and brms's <c>frechet(a, s)</c>: 1 / x follows the Weibull distribution of shape α and scale 1 / σ.
/// Where α log(σ / x) is above 709 the log density is -∞. Source: Johnson, Kotz, Balakrishnan (1995), Continuous
/// Univariate Distributions 2, chapter 22.</remarks>
public sealed record Frechet : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape α, above 0: moments of order below α exist.</param>
    /// <param name="scale">σ, the quantile of probability 1/e, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Frechet(Tensor concentration, Tensor scale)
    {
        Concentration = Parameter.Positive(nameof(Frechet), concentration);
        Scale = Parameter.Positive(nameof(Frechet), scale);
        BatchShape = Parameter.Batch(nameof(Frechet), concentration, scale);
    }

    /// <summary>The shape α.</summary>
    public Tensor Concentration { get; }

    /// <summary>σ, the quantile of probability 1/e.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>σ ε^(-1/α), the inverse of the distribution function at e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Scale * Exp(-(Log(noise) / Concentration));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor log = Log(x / Scale);
        return -((Concentration + 1) * log) - Exp(-(Concentration * log)) + Log(Concentration / Scale);
    }

    /// <summary>σ Γ(1 - 1/α) where α &gt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(
        Concentration > 1, Scale * Exp(LogGamma(1 - 1 / Concentration)), double.PositiveInfinity);

    /// <summary>σ² (Γ(1 - 2/α) - Γ(1 - 1/α)²) where α &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor first = LogGamma(1 - 1 / Concentration);
            return Select(Concentration > 2,
                Square(Scale) * Exp(2 * first) * Expm1(LogGamma(1 - 2 / Concentration) - 2 * first),
                double.PositiveInfinity);
        }
    }

    /// <summary>log(σ / α) + γ (1 + 1/α) + 1, with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Scale / Concentration) + EulerGamma * (1 + 1 / Concentration) + 1;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => -Exp(-(Concentration * Log(x / Scale)));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => -Expm1(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log1p(-q));
}
