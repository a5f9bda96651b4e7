using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Student's t distribution with ν degrees of freedom, moved by μ and stretched by σ: with z = (x - μ) / σ,
/// density (1 + z² / ν)^(-(ν + 1) / 2) / (σ √ν B(½, ν / 2)).</summary>
/// <remarks>Accurate for any ν: at ν = 10¹² it is the normal density. z² overflows from |z| = 10¹⁵⁴ on.</remarks>
public sealed record StudentT : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="degreesOfFreedom">ν, above 0.</param>
    /// <param name="loc">μ, the median, and the mean where ν &gt; 1.</param>
    /// <param name="scale">σ, above 0; the standard deviation is σ √(ν / (ν - 2)) where ν &gt; 2.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or ν or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public StudentT(Tensor degreesOfFreedom, Tensor loc, Tensor scale)
    {
        DegreesOfFreedom = Parameter.Positive(nameof(StudentT), degreesOfFreedom);
        Loc = Parameter.Finite(nameof(StudentT), loc);
        Scale = Parameter.Positive(nameof(StudentT), scale);
        BatchShape = Parameter.Batch(nameof(StudentT), degreesOfFreedom, loc, scale);
    }

    /// <summary>ν, the degrees of freedom.</summary>
    public Tensor DegreesOfFreedom { get; }

    /// <summary>μ, the median.</summary>
    public Tensor Loc { get; }

    /// <summary>σ, the scale.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        -0.5 * (DegreesOfFreedom + 1) * Log1p(Square((x - Loc) / (Scale * Sqrt(DegreesOfFreedom))))
        - LogNormalizer(DegreesOfFreedom, Scale);

    /// <summary>log(σ √ν B(½, ν / 2)).</summary>
    internal static Tensor LogNormalizer(Tensor degreesOfFreedom, Tensor scale) =>
        Log(scale) + 0.5 * Log(degreesOfFreedom) + GammaRatios.LogBeta(0.5, 0.5 * degreesOfFreedom);

    /// <summary>μ where ν &gt; 1; otherwise NaN, as there is none.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(DegreesOfFreedom > 1, Loc, None);

    /// <summary>σ² ν / (ν - 2) where ν &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Select(DegreesOfFreedom > 2,
        Square(Scale) * DegreesOfFreedom / (DegreesOfFreedom - 2), double.PositiveInfinity)
        + Full(0, BatchShape);

    /// <summary>log(σ √ν B(½, ν / 2)) + (ν + 1) / 2 · (ψ((ν + 1) / 2) - ψ(ν / 2)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            Tensor half = 0.5 * (DegreesOfFreedom + 1);
            return LogNormalizer(DegreesOfFreedom, Scale) + half * GammaRatios.DigammaDifference(0.5 * DegreesOfFreedom, 0.5)
                + Full(0, BatchShape);
        }
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => StudentTCdf(DegreesOfFreedom, (x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => StudentTCdf(DegreesOfFreedom, (Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogStudentTCdf(DegreesOfFreedom, (x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogStudentTCdf(DegreesOfFreedom, (Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-NormalQuantile(q));

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>μ + σ t with the quantile t at Φ(ε): as ν grows, μ + σ ε.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Loc + Scale * StudentTQuantile(DegreesOfFreedom, noise);

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new StudentT(DegreesOfFreedom, loc, scale);
}
