using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The absolute value of a Student t variable with median 0: density
/// 2 (1 + x² / (ν σ²))^(-(ν + 1) / 2) / (σ √ν B(½, ν / 2)) on x ≥ 0.</summary>
/// <remarks>Stan's and brms's <c>student_t(nu, 0, s)</c> on a positive parameter. Density and gradient are finite at
/// x = 0. (x / σ)² overflows from x / σ = 10¹⁵⁴ on.</remarks>
public sealed record HalfStudentT : Distribution
{
    private static readonly double LogTwo = Math.Log(2);

    /// <summary>Makes the distribution.</summary>
    /// <param name="degreesOfFreedom">ν, above 0.</param>
    /// <param name="scale">σ, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public HalfStudentT(Tensor degreesOfFreedom, Tensor scale)
    {
        DegreesOfFreedom = Parameter.Positive(nameof(HalfStudentT), degreesOfFreedom);
        Scale = Parameter.Positive(nameof(HalfStudentT), scale);
        BatchShape = Parameter.Batch(nameof(HalfStudentT), degreesOfFreedom, scale);
    }

    /// <summary>ν, the degrees of freedom.</summary>
    public Tensor DegreesOfFreedom { get; }

    /// <summary>σ, the scale.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        -0.5 * (DegreesOfFreedom + 1) * Log1p(Square(x / (Scale * Sqrt(DegreesOfFreedom))))
        - (StudentT.LogNormalizer(DegreesOfFreedom, Scale) - LogTwo);
}
