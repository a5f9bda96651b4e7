using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The distribution of 1 / y for a gamma variable y: density β^α x^(-α - 1) e^(-β / x) / Γ(α) on
/// x &gt; 0.</summary>
public sealed record InverseGamma : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape α, above 0.</param>
    /// <param name="scale">β, above 0; the mean is β / (α - 1) where α &gt; 1.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public InverseGamma(Tensor concentration, Tensor scale)
    {
        Concentration = Parameter.Positive(nameof(InverseGamma), concentration);
        Scale = Parameter.Positive(nameof(InverseGamma), scale);
        BatchShape = Parameter.Batch(nameof(InverseGamma), concentration, scale);
    }

    /// <summary>The shape α.</summary>
    public Tensor Concentration { get; }

    /// <summary>The scale β.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        (-1 - Concentration) * Log(x) - Scale / x - (LogGamma(Concentration) - Concentration * Log(Scale));

    /// <summary>β / (α - 1) where α &gt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(Concentration > 1, Scale / (Concentration - 1), double.PositiveInfinity);

    /// <summary>β² / ((α - 1)² (α - 2)) where α &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Select(
        Concentration > 2, Square(Scale / (Concentration - 1)) / (Concentration - 2), double.PositiveInfinity);

    /// <summary>α + log β + log Γ(α) - (1 + α) ψ(α).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy =>
        Concentration + Log(Scale) + LogGamma(Concentration) - (1 + Concentration) * Digamma(Concentration);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => GammaUpperRegularized(Concentration, Scale / x);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => GammaLowerRegularized(Concentration, Scale / x);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogGammaUpperRegularized(Concentration, Scale / x);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogGammaLowerRegularized(Concentration, Scale / x);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>The quantile at Φ(ε): β over that of a gamma distribution at Φ(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Exp(Log(Scale) - LogGammaQuantile(Concentration, -noise));
}
