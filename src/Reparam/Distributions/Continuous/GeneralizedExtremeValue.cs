using Reparam.Primitives;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The generalised extreme value distribution, of the greatest of many: density e^(-(1 + ξ) y - e^(-y)) / σ
/// with y = log(1 + ξ z) / ξ, which is z where ξ = 0, and z = (x - μ) / σ.</summary>
/// <remarks>
/// Fréchet's type where ξ is above 0, Gumbel's at 0 and the reversed Weibull type below, as in Coles; SciPy's
/// <c>genextreme</c> has c = -ξ. Continuous through ξ = 0 with all derivatives. The support ends at μ - σ / ξ: below
/// where ξ is positive, above where it is negative; outside the log density is -∞ if ξ is above -1. Source: Coles
/// (2001), An Introduction to Statistical Modeling of Extreme Values, equation 3.2.
/// </remarks>
public sealed record GeneralizedExtremeValue : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the quantile of probability 1/e.</param>
    /// <param name="scale">σ, above 0.</param>
    /// <param name="concentration">The shape ξ: moments of order below 1 / ξ exist.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public GeneralizedExtremeValue(Tensor loc, Tensor scale, Tensor concentration)
    {
        Loc = Parameter.Finite(nameof(GeneralizedExtremeValue), loc);
        Scale = Parameter.Positive(nameof(GeneralizedExtremeValue), scale);
        Concentration = Parameter.Finite(nameof(GeneralizedExtremeValue), concentration);
        BatchShape = Parameter.Batch(nameof(GeneralizedExtremeValue), loc, scale, concentration);
    }

    /// <summary>μ, the quantile of probability 1/e.</summary>
    public Tensor Loc { get; }

    /// <summary>σ.</summary>
    public Tensor Scale { get; }

    /// <summary>The shape ξ.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => new ExtremeValueSupport(Loc, Scale, Concentration, HasLowerEnd: false);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>μ + σ (ε^(-ξ) - 1) / ξ, the inverse of the distribution function at e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        Tensor y = -Log(noise);
        return Loc + Scale * (y * SmoothFunctions.Expm1Ratio(Concentration * y));
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        // Below the support y is -∞, whose exponential outweighs it.
        Tensor y = Maximum(Reduced(x), -1e300);
        return -((1 + Concentration) * y) - Exp(-y) - Log(Scale);
    }

    /// <summary>μ + σ (Γ(1 - ξ) - 1) / ξ where ξ &lt; 1, which is μ + γ σ at ξ = 0; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean
    {
        get
        {
            Tensor shape = Minimum(Concentration, 1), log = ExtremeValueMoments.LogGammaRatio(shape);
            return Select(Concentration < 1,
                Loc + Scale * (log * SmoothFunctions.Expm1Ratio(shape * log)), double.PositiveInfinity);
        }
    }

    /// <summary>σ² (Γ(1 - 2ξ) - Γ(1 - ξ)²) / ξ² where ξ &lt; ½, which is π² σ² / 6 at ξ = 0; otherwise
    /// infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor shape = Minimum(Concentration, 0.5), excess = ExtremeValueMoments.LogVarianceRatio(shape);
            return BroadcastTo(Select(Concentration < 0.5,
                Square(Scale) * Exp(2 * LogGamma(1 - shape))
                    * (excess * SmoothFunctions.Expm1Ratio(Square(shape) * excess)),
                double.PositiveInfinity), BatchShape);
        }
    }

    /// <summary>log σ + γ (1 + ξ) + 1, with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy =>
        BroadcastTo(Log(Scale) + EulerGamma * (1 + Concentration) + 1, BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => -Exp(-Reduced(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => -Expm1(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log1p(-q));

    /// <summary>y, which has the standard Gumbel distribution.</summary>
    private Tensor Reduced(Tensor x)
    {
        Tensor z = (x - Loc) / Scale;
        return z * SmoothFunctions.Log1pRatio(Concentration * z);
    }
}
