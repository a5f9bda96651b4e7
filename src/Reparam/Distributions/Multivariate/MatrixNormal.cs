using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The normal distribution of matrices of n rows and p columns, with covariance A Aᵀ between rows and B Bᵀ
/// between columns: with Z = A⁻¹ (X - M) B⁻ᵀ, density exp(-½ |Z|²) / ((2π)^(np/2) det(A)^p det(B)^n).</summary>
/// <remarks>Event shape [n, p]. Cov(Xᵢⱼ, Xₖₗ) = (A Aᵀ)ᵢₖ (B Bᵀ)ⱼₗ, so only the product of the two scales is determined.
/// Neither covariance is formed; a density takes two triangular solves. Source: Gupta and Nagar (1999), Matrix Variate
/// Distributions, section 2.2.</remarks>
public sealed record MatrixNormal : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="loc">The mean M: batch axes, then n rows of p numbers.</param>
    /// <param name="rowScaleTril">A, the lower Cholesky factor of the covariance between rows, of shape [n, n], with a
    /// diagonal above 0; what is above the diagonal is not read.</param>
    /// <param name="columnScaleTril">B, the same for columns, of shape [p, p].</param>
    /// <exception cref="ArgumentException">A parameter is not finite, a diagonal element is not above 0, or the shapes
    /// do not fit.</exception>
    public MatrixNormal(Tensor loc, Tensor rowScaleTril, Tensor columnScaleTril)
    {
        Parameter.Axes(nameof(MatrixNormal), loc, 2, "Its last two axes hold the mean of one matrix.");
        Loc = Parameter.Finite(nameof(MatrixNormal), loc);
        RowScaleTril = TriangularFactor.Require(nameof(MatrixNormal), rowScaleTril, loc.Shape[^2],
            $"to fit the rows of loc of shape {loc.Shape}", "the lower Cholesky factor of the covariance between rows",
            nameof(rowScaleTril));
        ColumnScaleTril = TriangularFactor.Require(nameof(MatrixNormal), columnScaleTril, loc.Shape[^1],
            $"to fit the columns of loc of shape {loc.Shape}",
            "the lower Cholesky factor of the covariance between columns", nameof(columnScaleTril));
    }

    /// <summary>The mean M.</summary>
    public Tensor Loc { get; }

    /// <summary>A, the factor of the covariance between rows.</summary>
    public Tensor RowScaleTril { get; }

    /// <summary>B, the factor of the covariance between columns.</summary>
    public Tensor ColumnScaleTril { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape => Loc.Shape[..^2];

    /// <inheritdoc/>
    public override Shape EventShape => Loc.Shape[^2..];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor z = TriangularFactor.SolveMatrices(RowScaleTril, TriangularFactor.Solve(ColumnScaleTril, x - Loc));
        return -0.5 * TriangularFactor.SquaredNorm(z) - (LogDet + EventShape.Size * HalfLogTwoPi);
    }

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <summary>(A Aᵀ)ᵢᵢ (B Bᵀ)ⱼⱼ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => BroadcastTo(
        Outer(TriangularFactor.Variances(RowScaleTril), TriangularFactor.Variances(ColumnScaleTril)), Loc.Shape);

    /// <summary>p log det A + n log det B + np/2 log(2πe).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => BroadcastTo(
        LogDet + EventShape.Size * (HalfLogTwoPi + 0.5), BatchShape);

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>M + A ε Bᵀ.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        return Loc + TriangularFactor.TimesMatrices(RowScaleTril, TriangularFactor.Times(ColumnScaleTril, noise));
    }

    /// <summary>p log det A + n log det B.</summary>
    private Tensor LogDet => EventShape[1] * TriangularFactor.LogDet(RowScaleTril)
        + EventShape[0] * TriangularFactor.LogDet(ColumnScaleTril);
}
