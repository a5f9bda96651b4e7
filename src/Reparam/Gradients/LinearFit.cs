using Reparam.Numerics;

namespace Reparam.Gradients;

/// <summary>Small weighted least squares.</summary>
internal static class LinearFit
{
    // Against features that are the same in all draws, or combinations of others.
    private const double Ridge = 1e-9;

    /// <summary>The coefficients c that minimise Σ w (y - Σ c h)².</summary>
    /// <param name="features">h, laid out as [feature · rows + row].</param>
    /// <param name="values">y.</param>
    /// <param name="weights">w, at least 0.</param>
    /// <param name="count">The number of features.</param>
    /// <param name="rows">The number of rows.</param>
    public static double[] Solve(double[] features, double[] values, double[] weights, int count, int rows)
    {
        var matrix = new double[count * count];
        var right = new double[count];
        for (int i = 0; i < count; i++)
        {
            for (int r = 0; r < rows; r++)
            {
                double weighted = weights[r] * features[i * rows + r];
                right[i] += weighted * values[r];
                for (int j = 0; j <= i; j++)
                {
                    matrix[i * count + j] += weighted * features[j * rows + r];
                }
            }
        }
        return Solve(matrix, right);
    }

    /// <summary>Solves a symmetric system whose matrix has no negative eigenvalues, given by its lower
    /// triangle.</summary>
    /// <remarks>Directions in which the matrix is singular to rounding get next to nothing; where it overflowed all
    /// coefficients are 0. What is fitted here only takes variance out, so that nothing need be exact.</remarks>
    /// <param name="matrix">The matrix, row by row; destroyed.</param>
    /// <param name="right">The right-hand side; destroyed.</param>
    public static double[] Solve(double[] matrix, double[] right)
    {
        int n = right.Length;
        // Scaled to a unit diagonal, so that the ridge means the same for all. With it no pivot is below it but for
        // rounding, which is far less.
        double[] scale = [.. Enumerable.Range(0, n).Select(i =>
            matrix[i * n + i] > 0 ? 1 / Math.Sqrt(matrix[i * n + i]) : 0)];
        for (int i = 0; i < n; i++)
        {
            right[i] *= scale[i];
            for (int j = 0; j <= i; j++)
            {
                matrix[i * n + j] *= scale[i] * scale[j];
            }
        }
        if (!DenseCholesky.TryFactor(matrix, Ridge, matrix, n))
        {
            return new double[n];
        }
        DenseCholesky.Solve(matrix, right);
        return [.. right.Zip(scale, static (value, s) => value * s)];
    }
}
