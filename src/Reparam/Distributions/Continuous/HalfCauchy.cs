using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The absolute value of a Cauchy variable with median 0: density 2 / (π γ (1 + (x / γ)²)) on x ≥ 0.</summary>
/// <remarks>Stan's <c>cauchy(0, s)</c> on a positive parameter. It has no mean; its median is γ. Density and gradient
/// are finite at x = 0. (x / γ)² overflows from x / γ = 10¹⁵⁴ on.</remarks>
public sealed record HalfCauchy : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="scale">γ, the median, above 0.</param>
    /// <exception cref="ArgumentException">γ is not finite and above 0.</exception>
    public HalfCauchy(Tensor scale) => Scale = Parameter.Positive(nameof(HalfCauchy), scale);

    /// <summary>γ, the median.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override Shape BatchShape => Scale.Shape;

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>γ cot(π u / 2), the inverse of 1 - F: decreasing, so that the long tail lies at u = 0, where uniform
    /// numbers are finest.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        Tensor angle = 0.5 * Math.PI * noise;
        return Scale * (Cos(angle) / Sin(angle));
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => -Log1p(Square(x / Scale)) - (Log(Scale) + LogHalfPi);

    /// <summary>∞.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Full(double.PositiveInfinity, BatchShape);

    /// <summary>NaN: there is none.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => None;

    /// <summary>log(2πσ).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Log(Scale) + LogTwoPi;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => 2 / Math.PI * Atan(x / Scale);

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => 2 * Cauchy.Tail(x / Scale);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        Tensor angle = 0.5 * Math.PI * p;
        return Scale * (Sin(angle) / Cos(angle));
    }

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(q);
}
