using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The inverse Wishart distribution of covariance matrices of n rows, of X whose inverse has the Wishart
/// distribution with ν degrees of freedom and scale Ψ⁻¹, Ψ = L Lᵀ: density det(Ψ)^(ν/2) det(X)^(-(ν + n + 1) / 2)
/// exp(-½ tr(Ψ X⁻¹)) / (2^(νn/2) Γₙ(ν / 2)) in the elements on and below the diagonal.</summary>
/// <remarks>
/// Event shape [n, n]. Only the lower triangle of a value is read. A density takes one Cholesky factor of the value;
/// its error grows with the value's condition number. Where ν is near n - 1 draws are nearly singular: a share of
/// about 10^(-8d), d = ν - n + 1, is rounded to matrices that are not positive definite, whose density is NaN. Stan's
/// <c>inv_wishart</c>, and its <c>inv_wishart_cholesky</c> in that the scale is a factor. Source: Anderson (2003), An
/// Introduction to Multivariate Statistical Analysis, section 7.7; variances: von Rosen (1988), "Moments for the
/// inverted Wishart distribution".
/// </remarks>
public sealed record InverseWishart : WishartFamily
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="degreesOfFreedom">ν, above n - 1: batch axes.</param>
    /// <param name="scaleTril">L, the lower Cholesky factor of Ψ, of shape [n, n], with a diagonal above 0; what is
    /// above the diagonal is not read. The mean is Ψ / (ν - n - 1) where ν &gt; n + 1.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, ν is not above n - 1, a diagonal element is not
    /// above 0, or L is not square.</exception>
    public InverseWishart(Tensor degreesOfFreedom, Tensor scaleTril) : base(degreesOfFreedom, scaleTril, "Ψ")
    {
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Events.RequireMatrix(nameof(InverseWishart), x, Rows, Rows, nameof(x));
        Tensor factor = Events.Cholesky(x), nu = DegreesOfFreedom;
        Tensor trace = TriangularFactor.SquaredNorm(TriangularFactor.SolveEach(factor, LowerTriangle(ScaleTril)));
        return nu * (TriangularFactor.LogDet(ScaleTril) - 0.5 * Rows * LogTwo) - 0.5 * trace
            - 0.5 * (nu + (Rows + 1)) * Bartlett.LogDet(factor) - Bartlett.LogMultivariateGamma(Rows, 0.5 * nu);
    }

    /// <summary>Ψ / (ν - n - 1) where ν &gt; n + 1; otherwise NaN, as there is none.</summary>
    /// <inheritdoc/>
    public override Tensor Mean
    {
        get
        {
            Tensor excess = Bartlett.Matrices(DegreesOfFreedom - (Rows + 1));
            return Select(excess > 0, TriangularFactor.Covariance(ScaleTril) / excess, Bartlett.Matrices(None));
        }
    }

    /// <summary>((ν - n + 1) Ψᵢⱼ² + (ν - n - 1) Ψᵢᵢ Ψⱼⱼ) / ((ν - n) (ν - n - 1)² (ν - n - 3)) where ν &gt; n + 3;
    /// otherwise infinite.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor psi = TriangularFactor.Covariance(ScaleTril), diagonal = Diagonal(psi);
            Tensor excess = Bartlett.Matrices(DegreesOfFreedom - Rows);
            Tensor variance = ((excess + 1) * Square(psi) + (excess - 1) * Outer(diagonal, diagonal))
                / (excess * Square(excess - 1) * (excess - 3));
            return Select(excess > 3, variance, double.PositiveInfinity);
        }
    }

    /// <summary>(n + 1) log det L - n (n + 1) / 2 log 2 + log Γₙ(ν / 2) - (ν + n + 1) / 2 ψₙ(ν / 2) +
    /// ν n / 2.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            Tensor half = 0.5 * DegreesOfFreedom;
            return (Rows + 1) * (TriangularFactor.LogDet(ScaleTril) - 0.5 * Rows * LogTwo)
                + Bartlett.LogMultivariateGamma(Rows, half) + DegreesOfFreedom * (0.5 * Rows)
                - (half + 0.5 * (Rows + 1)) * Bartlett.MultivariateDigamma(Rows, half);
        }
    }

    /// <summary>L A⁻ᵀ A⁻¹ Lᵀ, with Bartlett's lower triangular A as for <see cref="Wishart"/>: one triangular solve, no
    /// inverse.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Tensor factor = Bartlett.Factor(DegreesOfFreedom, Rows, noise);
        return Events.TimesTranspose(TriangularFactor.Flip(
            TriangularFactor.SolveEach(factor, Transpose(LowerTriangle(ScaleTril)))));
    }
}
