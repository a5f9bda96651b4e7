using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Gumbel distribution, of the greatest of many: density exp(-z - e^(-z)) / β with
/// z = (x - μ) / β.</summary>
/// <remarks>
/// Stan's and brms's <c>gumbel(m, b)</c>. Mean μ + γ β with Euler's constant γ = 0.5772…, variance π² β² / 6, entropy
/// 1 + γ + log β. The left tail falls doubly exponentially: below z = -709 the log density is -∞. Source: Johnson,
/// Kotz, Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 22.
/// </remarks>
public sealed record Gumbel : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mode.</param>
    /// <param name="scale">β, above 0; the standard deviation is π β / √6.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or β is not above 0, or their shapes do not
    /// broadcast.</exception>
    public Gumbel(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(Gumbel), loc);
        Scale = Parameter.Positive(nameof(Gumbel), scale);
        BatchShape = Parameter.Batch(nameof(Gumbel), loc, scale);
    }

    /// <summary>μ, the mode.</summary>
    public Tensor Loc { get; }

    /// <summary>β; the standard deviation is π β / √6.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>μ - β log ε, the inverse of the distribution function at e^(-ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Loc - Scale * Log(noise);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = (x - Loc) / Scale;
        return -z - Exp(-z) - Log(Scale);
    }

    /// <summary>μ + γ β, with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Loc + EulerGamma * Scale;

    /// <summary>π² β² / 6.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(Math.PI * Math.PI / 6 * Square(Scale), BatchShape);

    /// <summary>log β + γ + 1.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(Log(Scale) + (EulerGamma + 1), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => -Exp((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => -Expm1(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log1p(-q));

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new Gumbel(loc, scale);
}
