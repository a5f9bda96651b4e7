using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The gamma distribution: density β^α x^(α - 1) e^(-β x) / Γ(α) on x &gt; 0.</summary>
/// <remarks>At α = 1 the density is finite at x = 0 and so are its value and gradient in x.</remarks>
public sealed record Gamma : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape α, above 0.</param>
    /// <param name="rate">β, above 0; the mean is α / β.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Gamma(Tensor concentration, Tensor rate)
    {
        Concentration = Parameter.Positive(nameof(Gamma), concentration);
        Rate = Parameter.Positive(nameof(Gamma), rate);
        BatchShape = Parameter.Batch(nameof(Gamma), concentration, rate);
    }

    /// <summary>The shape α.</summary>
    public Tensor Concentration { get; }

    /// <summary>The rate β.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        XLogY(Concentration - 1, x) - Rate * x - (LogGamma(Concentration) - Concentration * Log(Rate));

    /// <summary>α / β.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Concentration / Rate;

    /// <summary>α / β².</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Concentration / Square(Rate);

    /// <summary>α - log β + log Γ(α) + (1 - α) ψ(α).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy =>
        Concentration - Log(Rate) + LogGamma(Concentration) + (1 - Concentration) * Digamma(Concentration);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => GammaLowerRegularized(Concentration, Rate * x);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => GammaUpperRegularized(Concentration, Rate * x);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogGammaLowerRegularized(Concentration, Rate * x);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogGammaUpperRegularized(Concentration, Rate * x);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>The quantile at Φ(ε).</summary>
    /// <remarks>Underflows to 0 where α is so small that most draws are below 10⁻³⁰⁸, as at α = 10⁻³.</remarks>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Exp(LogGammaQuantile(Concentration, noise) - Log(Rate));
}
