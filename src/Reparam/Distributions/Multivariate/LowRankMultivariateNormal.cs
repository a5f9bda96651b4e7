using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The normal distribution of vectors of length n whose covariance is diagonal plus low rank,
/// Σ = diag(d) + W Wᵀ with W of r columns.</summary>
/// <remarks>
/// Event shape [n]. A density costs n r operations after one factor of r rows: with U = D^(-½) W and
/// C = I + Uᵀ U, log det Σ = Σ log dᵢ + log det C by the determinant lemma, and with y = D^(-½) (x - μ) and
/// z = C⁻¹ Uᵀ y (Woodbury) the square is |y - U z|² + |z|², a sum that does not cancel however great W is.
/// NumPyro's <c>LowRankMultivariateNormal</c>.
/// </remarks>
public sealed record LowRankMultivariateNormal : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">The mean μ: batch axes, then n.</param>
    /// <param name="covarianceFactor">W, of shape [n, r].</param>
    /// <param name="covarianceDiagonal">d, of shape [n], above 0: variances, not standard deviations.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, d is not above 0, or the shapes do not
    /// fit.</exception>
    public LowRankMultivariateNormal(Tensor loc, Tensor covarianceFactor, Tensor covarianceDiagonal)
    {
        Parameter.Axes(nameof(LowRankMultivariateNormal), loc, 1, "Its last axis holds the mean of one vector.");
        Loc = Parameter.Finite(nameof(LowRankMultivariateNormal), loc);
        CovarianceFactor = Parameter.Finite(nameof(LowRankMultivariateNormal), covarianceFactor);
        CovarianceDiagonal = Parameter.Positive(nameof(LowRankMultivariateNormal), covarianceDiagonal);
        int n = loc.Shape[^1];
        if (covarianceFactor.Rank != 2 || covarianceFactor.Length != n || covarianceFactor.Size == 0)
        {
            throw new ArgumentException(
                $"LowRankMultivariateNormal: covarianceFactor must have {n} rows, to fit loc of shape {loc.Shape}, " +
                $"and at least one column, but its shape is {covarianceFactor.Shape}. Pass a matrix of n rows and " +
                "r columns; without one, use Normal.", nameof(covarianceFactor));
        }
        if (covarianceDiagonal.Shape != [n])
        {
            throw new ArgumentException(
                $"LowRankMultivariateNormal: covarianceDiagonal must have shape {Shape.Create([n])} to fit loc of " +
                $"shape {loc.Shape}, but its shape is {covarianceDiagonal.Shape}. Pass one variance for each " +
                "element of a vector.", nameof(covarianceDiagonal));
        }
    }

    /// <summary>The mean μ.</summary>
    public Tensor Loc { get; }

    /// <summary>W, of n rows and r columns.</summary>
    public Tensor CovarianceFactor { get; }

    /// <summary>d, the variances that the factor does not explain.</summary>
    public Tensor CovarianceDiagonal { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape => Loc.Shape[..^1];

    /// <inheritdoc/>
    public override Shape EventShape => Loc.Shape[^1..];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor y = (x - Loc) / Sqrt(CovarianceDiagonal), scaled = Scaled, factor = Capacitance(scaled);
        Tensor z = TriangularFactor.Solve(factor,
            TriangularFactor.Solve(factor, TimesMatrix(y, scaled)), transposed: true);
        Tensor square = Sum(Square(y - TimesMatrix(z, Transpose(scaled))), -1) + Sum(Square(z), -1);
        return -0.5 * square - (HalfLogDet(factor) + Loc.Shape[^1] * HalfLogTwoPi);
    }

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <summary>d + the sum of the squares of each row of W.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(CovarianceDiagonal + Sum(Square(CovarianceFactor), -1), Loc.Shape);

    /// <summary>½ log det Σ + n/2 log(2πe).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(
        HalfLogDet(Capacitance(Scaled)) + Loc.Shape[^1] * (HalfLogTwoPi + 0.5), BatchShape);

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>Batch, then n + r.</summary>
    /// <inheritdoc/>
    public override Shape NoiseShape => BatchShape.Append([CovarianceFactor.Shape[0] + CovarianceFactor.Shape[1]]);

    /// <summary>μ + √d ε₁ + W ε₂, with the first n and the last r elements of ε.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        int n = Loc.Shape[^1];
        return Loc + Sqrt(CovarianceDiagonal) * Slice(noise, -1, 0, n)
            + TimesMatrix(Slice(noise, -1, n, noise.Shape[^1]), Transpose(CovarianceFactor));
    }

    /// <summary>U = D^(-½) W.</summary>
    private Tensor Scaled => CovarianceFactor / Reshape(Sqrt(CovarianceDiagonal), [CovarianceDiagonal.Length, 1]);

    /// <summary>The Cholesky factor of I + Uᵀ U.</summary>
    private static Tensor Capacitance(Tensor scaled) => Cholesky(
        DiagonalMatrix(Full(1, [scaled.Shape[1]])) + MatMul(Transpose(scaled), scaled));

    private Tensor HalfLogDet(Tensor factor) => 0.5 * Sum(Log(CovarianceDiagonal)) + TriangularFactor.LogDet(factor);

    private static Tensor TimesMatrix(Tensor vectors, Tensor matrix) =>
        vectors.Rank == 1 ? MatMul(vectors, matrix) : Events.TimesMatrix(vectors, matrix);
}
