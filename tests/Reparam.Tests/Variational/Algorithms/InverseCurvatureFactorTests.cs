using MathNet.Numerics.LinearAlgebra;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class InverseCurvatureFactorTests
{
    [Fact]
    public void The_product_of_the_factor_with_itself_is_the_matrix_of_the_updates()
    {
        const int N = 5;
        var random = new List<double[]>();
        ulong state = 7;
        for (int i = 0; i < 8; i++)
        {
            random.Add([.. Enumerable.Range(0, N).Select(_ => Diagnostics.LinearCongruential.Normal(ref state))]);
        }
        double[] diagonal = [0.3, 1, 4, 0.02, 9];
        var pairs = new List<(double[], double[])>();
        Matrix<double> h = Matrix<double>.Build.DenseOfDiagonalArray(diagonal);
        Matrix<double> one = Matrix<double>.Build.DenseIdentity(N);
        for (int i = 0; i < 8; i += 2)
        {
            var s = Vector<double>.Build.Dense(random[i]);
            var y = Vector<double>.Build.Dense(random[i + 1]);
            y = s * y > 0 ? y : -y;
            pairs.Add(([.. s], [.. y]));
            double rho = 1 / (s * y);
            Matrix<double> left = one - rho * s.OuterProduct(y);
            h = left * h * left.Transpose() + rho * s.OuterProduct(s);
        }
        var factor = new InverseCurvatureFactor(diagonal, pairs);
        var f = Matrix<double>.Build.Dense(N, N);
        for (int j = 0; j < N; j++)
        {
            double[] column = new double[N], row = new double[N];
            column[j] = row[j] = 1;
            factor.Apply(column);
            f.SetColumn(j, column);
            // The inverse undoes it, and the transposes are transposes.
            double[] back = [.. column];
            factor.ApplyInverse(back);
            factor.ApplyTransposed(row);
            double[] forth = [.. row];
            factor.ApplyInverseTransposed(forth);
            for (int i = 0; i < N; i++)
            {
                Assert.Equal(i == j ? 1 : 0, back[i], 1e-9);
                Assert.Equal(i == j ? 1 : 0, forth[i], 1e-9);
            }
        }
        Matrix<double> product = f * f.Transpose();
        Assert.True((product - h).FrobeniusNorm() < 1e-11 * h.FrobeniusNorm());
        Assert.Equal(0.5 * h.Cholesky().DeterminantLn, factor.LogDeterminant, 1e-8);
    }
}
