using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The projected normal distribution of directions: of z / |z| where z is normal with mean μ and identity
/// covariance, by the surface of the sphere.</summary>
/// <remarks>
/// <para>Event shape [n]. With t = μ · x the density is (2π)^(-(n - 1) / 2) exp(-½ |μ - t x|²) Mₙ₋₁(t), where
/// Mₖ(t) = ∫₀^∞ rᵏ φ(r - t) dr: M₀ = Φ, M₁ = φ + t Φ, M₂ = t M₁ + M₀. It is known here for n = 2 and 3, as in
/// NumPyro's <c>ProjectedNormal</c>; draws for any n. Source: Mardia and Jupp (2000), Directional Statistics, section
/// 3.5.6.</para>
/// <para>Far from the mean, t &lt; -3, where those terms cancel, the ratios Mₖ / Mₖ₋₁ come from their continued
/// fraction, so that the density keeps its relative accuracy.</para>
/// <para>Mean and variance, which take confluent hypergeometric functions, are refused by name.</para>
/// </remarks>
public sealed record ProjectedNormal : Distribution, IPathwise
{
    // Where the forms of log M meet; there the fraction of this many terms is exact to 10⁻¹⁶, and M₁ and M₂ have lost
    // a factor of 30.
    private const double Joint = -3;
    private const int Terms = 40;

    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">μ: batch axes, then n ≥ 2. Its direction is the mean direction, its length says how
    /// concentrated draws are; at 0 they are uniform.</param>
    /// <exception cref="ArgumentException">μ is not finite, or has fewer than two elements.</exception>
    public ProjectedNormal(Tensor concentration)
    {
        Parameter.Axes(nameof(ProjectedNormal), concentration, 1, "Its last axis holds the mean of one vector.");
        Concentration = Parameter.Finite(nameof(ProjectedNormal), concentration);
        if (concentration.Shape[^1] < 2)
        {
            throw new ArgumentException(
                "ProjectedNormal: concentration must have at least two elements, but its shape is " +
                $"{concentration.Shape}. Directions lie in the plane or in space.", nameof(concentration));
        }
    }

    /// <summary>μ, the mean of the normal vector.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.UnitVector;

    /// <inheritdoc/>
    public override Shape BatchShape => Concentration.Shape[..^1];

    /// <inheritdoc/>
    public override Shape EventShape => Concentration.Shape[^1..];

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Vectors have more than 3 elements.</exception>
    public override Tensor LogProb(Tensor x)
    {
        int n = Concentration.Shape[^1];
        if (n > 3)
        {
            throw new NotSupportedException(FormattableString.Invariant(
                $"ProjectedNormal: the density is known for directions of 2 and 3 elements, but here they have {n}. ") +
                "Model the normal vector itself, and divide it by its length.");
        }
        Events.RequireLength(nameof(ProjectedNormal), x, n, nameof(x));
        Tensor along = Sum(x * Concentration, -1);
        Tensor across = Sum(Square(Concentration - Events.Column(along) * x), -1);
        return LogMoment(n - 1, along) - 0.5 * across - (n - 1) * HalfLogTwoPi;
    }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>(μ + ε) / |μ + ε|.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Support.FromUnconstrained.Forward(Concentration + noise);

    /// <summary>log Mₖ(t), k = 1 or 2.</summary>
    private static Tensor LogMoment(int k, Tensor t)
    {
        // Each form is held at the joint beyond it; Maximum and Minimum join them without a condition.
        Tensor near = Maximum(t, Joint), far = Minimum(Joint, t);
        Tensor density = Exp(-0.5 * Square(near) - HalfLogTwoPi), below = NormalCdf(near);
        Tensor first = density + near * below;
        Tensor direct = Log(k == 1 ? first : near * first + below);
        return direct + (FarLogMoment(k, far) - FarLogMoment(k, Joint));
    }

    /// <summary>log Mₖ(t) for t ≤ -3, by rⱼ = Mⱼ / Mⱼ₋₁ = j / (rⱼ₊₁ - t), from the last term on, and
    /// M₀ = φ / (r₁ - t).</summary>
    private static Tensor FarLogMoment(int k, Tensor t)
    {
        Tensor ratio = 0.5 * (Sqrt(Square(t) + 4 * Terms) + t), second = ratio;
        for (int j = Terms - 1; j >= 1; j--)
        {
            second = ratio;
            ratio = j / (ratio - t);
        }
        Tensor first = Log(ratio / (ratio - t)) - 0.5 * Square(t) - HalfLogTwoPi;
        return k == 1 ? first : first + Log(second);
    }
}
