using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Reparam.Numerics;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Numerics;

public sealed class HouseholderQrTests
{
    // Sizes about the block of 256 rows, and so many columns that a block is larger.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 4)]
    [InlineData(255, 5)]
    [InlineData(257, 5)]
    [InlineData(1000, 26)]
    [InlineData(700, 90)]
    public void The_factor_is_that_of_MathNet_up_to_signs_of_rows(int rows, int columns)
    {
        double[] matrix = new SplitMix(7).Numbers(rows * columns);
        double[] upper = HouseholderQr.UpperFactor(matrix, columns);
        Matrix<double> expected = Matrix<double>.Build.DenseOfRowMajor(rows, columns, matrix)
            .QR(QRMethod.Thin).R;
        for (int i = 0; i < columns; i++)
        {
            double sign = Math.Sign(expected[i, i]) * Math.Sign(upper[i * columns + i]);
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(j >= i ? expected[i, j] : 0, sign * upper[i * columns + j], 1e-13 * Math.Sqrt(rows));
            }
        }
    }

    [Fact]
    public void Norms_hold_for_columns_of_every_scale_and_dependent_ones()
    {
        const int Rows = 900, Columns = 5;
        var random = new SplitMix(3);
        double[] scales = [1e-300, 1, 1e6, 1e250, 1e-320];
        var matrix = new double[Rows * Columns];
        for (int i = 0; i < Rows; i++)
        {
            double first = random.Number(-1, 1);
            for (int j = 0; j < Columns; j++)
            {
                // The columns 1 and 2 are parallel to the first.
                matrix[i * Columns + j] = scales[j] * (j < 3 ? first : random.Number(-1, 1));
            }
        }
        double[] upper = HouseholderQr.UpperFactor(matrix, Columns);
        for (int j = 0; j < Columns; j++)
        {
            double Norm(double[] a, int rows) => Math.Sqrt(Enumerable.Range(0, rows)
                .Sum(i => Math.Pow(a[i * Columns + j] / scales[j], 2)));
            // 1e-320 is subnormal: its numbers have three digits, and quotients by it are exact no more.
            Assert.Equal(1, Norm(upper, Columns) / Norm(matrix, Rows), j == 4 ? 1e-3 : 1e-14);
        }
        Assert.All([1, 2], j => Assert.Equal(0, upper[j * Columns + j] / scales[j], 1e-14));
    }

    [Fact]
    public void Fewer_rows_than_columns_give_the_same_inner_products()
    {
        const int Rows = 3, Columns = 7;
        double[] matrix = new SplitMix(5).Numbers(Rows * Columns);
        double[] upper = HouseholderQr.UpperFactor(matrix, Columns);
        double Product(double[] a, int rows, int j, int k) =>
            Enumerable.Range(0, rows).Sum(i => a[i * Columns + j] * a[i * Columns + k]);
        for (int j = 0; j < Columns; j++)
        {
            for (int k = 0; k < Columns; k++)
            {
                Assert.Equal(Product(matrix, Rows, j, k), Product(upper, Columns, j, k), 1e-14);
            }
        }
    }

    [Fact]
    public void No_rows_give_zeros() => Assert.Equal(new double[4], HouseholderQr.UpperFactor([], 2));
}
