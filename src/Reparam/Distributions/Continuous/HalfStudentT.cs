using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The absolute value of a Student t variable with median 0: density
/// 2 (1 + x² / (ν σ²))^(-(ν + 1) / 2) / (σ √ν B(½, ν / 2)) on x ≥ 0.</summary>
/// <remarks>Stan's and brms's <c>student_t(nu, 0, s)</c> on a positive parameter. Density and gradient are finite at
/// x = 0. (x / σ)² overflows from x / σ = 10¹⁵⁴ on.</remarks>
public sealed record HalfStudentT : Distribution, IPathwise
{
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
    public override Support Support => Support.NonNegative;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        -0.5 * (DegreesOfFreedom + 1) * Log1p(Square(x / (Scale * Sqrt(DegreesOfFreedom))))
        - (StudentT.LogNormalizer(DegreesOfFreedom, Scale) - LogTwo);

    /// <summary>2 σ √ν / ((ν - 1) B(½, ν / 2)) where ν &gt; 1; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Select(DegreesOfFreedom > 1,
        2 * Scale * Sqrt(DegreesOfFreedom) / (DegreesOfFreedom - 1)
            * Exp(-GammaRatios.LogBeta(0.5, 0.5 * DegreesOfFreedom)), double.PositiveInfinity) + Full(0, BatchShape);

    /// <summary>σ² ν / (ν - 2) less the square of the mean where ν &gt; 2; otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Select(DegreesOfFreedom > 2,
        Square(Scale) * DegreesOfFreedom / (DegreesOfFreedom - 2) - Square(Mean), double.PositiveInfinity);

    /// <summary>That of Student's t less log 2.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => new StudentT(DegreesOfFreedom, 0, Scale).Entropy - LogTwo;

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => BetaAtLogit(
        0.5, 0.5 * DegreesOfFreedom, 2 * Log(x / (Scale * Sqrt(DegreesOfFreedom))));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => 2 * StudentTCdf(DegreesOfFreedom, -(x / Scale));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogTwo + LogStudentTCdf(DegreesOfFreedom, -(x / Scale));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Quantile(NormalQuantile(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Quantile(-NormalQuantile(q));

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Implicit;

    /// <summary>σ |t| with the quantile t of Student's t distribution at Φ(ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Scale * Abs(StudentTQuantile(DegreesOfFreedom, noise));

    /// <summary>(x / σ)² / ν is a beta prime variable with ½ and ν / 2.</summary>
    private Tensor Quantile(Tensor noise) => Scale * Sqrt(DegreesOfFreedom)
        * Exp(0.5 * LogitBetaQuantile(0.5, 0.5 * DegreesOfFreedom, noise));
}
