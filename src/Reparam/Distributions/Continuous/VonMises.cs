using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The von Mises distribution of angles: density e^(κ cos(x - μ)) / (2π I₀(κ)) on -π ≤ x ≤ π.</summary>
/// <remarks>
/// The density is periodic in x and μ. Draws are wrapped to [-π, π], and their derivatives are those of the angle: right
/// for functions that agree at both ends, as functions of an angle do. It has a mean direction, μ, and a circular
/// variance, but no mean that would turn with μ. Source: Mardia and Jupp (2000), Directional Statistics, section 3.5.4.
/// </remarks>
public sealed record VonMises : Distribution, IPathwise
{
    private const double Turn = 2 * Math.PI;

    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">μ, the mean direction, any angle in radians.</param>
    /// <param name="concentration">κ, above 0: about 1 / variance where it is large; near 0 angles are uniform.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or κ is not above 0, or their shapes do not
    /// broadcast.</exception>
    public VonMises(Tensor loc, Tensor concentration)
    {
        Loc = Parameter.Finite(nameof(VonMises), loc);
        Concentration = Parameter.Positive(nameof(VonMises), concentration);
        BatchShape = Parameter.Batch(nameof(VonMises), loc, concentration);
    }

    /// <summary>μ, the mean direction.</summary>
    public Tensor Loc { get; }

    /// <summary>κ, the concentration.</summary>
    public Tensor Concentration { get; }

    /// <summary>1 - I₁(κ) / I₀(κ): 0 for one direction, 1 for all alike.</summary>
    public Tensor CircularVariance => BroadcastTo(
        VonMisesFunctions.RatioComplement(Concentration), BatchShape);

    /// <inheritdoc/>
    public override Support Support => Support.Interval(-Math.PI, Math.PI);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => VonMisesFunctions.LogDensity(Concentration, x - Loc);

    /// <summary>log(2π I₀(κ)) - κ I₁(κ) / I₀(κ).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(
        Concentration * VonMisesFunctions.RatioComplement(Concentration)
            - VonMisesFunctions.LogDensity(Concentration, 0), BatchShape);

    /// <summary>From -π on. The error is about 10⁻¹⁵ in absolute terms, as the tails do not lie at the ends.</summary>
    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Unwrapped(x) - Unwrapped(-Math.PI);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Unwrapped(Math.PI) - Unwrapped(x);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        Tensor level = p + Unwrapped(-Math.PI), turns = Floor(level);
        return Loc + VonMisesQuantile(Concentration, NormalQuantile(level - turns)) + Turn * turns;
    }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>μ plus the quantile at Φ(ε) of the distribution about 0, wrapped to [-π, π].</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        Tensor angle = Loc + VonMisesQuantile(Concentration, noise);
        return angle - Turn * StopGradient(Floor(angle / Turn + 0.5));
    }

    /// <summary>The distribution function about μ, one more for each turn.</summary>
    private Tensor Unwrapped(Tensor x)
    {
        Tensor angle = x - Loc, turns = Floor(angle / Turn + 0.5);
        return turns + VonMisesCdf(Concentration, angle - Turn * turns);
    }
}
