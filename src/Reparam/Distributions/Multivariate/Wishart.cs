using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Wishart distribution of covariance matrices of n rows, of the sum of ν outer products of normal vectors
/// with covariance V = L Lᵀ: density det(X)^((ν - n - 1) / 2) exp(-½ tr(V⁻¹ X)) / (2^(νn/2) det(V)^(ν/2) Γₙ(ν / 2)) in
/// the elements on and below the diagonal.</summary>
/// <remarks>
/// Event shape [n, n]. Only the lower triangle of a value is read. A density takes one Cholesky factor of the value;
/// its error grows with the value's condition number. Where ν is near n - 1 draws are nearly singular: a share of
/// about 10^(-8d), d = ν - n + 1, is rounded to matrices that are not positive definite, whose density is NaN. Stan's
/// <c>wishart</c>, and its <c>wishart_cholesky</c> in that the scale is a factor. Source: Anderson (2003), An
/// Introduction to Multivariate Statistical Analysis, section 7.2.
/// </remarks>
public sealed record Wishart : WishartFamily
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="degreesOfFreedom">ν, above n - 1: batch axes.</param>
    /// <param name="scaleTril">L, the lower Cholesky factor of V, of shape [n, n], with a diagonal above 0; what is
    /// above the diagonal is not read. The mean is ν V.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, ν is not above n - 1, a diagonal element is not
    /// above 0, or L is not square.</exception>
    public Wishart(Tensor degreesOfFreedom, Tensor scaleTril) : base(degreesOfFreedom, scaleTril, "V")
    {
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Events.RequireMatrix(nameof(Wishart), x, Rows, Rows, nameof(x));
        Tensor factor = Events.Cholesky(x), nu = DegreesOfFreedom;
        Tensor trace = TriangularFactor.SquaredNorm(TriangularFactor.SolveMatrices(ScaleTril, factor));
        return 0.5 * (nu - (Rows + 1)) * Bartlett.LogDet(factor) - 0.5 * trace
            - nu * (TriangularFactor.LogDet(ScaleTril) + 0.5 * Rows * LogTwo)
            - Bartlett.LogMultivariateGamma(Rows, 0.5 * nu);
    }

    /// <summary>ν V.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Bartlett.Matrices(DegreesOfFreedom) * TriangularFactor.Covariance(ScaleTril);

    /// <summary>ν (Vᵢⱼ² + Vᵢᵢ Vⱼⱼ).</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor covariance = TriangularFactor.Covariance(ScaleTril), diagonal = Diagonal(covariance);
            return Bartlett.Matrices(DegreesOfFreedom) * (Square(covariance) + Outer(diagonal, diagonal));
        }
    }

    /// <summary>(n + 1) log det L + n (n + 1) / 2 log 2 + log Γₙ(ν / 2) - (ν - n - 1) / 2 ψₙ(ν / 2) +
    /// ν n / 2.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            Tensor half = 0.5 * DegreesOfFreedom;
            return (Rows + 1) * (TriangularFactor.LogDet(ScaleTril) + 0.5 * Rows * LogTwo)
                + Bartlett.LogMultivariateGamma(Rows, half) + DegreesOfFreedom * (0.5 * Rows)
                - (half - 0.5 * (Rows + 1)) * Bartlett.MultivariateDigamma(Rows, half);
        }
    }

    /// <summary>L A Aᵀ Lᵀ, with Bartlett's lower triangular A: the roots of chi-squared variables with ν - i + 1
    /// degrees of freedom on the diagonal, from the first n elements of ε, and the others of ε below it, row by
    /// row.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return Events.TimesTranspose(
            TriangularFactor.TimesMatrices(ScaleTril, Bartlett.Factor(DegreesOfFreedom, Rows, noise)));
    }
}
