using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The beta prime distribution, of the odds y / (1 - y) of a beta variable y: density
/// x^(a - 1) (1 + x)^(-a - b) / B(a, b) on x &gt; 0.</summary>
/// <remarks>The ratio of independent gamma variables with shapes a and b and equal rates.</remarks>
public sealed record BetaPrime : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration1">a, above 0.</param>
    /// <param name="concentration0">b, above 0; the mean is a / (b - 1) where b &gt; 1.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public BetaPrime(Tensor concentration1, Tensor concentration0)
    {
        Concentration1 = Parameter.Positive(nameof(BetaPrime), concentration1);
        Concentration0 = Parameter.Positive(nameof(BetaPrime), concentration0);
        BatchShape = Parameter.Batch(nameof(BetaPrime), concentration1, concentration0);
    }

    /// <summary>a.</summary>
    public Tensor Concentration1 { get; }

    /// <summary>b.</summary>
    public Tensor Concentration0 { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        XLogY(Concentration1 - 1, x) - (Concentration1 + Concentration0) * Log1p(x)
        - GammaRatios.LogBeta(Concentration1, Concentration0);

    /// <summary>a / (b - 1) where b &gt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(
        Concentration0 > 1, Concentration1 / (Concentration0 - 1), double.PositiveInfinity);

    /// <summary>a (a + b - 1) / ((b - 1)² (b - 2)) where b &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Select(Concentration0 > 2,
        Concentration1 * (Concentration1 + Concentration0 - 1) / (Square(Concentration0 - 1) * (Concentration0 - 2)),
        double.PositiveInfinity);

    /// <summary>log B(a, b) - (a - 1) (ψ(a) - ψ(b)) + (a + b) (ψ(a + b) - ψ(b)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => GammaRatios.LogBeta(Concentration1, Concentration0)
        - (Concentration1 - 1) * (Digamma(Concentration1) - Digamma(Concentration0))
        + (Concentration1 + Concentration0) * GammaRatios.DigammaDifference(Concentration0, Concentration1);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => BetaAtLogit(Concentration1, Concentration0, Log(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => BetaAtLogit(Concentration0, Concentration1, -Log(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogBetaAtLogit(Concentration1, Concentration0, Log(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogBetaAtLogit(Concentration0, Concentration1, -Log(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Quantile(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Quantile(-NormalQuantile(q));

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>The batch, then two.</summary>
    /// <inheritdoc/>
    public override Shape NoiseShape => BatchShape.Append([2]);

    /// <summary>G₁ / G₀ with gamma variables of shapes a and b, each the quantile at its own noise: as for
    /// <see cref="Beta"/>.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Exp(Beta.LogOdds(Concentration1, Concentration0, noise));

    private Tensor Quantile(Tensor noise) => Exp(LogitBetaQuantile(Concentration1, Concentration0, noise));
}
