using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Moyal distribution, of the energy lost by a fast particle: density
/// exp(-(z + e^(-z)) / 2) / (σ √(2π)) with z = (x - μ) / σ.</summary>
/// <remarks>e^(-z) is the square of a normal number. The left tail falls doubly exponentially: below z = -709 the log
/// density is -∞. Source: Moyal (1955), Philosophical Magazine 46, 263-280.</remarks>
public sealed record Moyal : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mode.</param>
    /// <param name="scale">σ, above 0; the standard deviation is π σ / √2.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or σ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public Moyal(Tensor loc, Tensor scale)
    {
        Loc = Parameter.Finite(nameof(Moyal), loc);
        Scale = Parameter.Positive(nameof(Moyal), scale);
        BatchShape = Parameter.Batch(nameof(Moyal), loc, scale);
    }

    /// <summary>μ, the mode.</summary>
    public Tensor Loc { get; }

    /// <summary>σ; the standard deviation is π σ / √2.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>μ - 2 σ log |ε|.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Loc - 2 * Scale * Log(Abs(noise));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = (x - Loc) / Scale;
        return -0.5 * (z + Exp(-z)) - (Log(Scale) + HalfLogTwoPi);
    }

    /// <summary>μ + σ (γ + log 2), with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Loc + Scale * (EulerGamma + LogTwo);

    /// <summary>π² σ² / 2.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(0.5 * Math.PI * Math.PI * Square(Scale), BatchShape);

    /// <summary>log σ + ½ (log(4π) + γ + 1), with Euler's γ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(
        Log(Scale) + (HalfLogTwoPi + 0.5 * (LogTwo + EulerGamma + 1)), BatchShape);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => 2 * NormalCdf(-Root(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogNormalCdf(-Root(x)) + LogTwo;

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Erf(Root(x) / Math.Sqrt(2));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(NormalQuantile(0.5 * p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Loc - 2 * Scale * Log(new HalfNormal(1).InverseCdf(q));

    /// <summary>e^(-z/2).</summary>
    private Tensor Root(Tensor x) => Exp(0.5 * (Loc - x) / Scale);
}
