using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

public sealed class DenseCholeskyTests
{
    [Fact]
    public void The_factor_of_a_small_matrix_is_the_one_found_by_hand()
    {
        double[] lower = new double[9];
        Assert.True(DenseCholesky.TryFactor([4, 12, -16, 12, 37, -43, -16, -43, 98], 0, lower, 3));
        Assert.Equal([2, 0, 0, 6, 1, 0, -8, 5, 3], lower);
        Assert.Equal(Math.Log(36), DenseCholesky.LogDeterminant(lower, 3), 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(33)]
    public void Solve_and_inverse_undo_the_matrix(int order)
    {
        double[] matrix = PositiveDefinite(order);
        double[] lower = new double[order * order];
        double[] inverse = new double[order * order];
        Assert.True(DenseCholesky.TryFactor(matrix, 0, lower, order));
        DenseCholesky.Inverse(lower, inverse, order);
        for (int i = 0; i < order; i++)
        {
            double[] column = new double[order];
            for (int j = 0; j < order; j++)
            {
                column[j] = matrix[(j * order) + i];
                double product = 0;
                double reproduced = 0;
                for (int k = 0; k < order; k++)
                {
                    product += matrix[(i * order) + k] * inverse[(k * order) + j];
                    reproduced += lower[(i * order) + k] * lower[(j * order) + k];
                }

                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
                Assert.Equal(matrix[(i * order) + j], reproduced, 1e-13);
                Assert.Equal(inverse[(i * order) + j], inverse[(j * order) + i]);
            }

            DenseCholesky.Solve(lower, column);
            for (int j = 0; j < order; j++)
            {
                Assert.Equal(i == j ? 1 : 0, column[j], 1e-13);
            }
        }
    }

    [Fact]
    public void Indefinite_singular_and_NaN_matrices_have_no_factor()
    {
        double[] lower = new double[4];
        Assert.False(DenseCholesky.TryFactor([1, 2, 2, 1], 0, lower, 2));
        Assert.False(DenseCholesky.TryFactor([1, 1, 1, 1], 0, lower, 2));
        Assert.False(DenseCholesky.TryFactor([1, double.NaN, double.NaN, 1], 0, lower, 2));
        Assert.False(DenseCholesky.TryFactor([double.NaN, 0, 0, 1], 0, lower, 2));
        Assert.True(DenseCholesky.TryFactor([1, 2, 2, 1], 1.5, lower, 2));
    }

    [Fact]
    public void A_matrix_may_be_factored_in_its_own_memory()
    {
        double[] matrix = PositiveDefinite(9);
        double[] lower = new double[81];
        DenseCholesky.TryFactor(matrix, 0.5, lower, 9);
        Assert.True(DenseCholesky.TryFactor(matrix, 0.5, matrix, 9));
        Assert.Equal(lower, matrix);
    }

    [Fact]
    public void Inner_products_of_every_length_are_right()
    {
        for (int length = 0; length < 40; length++)
        {
            double[] left = new double[length];
            double[] right = new double[length];
            double expected = 0;
            for (int i = 0; i < length; i++)
            {
                left[i] = i + 1;
                right[i] = (2 * i) - 5;
                expected += left[i] * right[i];
            }

            Assert.Equal(expected, DenseCholesky.InnerProduct(left, right));
        }
    }

    private static double[] PositiveDefinite(int order)
    {
        double[] matrix = new double[order * order];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                matrix[(i * order) + j] = Math.Exp(-Math.Abs(i - j)) + (i == j ? 1 : 0);
            }
        }

        return matrix;
    }
}
