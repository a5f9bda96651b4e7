using static Reparam.Numerics.MathConstants;

namespace Reparam.Bijectors;

/// <summary>
/// From vectors of n (n + 1) / 2 numbers to covariance matrices L Lᵀ, where L is the factor that
/// <see cref="CovarianceCholesky"/> makes of x; log |det| = n log 2 + Σᵢ (n - i + 2) log Lᵢᵢ, in the coordinates on and
/// below the diagonal.
/// </summary>
/// <remarks>
/// Stan's <c>cov_matrix</c> (Stan Reference Manual, "Covariance matrices"). The inverse factors the matrix, so its
/// error grows with the condition number, and from a condition of 1e15 on it is NaN; the log-determinant, computed from
/// x, is right everywhere. Models are better off with the Cholesky factor itself.
/// </remarks>
public sealed record CovarianceMatrix : Bijector
{
    private readonly CovarianceCholesky _factor;

    /// <summary>Makes the map.</summary>
    /// <param name="dimension">n, the number of rows and columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is below 1.</exception>
    public CovarianceMatrix(int dimension)
    {
        _factor = new CovarianceCholesky(dimension >= 1
            ? dimension
            : throw new ArgumentOutOfRangeException(nameof(dimension),
                $"CovarianceMatrix: dimension must be at least 1, but is {dimension}. It is the number of variables."));
    }

    /// <summary>n, the number of rows and columns.</summary>
    public int Dimension => _factor.Rows;

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override int ForwardEventRank => 2;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Events.TimesTranspose(_factor.Forward(x));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireMatrix(nameof(CovarianceMatrix), y, Dimension, Dimension, nameof(y));
        return _factor.Inverse(Events.Cholesky(y));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        double[] weights = [.. Enumerable.Range(0, Dimension).Select(i => Dimension - i + 1.0)];
        return Dimension * LogTwo + Tensor.Sum(_factor.OnDiagonal(x) * weights, -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => _factor.ForwardShape(shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => _factor.InverseShape(shape);
}
