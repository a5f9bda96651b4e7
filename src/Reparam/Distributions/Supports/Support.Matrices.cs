using Reparam.Bijectors;

namespace Reparam.Distributions;

public abstract partial record Support
{
    /// <summary>The lower Cholesky factors of covariance matrices: positive diagonals, zeros above.</summary>
    /// <param name="dimension">The number of rows.</param>
    public static Support CovarianceCholesky(int dimension) => new CovarianceCholeskySupport(dimension);

    /// <summary>The symmetric positive definite matrices (symmetric within 10⁻⁶ for observed values).</summary>
    /// <param name="dimension">The number of rows.</param>
    public static Support CovarianceMatrix(int dimension) => new CovarianceMatrixSupport(dimension);

    /// <summary>The symmetric positive definite matrices with ones on the diagonal (within 10⁻⁶ for observed
    /// values).</summary>
    /// <param name="dimension">The number of rows.</param>
    public static Support CorrelationMatrix(int dimension) => new CorrelationMatrixSupport(dimension);

    /// <summary>Whether a matrix, row by row, is symmetric within a tolerance and its lower triangle is that of a
    /// positive definite one.</summary>
    private static bool IsPositiveDefinite(ReadOnlySpan<double> matrix, int n)
    {
        if (matrix.Length != n * n)
        {
            return false;
        }
        double[] factor = matrix.ToArray();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double scale = Math.Sqrt(matrix[i * (n + 1)] * matrix[j * (n + 1)]);
                if (!(Math.Abs(matrix[i * n + j] - matrix[j * n + i]) <= Tolerance * scale))
                {
                    return false;
                }
                double left = factor[i * n + j];
                for (int k = 0; k < j; k++)
                {
                    left -= factor[i * n + k] * factor[j * n + k];
                }
                if (i == j && !(left > 0 && double.IsFinite(left)))
                {
                    return false;
                }
                factor[i * n + j] = i == j ? Math.Sqrt(left) : left / factor[j * (n + 1)];
            }
        }
        return true;
    }

    private sealed record CovarianceCholeskySupport(int Dimension) : Support
    {
        public override int EventRank => 2;

        public override Bijector FromUnconstrained { get; } = new CovarianceCholesky(Dimension);

        public override string Description =>
            "a lower triangular matrix of finite numbers with a positive diagonal, the Cholesky factor of a " +
            "covariance matrix";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) => FirstOutside(values, shape, v =>
        {
            if (v.Length != Dimension * Dimension)
            {
                return false;
            }
            for (int e = 0; e < v.Length; e++)
            {
                int row = e / Dimension, column = e % Dimension;
                if (!double.IsFinite(v[e]) || (column > row && v[e] != 0) || (column == row && v[e] <= 0))
                {
                    return false;
                }
            }
            return true;
        });
    }

    private sealed record CovarianceMatrixSupport(int Dimension) : Support
    {
        public override int EventRank => 2;

        public override Bijector FromUnconstrained { get; } = new CovarianceMatrix(Dimension);

        public override string Description => "a symmetric positive definite matrix";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) =>
            FirstOutside(values, shape, v => IsPositiveDefinite(v, Dimension));
    }

    private sealed record CorrelationMatrixSupport(int Dimension) : Support
    {
        public override int EventRank => 2;

        public override Bijector FromUnconstrained { get; } = new CorrelationMatrix(Dimension);

        public override string Description => "a symmetric positive definite matrix with ones on its diagonal";

        public override string? Violation(ReadOnlySpan<double> values, Shape shape) => FirstOutside(values, shape, v =>
        {
            if (!IsPositiveDefinite(v, Dimension))
            {
                return false;
            }
            for (int i = 0; i < Dimension; i++)
            {
                if (Math.Abs(v[i * (Dimension + 1)] - 1) > Tolerance)
                {
                    return false;
                }
            }
            return true;
        });
    }
}
