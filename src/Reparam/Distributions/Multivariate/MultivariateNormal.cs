using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The normal distribution of vectors of length n with covariance L Lᵀ: density
/// exp(-½ |L⁻¹ (x - μ)|²) / ((2π)^(n/2) det L).</summary>
/// <remarks>Event shape [n]. The covariance is given by its lower Cholesky factor L and never formed; the density takes
/// one triangular solve.</remarks>
public sealed record MultivariateNormal : Distribution, IPathwise, ISequential, ITriangularScale
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">The mean μ: batch axes, then n.</param>
    /// <param name="scaleTril">L, of shape [n, n], with a diagonal above 0; what is above the diagonal is not
    /// read.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, a diagonal element is not above 0, or the shapes
    /// do not fit.</exception>
    public MultivariateNormal(Tensor loc, Tensor scaleTril)
    {
        Parameter.Axes(nameof(MultivariateNormal), loc, 1, "Its last axis holds the mean of one vector.");
        Loc = Parameter.Finite(nameof(MultivariateNormal), loc);
        ScaleTril = TriangularFactor.Require(nameof(MultivariateNormal), scaleTril, loc.Shape[^1],
            $"to fit loc of shape {loc.Shape}", "the lower Cholesky factor of the covariance", nameof(scaleTril));
    }

    /// <summary>The distribution with a given covariance Σ = L Lᵀ.</summary>
    /// <param name="loc">The mean μ: batch axes, then n.</param>
    /// <param name="covariance">Σ, of shape [n, n], positive definite; only its lower triangle is read, as that of a
    /// symmetric matrix.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or Σ is not symmetric and positive definite, or
    /// the shapes do not fit.</exception>
    public static MultivariateNormal FromCovariance(Tensor loc, Tensor covariance)
    {
        Parameter.Axes(nameof(MultivariateNormal), loc, 1, "Its last axis holds the mean of one vector.");
        return new MultivariateNormal(loc, Cholesky(TriangularFactor.RequireCovariance(
            nameof(MultivariateNormal), covariance, loc.Shape[^1], nameof(covariance))));
    }

    /// <summary>The distribution with a given precision Λ = Σ⁻¹.</summary>
    /// <remarks>With J, which reverses the order, and the factor C of J Λ J = C Cᵀ, the covariance has the lower factor
    /// J C⁻ᵀ J: no matrix is inverted.</remarks>
    /// <param name="loc">The mean μ: batch axes, then n.</param>
    /// <param name="precision">Λ, of shape [n, n], positive definite; only its upper triangle is read, as that of a
    /// symmetric matrix.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, or Λ is not symmetric and positive definite, or
    /// the shapes do not fit.</exception>
    public static MultivariateNormal FromPrecision(Tensor loc, Tensor precision)
    {
        Parameter.Axes(nameof(MultivariateNormal), loc, 1, "Its last axis holds the mean of one vector.");
        int n = loc.Shape[^1];
        TriangularFactor.RequireCovariance(nameof(MultivariateNormal), precision, n, nameof(precision));
        Tensor identity = DiagonalMatrix(Full(1, [n]));
        return new MultivariateNormal(loc,
            Reversed(SolveTriangular(Cholesky(Reversed(precision)), identity, transposed: true)));
    }

    /// <summary>The mean μ.</summary>
    public Tensor Loc { get; }

    /// <summary>L, the lower Cholesky factor of the covariance.</summary>
    public Tensor ScaleTril { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape => Loc.Shape[..^1];

    /// <inheritdoc/>
    public override Shape EventShape => Loc.Shape[^1..];

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>μ + L ε.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return Loc + TriangularFactor.Times(ScaleTril, noise);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = Standardize(x);
        return -0.5 * Sum(Square(z), -1)
            - (TriangularFactor.LogDet(ScaleTril) + ScaleTril.Length * HalfLogTwoPi);
    }

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <summary>The diagonal of L Lᵀ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(TriangularFactor.Variances(ScaleTril), Loc.Shape);

    /// <summary>log det L + n/2 log(2πe).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(
        TriangularFactor.LogDet(ScaleTril) + ScaleTril.Length * (HalfLogTwoPi + 0.5), BatchShape);

    Distribution ITriangularScale.Standard => new Independent(new Normal(Full(0, Loc.Shape[^1..]), 1), 1);

    bool ISequential.IsSequential => true;

    Tensor ISequential.ConditionalCdf(Tensor x) => NormalCdf(Standardize(x));

    Tensor ISequential.ConditionalLogProb(Tensor x) =>
        -0.5 * Square(Standardize(x)) - (Log(Diagonal(ScaleTril)) + HalfLogTwoPi);

    /// <summary>L⁻¹ (x - μ).</summary>
    private Tensor Standardize(Tensor x) => TriangularFactor.Solve(ScaleTril, x - Loc);

    /// <summary>Rows and columns in the opposite order.</summary>
    private static Tensor Reversed(Tensor matrix)
    {
        int[] order = [.. Enumerable.Range(0, matrix.Length).Reverse()];
        return Gather(Gather(matrix, order), order, 1);
    }
}
