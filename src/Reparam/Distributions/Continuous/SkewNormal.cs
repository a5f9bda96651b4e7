using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The skew-normal distribution: density 2 φ(z) Φ(α z) / σ with z = (x - μ) / σ and the normal density φ and
/// distribution function Φ.</summary>
/// <remarks>
/// Stan's and brms's <c>skew_normal(m, s, a)</c>. With δ = α / √(1 + α²): mean μ + σ δ √(2/π), variance
/// σ² (1 - 2δ² / π). There is no formula for the entropy. Source: Azzalini (1985), Scandinavian Journal of Statistics
/// 12, 171-178.
/// </remarks>
public sealed record SkewNormal : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the location.</param>
    /// <param name="scale">σ, above 0.</param>
    /// <param name="slant">The slant or shape α: positive where the right tail is the longer one; 0 is the normal
    /// distribution.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public SkewNormal(Tensor loc, Tensor scale, Tensor slant)
    {
        Loc = Parameter.Finite(nameof(SkewNormal), loc);
        Scale = Parameter.Positive(nameof(SkewNormal), scale);
        Slant = Parameter.Finite(nameof(SkewNormal), slant);
        BatchShape = Parameter.Batch(nameof(SkewNormal), loc, scale, slant);
    }

    /// <summary>μ, the location.</summary>
    public Tensor Loc { get; }

    /// <summary>σ.</summary>
    public Tensor Scale { get; }

    /// <summary>The slant or shape α; of the sign of the skewness.</summary>
    public Tensor Slant { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>Two normal numbers for each draw, along a last axis.</summary>
    /// <inheritdoc/>
    public override Shape NoiseShape => BatchShape.Append([2]);

    /// <summary>μ + σ (δ |ε₀| + √(1 - δ²) ε₁) with δ = α / √(1 + α²).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Shape shape = noise.Shape[..^1];
        Tensor first = Reshape(Slice(noise, -1, 0, 1), shape), second = Reshape(Slice(noise, -1, 1, 2), shape);
        return Loc + Scale * ((Slant * Abs(first) + second) / Root);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        NormalFunctions.LogSkewDensity((x - Loc) / Scale, Slant) - Log(Scale);

    /// <summary>μ + σ δ √(2/π).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Loc + Scale * (Slant / Root * Math.Sqrt(2 / Math.PI));

    /// <summary>σ² (1 - 2δ² / π).</summary>
    /// <inheritdoc/>
    public override Tensor Variance =>
        BroadcastTo(Square(Scale) * (1 - 2 / Math.PI * Square(Slant / Root)), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => NormalFunctions.LogSkewNormalCdf((x - Loc) / Scale, Slant);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => NormalFunctions.LogSkewNormalCdf((Loc - x) / Scale, -Slant);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) =>
        Loc + Scale * NormalFunctions.SkewNormalQuantile(NormalQuantile(p), Slant);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => 
        Loc + Scale * NormalFunctions.SkewNormalQuantile(-NormalQuantile(q), Slant);

    private Tensor Root => Sqrt(1 + Square(Slant));

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new SkewNormal(loc, scale, Slant);
}
