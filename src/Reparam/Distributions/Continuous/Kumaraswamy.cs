using Reparam.Primitives;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Kumaraswamy distribution: density a b x^(a - 1) (1 - x^a)^(b - 1) on 0 &lt; x &lt; 1.</summary>
/// <remarks>Like the beta distribution, with a distribution function in closed form. Source: Kumaraswamy (1980),
/// Journal of Hydrology 46, 79-88; Jones (2009), Statistical Methodology 6, 70-81.</remarks>
public sealed record Kumaraswamy : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration1">a, above 0: the power of the density near 0 is a - 1.</param>
    /// <param name="concentration0">b, above 0: the power of the density near 1 is b - 1.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Kumaraswamy(Tensor concentration1, Tensor concentration0)
    {
        Concentration1 = Parameter.Positive(nameof(Kumaraswamy), concentration1);
        Concentration0 = Parameter.Positive(nameof(Kumaraswamy), concentration0);
        BatchShape = Parameter.Batch(nameof(Kumaraswamy), concentration1, concentration0);
    }

    /// <summary>The shape a, which rules near 0.</summary>
    public Tensor Concentration1 { get; }

    /// <summary>The shape b, which rules near 1.</summary>
    public Tensor Concentration0 { get; }

    /// <inheritdoc/>
    public override Support Support => Support.UnitInterval;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>(1 - e^(-ε / b))^(1 / a), the inverse of the distribution function at 1 - e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        Exp(SmoothFunctions.Log1MinusExp(noise / Concentration0) / Concentration1);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        (Concentration1 - 1) * Log(x) + (Concentration0 - 1) * LogRest(x) + Log(Concentration1 * Concentration0);

    /// <summary>b B(1 + 1/a, b).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Exp(LogMoment(1));

    /// <summary>b B(1 + 2/a, b) less the square of the mean.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor first = LogMoment(1);
            return Exp(2 * first) * Expm1(LogMoment(2) - 2 * first);
        }
    }

    /// <summary>1 - 1/b + (1 - 1/a) (ψ(b + 1) + γ) - log(a b), with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => 1 - 1 / Concentration0
        + (1 - 1 / Concentration1) * (Digamma(Concentration0 + 1) + EulerGamma)
        - Log(Concentration1 * Concentration0);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => -Expm1(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => SmoothFunctions.Log1MinusExp(-LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => Concentration0 * LogRest(x);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));

    /// <summary>log(1 - x^a).</summary>
    private Tensor LogRest(Tensor x) => SmoothFunctions.Log1MinusExp(-(Concentration1 * Log(x)));

    private Tensor LogMoment(int order) =>
        Log(Concentration0) + GammaRatios.LogBeta(1 + order / Concentration1, Concentration0);
}
