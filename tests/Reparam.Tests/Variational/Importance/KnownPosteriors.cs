using MathNet.Numerics.LinearAlgebra;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

/// <summary>Log densities with closed-form answers, and the matrices that those need.</summary>
internal static class KnownPosteriors
{
    /// <summary>A lower triangular matrix with a positive diagonal, the same at each call.</summary>
    public static double[] LowerTriangular(int n, double phase = 0.3)
    {
        var factor = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                factor[i * n + j] = 0.6 * Math.Sin(3 * i + 1.7 * j + phase);
            }
            factor[i * n + i] = 0.7 + 0.3 * i;
        }
        return factor;
    }

    public static double[] Vector(int n, double phase = 0.3) =>
        [.. Enumerable.Range(0, n).Select(i => 2 * Math.Cos(2 * i + phase))];

    public static Matrix<double> Matrix(double[] rowMajor, int columns) =>
        Matrix<double>.Build.DenseOfRowMajor(rowMajor.Length / columns, columns, rowMajor);

    /// <summary>-½ |C⁻¹(x - centre)|², not normalised.</summary>
    public static LogDensity Gaussian(Coordinates coordinates) => LogDensity.Over(coordinates.Dimension, x =>
        -0.5 * Tensor.Sum(Tensor.Square(coordinates.Map().InverseAndLogDet(x).Value)));

    /// <summary>The funnel of Neal (2003): v ~ N(0, 3); the others ~ N(0, e^(v/2)).</summary>
    public static LogDensity Funnel(int n) => LogDensity.Over(n, x =>
    {
        Tensor v = x[0];
        return -Tensor.Square(v) / 18 - 0.5 * (n - 1) * v - 0.5 * Tensor.Exp(-v) * Tensor.Sum(Tensor.Square(x[1..]));
    });
}
