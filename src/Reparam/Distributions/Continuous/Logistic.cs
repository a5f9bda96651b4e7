using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The logistic distribution: density e^(-z) / (s (1 + e^(-z))²) with z = (x - μ) / s.</summary>
/// <remarks>
/// Stan's and brms's <c>logistic(m, s)</c>. Mean μ, variance π² s² / 3, entropy 2 + log s. Accurate in both tails.
/// Source: Johnson, Kotz, Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 23.
/// </remarks>
public sealed record Logistic : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mean and the median.</param>
    /// <param name="scale">s, above 0; the standard deviation is π s / √3.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or s is not above 0, or their shapes do not
    /// broadcast.</exception>
    public Logistic(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(Logistic), loc);
        Scale = Parameter.Positive(nameof(Logistic), scale);
        BatchShape = Parameter.Batch(nameof(Logistic), loc, scale);
    }

    /// <summary>μ, the mean and the median.</summary>
    public Tensor Loc { get; }

    /// <summary>s; the standard deviation is π s / √3.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>μ + s log(u / (1 - u)), the inverse of the distribution function.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Loc + Scale * (Log(noise) - Log1p(-noise));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = (x - Loc) / Scale;
        return -z - 2 * Softplus(-z) - Log(Scale);
    }

    /// <inheritdoc/>
    public override Tensor Mean => BroadcastTo(Loc, BatchShape);

    /// <summary>π² σ² / 3.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(Math.PI * Math.PI / 3 * Square(Scale), BatchShape);

    /// <summary>log σ + 2.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(Log(Scale) + 2, BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Sigmoid((x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Sigmoid((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogSigmoid((x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogSigmoid((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Loc + Scale * (Log1p(-q) - Log(q));

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new Logistic(loc, scale);
}
