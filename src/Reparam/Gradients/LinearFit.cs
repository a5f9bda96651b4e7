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
    /// <param name="matrix">The matrix, row by row; destroyed.</param>
    /// <param name="right">The right-hand side.</param>
    public static double[] Solve(double[] matrix, double[] right)
    {
        int n = right.Length;
        // Scaled to a unit diagonal, so that the ridge means the same for all.
        double[] scale = [.. Enumerable.Range(0, n).Select(i =>
            matrix[i * n + i] > 0 ? 1 / Math.Sqrt(matrix[i * n + i]) : 0)];
        var lower = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = scale[i] * scale[j] * matrix[i * n + j]
                    + (i != j ? 0 : scale[i] > 0 ? Ridge : 1);
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i * n + k] * lower[j * n + k];
                }
                lower[i * n + j] = i == j ? Math.Sqrt(Math.Max(sum, Ridge)) : sum / lower[j * n + j];
            }
        }
        var x = new double[n];
        for (int i = 0; i < n; i++)
        {
            double sum = scale[i] * right[i];
            for (int k = 0; k < i; k++)
            {
                sum -= lower[i * n + k] * x[k];
            }
            x[i] = sum / lower[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                x[i] -= lower[k * n + i] * x[k];
            }
            x[i] /= lower[i * n + i];
        }
        return [.. x.Zip(scale, static (value, s) => value * s)];
    }
}
