using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The beta distribution: density x^(a - 1) (1 - x)^(b - 1) / B(a, b) on 0 &lt; x &lt; 1.</summary>
/// <remarks>Where a or b is 1 the density is finite at that end, and so are its value and gradient in x. Near x = 1 a
/// double resolves 1 - x to 10⁻¹⁶ only.</remarks>
public sealed record Beta : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration1">a, the weight of 1, above 0; the mean is a / (a + b).</param>
    /// <param name="concentration0">b, the weight of 0, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Beta(Tensor concentration1, Tensor concentration0)
    {
        Concentration1 = Parameter.Positive(nameof(Beta), concentration1);
        Concentration0 = Parameter.Positive(nameof(Beta), concentration0);
        BatchShape = Parameter.Batch(nameof(Beta), concentration1, concentration0);
    }

    /// <summary>a, the weight of 1.</summary>
    public Tensor Concentration1 { get; }

    /// <summary>b, the weight of 0.</summary>
    public Tensor Concentration0 { get; }

    /// <inheritdoc/>
    public override Support Support => Support.UnitInterval;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        XLogY(Concentration1 - 1, x) + XLog1pY(Concentration0 - 1, -x)
        - GammaRatios.LogBeta(Concentration1, Concentration0);

    /// <summary>a / (a + b).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Concentration1 / (Concentration1 + Concentration0);

    /// <summary>a b / ((a + b)² (a + b + 1)).</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor sum = Concentration1 + Concentration0;
            return Mean * (Concentration0 / sum) / (sum + 1);
        }
    }

    /// <summary>log B(a, b) - (a - 1) ψ(a) - (b - 1) ψ(b) + (a + b - 2) ψ(a + b).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => GammaRatios.LogBeta(Concentration1, Concentration0)
        + (Concentration1 - 1) * GammaRatios.DigammaDifference(Concentration1, Concentration0)
        + (Concentration0 - 1) * GammaRatios.DigammaDifference(Concentration0, Concentration1);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => BetaAtLogit(Concentration1, Concentration0, Logit(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => BetaAtLogit(Concentration0, Concentration1, -Logit(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogBetaAtLogit(Concentration1, Concentration0, Logit(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogBetaAtLogit(Concentration0, Concentration1, -Logit(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Quantile(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Quantile(-NormalQuantile(q));

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>The batch, then two.</summary>
    /// <inheritdoc/>
    public override Shape NoiseShape => BatchShape.Append([2]);

    /// <summary>G₁ / (G₁ + G₀) with gamma variables of shapes a and b, each the quantile at its own noise.</summary>
    /// <remarks>
    /// <para>
    /// Underflows to 0, or rounds to 1, where a or b is so small that most draws are that near an end.
    /// </para>
    /// <para>
    /// One number of noise would do: the quantile of x itself, <c>InverseCdf(NormalCdf(ε))</c>, is a path too, with the
    /// least variance that a pathwise gradient can have: of E[x] and E[log x] a third to all of this one's, less where
    /// both are small beside the square of the gradient. It takes twenty times as long.
    /// </para>
    /// </remarks>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Sigmoid(LogOdds(Concentration1, Concentration0, noise));

    /// <summary>log(G₁ / G₀) from two numbers of noise on the last axis.</summary>
    internal static Tensor LogOdds(Tensor concentration1, Tensor concentration0, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Tensor Part(int i) => Reshape(Slice(noise, -1, i, i + 1), noise.Shape[..^1]);
        return LogGammaQuantile(concentration1, Part(0)) - LogGammaQuantile(concentration0, Part(1));
    }

    private Tensor Quantile(Tensor noise) => Sigmoid(LogitBetaQuantile(Concentration1, Concentration0, noise));

    private static Tensor Logit(Tensor x) => Log(x) - Log1p(-x);
}
