namespace Reparam.Neural.Tests;

/// <summary>Small dense matrices as one writes them down, for closed forms that results are held against.</summary>
internal static class DenseMatrices
{
    public static double[,] Product(double[,] a, double[,] b) => Of(a.GetLength(0), b.GetLength(1),
        (i, j) => Enumerable.Range(0, b.GetLength(0)).Sum(k => a[i, k] * b[k, j]));

    public static double[] Product(double[,] a, double[] x) => [.. Enumerable.Range(0, a.GetLength(0))
        .Select(i => Enumerable.Range(0, x.Length).Sum(k => a[i, k] * x[k]))];

    public static double[,] Transposed(double[,] a) => Of(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    public static double[,] Sum(double[,] a, double[,] b) =>
        Of(a.GetLength(0), a.GetLength(1), (i, j) => a[i, j] + b[i, j]);

    public static double[,] Scaled(double factor, double[,] a) =>
        Of(a.GetLength(0), a.GetLength(1), (i, j) => factor * a[i, j]);

    public static double[,] Diagonal(params double[] x) => Of(x.Length, x.Length, (i, j) => i == j ? x[i] : 0);

    public static double[,] Identity(int n) => Of(n, n, (i, j) => i == j ? 1 : 0);

    public static double[,] Block(double[,] a, int firstRow, int rows, int firstColumn, int columns) =>
        Of(rows, columns, (i, j) => a[firstRow + i, firstColumn + j]);

    public static double[,] Of(int rows, int columns, Func<int, int, double> element)
    {
        var made = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                made[i, j] = element(i, j);
            }
        }
        return made;
    }

    public static double Trace(double[,] a) => Enumerable.Range(0, a.GetLength(0)).Sum(i => a[i, i]);

    public static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    /// <summary>Inverse and log determinant of a positive definite matrix, by elimination.</summary>
    public static (double[,] Inverse, double LogDeterminant) Inverse(double[,] a)
    {
        int n = a.GetLength(0);
        var left = (double[,])a.Clone();
        double[,] right = Identity(n);
        double logDeterminant = 0;
        for (int p = 0; p < n; p++)
        {
            double pivot = left[p, p];
            logDeterminant += Math.Log(pivot);
            for (int j = 0; j < n; j++)
            {
                left[p, j] /= pivot;
                right[p, j] /= pivot;
            }
            for (int i = 0; i < n; i++)
            {
                double factor = left[i, p];
                for (int j = 0; i != p && j < n; j++)
                {
                    left[i, j] -= factor * left[p, j];
                    right[i, j] -= factor * right[p, j];
                }
            }
        }
        return (right, logDeterminant);
    }

    /// <summary>The log density of N(mean, covariance).</summary>
    public static double LogNormal(double[] x, double[] mean, double[,] covariance)
    {
        (double[,] precision, double logDeterminant) = Inverse(covariance);
        double[] from = [.. x.Zip(mean, (a, b) => a - b)];
        return -0.5 * (Dot(from, Product(precision, from)) + logDeterminant + x.Length * Math.Log(2 * Math.PI));
    }

    /// <summary>KL(N(mean, covariance) ‖ N(0, I)).</summary>
    public static double Divergence(double[] mean, double[,] covariance) =>
        0.5 * (Trace(covariance) + Dot(mean, mean) - mean.Length - Inverse(covariance).LogDeterminant);
}
