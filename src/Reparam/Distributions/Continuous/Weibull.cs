using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Weibull distribution: density (k / λ) (x / λ)^(k - 1) exp(-(x / λ)^k) on x &gt; 0.</summary>
/// <remarks>
/// Stan's and brms's <c>weibull(k, l)</c>. Mean λ Γ(1 + 1/k), variance λ² (Γ(1 + 2/k) - Γ(1 + 1/k)²), entropy
/// 1 + γ (1 - 1/k) + log(λ / k) with Euler's constant γ = 0.5772…. Where k log(x / λ) is above 709 the log density is
/// -∞. At x = 0 it has no derivatives, and for k = 1 it is NaN: observe times above 0. Source: Johnson, Kotz,
/// Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 21.
/// </remarks>
public sealed record Weibull : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape k, above 0: the hazard falls with x below 1 and rises above.</param>
    /// <param name="scale">λ, above 0: the quantile of probability 1 - 1/e.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Weibull(Tensor concentration, Tensor scale)
    {
        Concentration = Parameter.Positive(nameof(Weibull), concentration);
        Scale = Parameter.Positive(nameof(Weibull), scale);
        BatchShape = Parameter.Batch(nameof(Weibull), concentration, scale);
    }

    /// <summary>The shape k.</summary>
    public Tensor Concentration { get; }

    /// <summary>λ, the quantile of probability 1 - 1/e.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>λ ε^(1/k), the inverse of the distribution function at 1 - e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Scale * Exp(Log(noise) / Concentration);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor log = Log(x / Scale);
        return (Concentration - 1) * log - Exp(Concentration * log) + Log(Concentration / Scale);
    }

    /// <summary>λ Γ(1 + 1/k).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Scale * Exp(LogGamma(1 + 1 / Concentration));

    /// <summary>λ² (Γ(1 + 2/k) - Γ(1 + 1/k)²).</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor first = LogGamma(1 + 1 / Concentration);
            return Square(Scale) * Exp(2 * first) * Expm1(LogGamma(1 + 2 / Concentration) - 2 * first);
        }
    }

    /// <summary>γ (1 - 1/k) + log(λ / k) + 1, with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy =>
        EulerGamma * (1 - 1 / Concentration) + Log(Scale / Concentration) + 1;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => -Exp(Concentration * Log(x / Scale));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));
}
