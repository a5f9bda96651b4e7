using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Laplace or double exponential distribution: density exp(-|x - μ| / b) / (2 b).</summary>
/// <remarks>
/// Stan's and brms's <c>double_exponential(m, b)</c>. Mean μ, variance 2 b², entropy 1 + log(2 b). The density has a
/// kink at x = μ, where the derivatives of its logarithm in x and μ are given as 0. Source: Johnson, Kotz, Balakrishnan
/// (1995), Continuous Univariate Distributions 2, chapter 24.
/// </remarks>
public sealed record Laplace : Distribution, IPathwise, ILocationScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mean and the median.</param>
    /// <param name="scale">b, the mean of |x - μ|, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or b is not above 0, or their shapes do not
    /// broadcast.</exception>
    public Laplace(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(Laplace), loc);
        Scale = Parameter.Positive(nameof(Laplace), scale);
        BatchShape = Parameter.Batch(nameof(Laplace), loc, scale);
    }

    /// <summary>μ, the mean and the median.</summary>
    public Tensor Loc { get; }

    /// <summary>b, the mean of |x - μ|.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>μ + b log(2u) where u ≤ 1/2, μ - b log(2(1 - u)) where u ≥ 1/2: the inverse of the distribution
    /// function.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        // Each minimum is 1, and its logarithm 0, on the other's half.
        Loc + Scale * (Log(Minimum(2 * noise, 1)) - Log(Minimum(2 * (1 - noise), 1)));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => -Abs((x - Loc) / Scale) - Log(2 * Scale);

    /// <inheritdoc/>
    public override Tensor Mean => BroadcastTo(Loc, BatchShape);

    /// <summary>2 b².</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(2 * Square(Scale), BatchShape);

    /// <summary>1 + log(2b).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(1 + Log(2 * Scale), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Tail((Loc - x) / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Tail((x - Loc) / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => 2 * Loc - FromNoise(q);

    /// <summary>P(Z &gt; z) of the standard distribution.</summary>
    private static Tensor Tail(Tensor z)
    {
        Tensor half = 0.5 * Exp(-Abs(z));
        return Select(z > 0, half, 1 - half);
    }

    Distribution ILocationScale.With(Tensor loc, Tensor scale) => new Laplace(loc, scale);
}
