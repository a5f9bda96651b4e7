using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The generalised Pareto distribution, of excesses over a high threshold: density
/// (1 + ξ z)^(-1 - 1/ξ) / σ with z = (x - μ) / σ ≥ 0, and e^(-z) / σ where ξ = 0.</summary>
/// <remarks>
/// Continuous through ξ = 0 with all derivatives. Where ξ is below 0 the support ends at μ - σ / ξ, beyond which the
/// log density is -∞ if ξ is above -1. Source: Johnson, Kotz, Balakrishnan (1994), Continuous Univariate Distributions
/// 1, chapter 20; Coles (2001), An Introduction to Statistical Modeling of Extreme Values, equation 4.2.
/// </remarks>
public sealed record GeneralizedPareto : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the lower end.</param>
    /// <param name="scale">σ, above 0.</param>
    /// <param name="concentration">The shape ξ: positive for heavy tails, 0 for exponential ones, negative for a finite
    /// upper end. Moments of order below 1 / ξ exist.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public GeneralizedPareto(Tensor loc, Tensor scale, Tensor concentration)
    {
        Loc = Parameter.Finite(nameof(GeneralizedPareto), loc);
        Scale = Parameter.Positive(nameof(GeneralizedPareto), scale);
        Concentration = Parameter.Finite(nameof(GeneralizedPareto), concentration);
        BatchShape = Parameter.Batch(nameof(GeneralizedPareto), loc, scale, concentration);
    }

    /// <summary>μ, the lower end.</summary>
    public Tensor Loc { get; }

    /// <summary>σ.</summary>
    public Tensor Scale { get; }

    /// <summary>The shape ξ.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => new ExtremeValueSupport(Loc, Scale, Concentration, HasLowerEnd: true);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>μ + σ (e^(ξ ε) - 1) / ξ, the inverse of the distribution function at 1 - e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        Loc + Scale * (noise * SmoothFunctions.Expm1Ratio(Concentration * noise));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => (1 + Concentration) * LogSurvival(x) - Log(Scale);

    /// <summary>μ + σ / (1 - ξ) where ξ &lt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean =>
        Select(Concentration < 1, Loc + Scale / (1 - Concentration), double.PositiveInfinity);

    /// <summary>σ² / ((1 - ξ)² (1 - 2ξ)) where ξ &lt; ½; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(Select(Concentration < 0.5,
        Square(Scale / (1 - Concentration)) / (1 - 2 * Concentration), double.PositiveInfinity), BatchShape);

    /// <summary>log σ + ξ + 1.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(Log(Scale) + Concentration + 1, BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x)
    {
        Tensor z = (x - Loc) / Scale;
        return -(z * SmoothFunctions.Log1pRatio(Concentration * z));
    }

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));
}
