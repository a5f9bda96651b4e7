using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Pareto distribution: density α m^α / x^(α + 1) on x ≥ m.</summary>
/// <remarks>
/// Stan's and brms's <c>pareto(m, a)</c>. Mean α m / (α - 1) for α &gt; 1, variance α m² / ((α - 1)² (α - 2)) for
/// α &gt; 2, entropy 1 + 1/α + log(m / α). The log density is the formula's below m too; what is observed is checked
/// against m where m is a number. Source: Johnson, Kotz, Balakrishnan (1994), Continuous Univariate Distributions 1,
/// chapter 20.
/// </remarks>
public sealed record Pareto : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="minimum">m, the lower end, above 0.</param>
    /// <param name="concentration">The shape α, above 0: the probability of more than x is (m / x)^α.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Pareto(Tensor minimum, Tensor concentration)
    {
        Minimum = Parameter.Positive(nameof(Pareto), minimum);
        Concentration = Parameter.Positive(nameof(Pareto), concentration);
        BatchShape = Parameter.Batch(nameof(Pareto), minimum, concentration);
    }

    /// <summary>m, the lower end.</summary>
    public Tensor Minimum { get; }

    /// <summary>The shape α.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.GreaterThan(Minimum);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>m e^(ε / α), the inverse of the distribution function at 1 - e^(-ε); ∞ where ε / α is above
    /// 709.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Minimum * Exp(noise / Concentration);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        // log(x / m) through x - m, which is exact near m.
        Log(Concentration / Minimum) - (Concentration + 1) * Log1p((x - Minimum) / Minimum);

    /// <summary>m α / (α - 1) where α &gt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(
        Concentration > 1, Minimum * Concentration / (Concentration - 1), double.PositiveInfinity);

    /// <summary>m² α / ((α - 1)² (α - 2)) where α &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Select(Concentration > 2,
        Square(Minimum / (Concentration - 1)) * Concentration / (Concentration - 2), double.PositiveInfinity);

    /// <summary>log(m / α) + 1 + 1 / α.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Minimum / Concentration) + 1 + 1 / Concentration;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => -Concentration * Log1p((x - Minimum) / Minimum);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));
}
