using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

public sealed class TriangularTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void The_Cholesky_factor_times_its_transpose_is_the_matrix(int n)
    {
        foreach (bool varies in new[] { false, true })
        {
            Tensor b = Input("b", [n, n], varies);
            double[] half = [.. Enumerable.Range(0, n * n).Select(e => e % (n + 1) == 0 ? 0.5 : 0)];
            Tensor a = MatMul(b, Transpose(b)) + From(half, [n, n]);
            Tensor factor = Cholesky(a);
            double[][] result = Evaluation.Run([b], [new SplitMix(71).Numbers(n * n * (varies ? 5 : 1))],
                [a, MatMul(factor, Transpose(factor)), factor, LowerTriangle(factor)], 5);
            for (int e = 0; e < result[0].Length; e++)
            {
                Assert.Equal(result[0][e], result[1][e], 1e-14);
            }
            Assert.Equal(result[2], result[3]);
        }
    }

    [Fact]
    public void Only_the_lower_triangle_is_read()
    {
        Tensor a = Input("a", [2, 2]);
        double[] factor = Evaluation.Run([a], [[4, double.NaN, 2, 10]], [Cholesky(a)], 1)[0];
        Assert.Equal([2, 0, 1, 3], factor);
        Tensor right = new double[] { 4, 7 };
        double[][] solved = Evaluation.Run(
            [a], [[2, double.NaN, 1, 3]], [SolveTriangular(a, right), SolveTriangular(a, right, transposed: true)], 1);
        Assert.Equal([2, 5.0 / 3], solved[0]);
        Assert.Equal([(4 - 7.0 / 3) / 2, 7.0 / 3], solved[1]);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_gives_NaN()
    {
        double[] factor = Cholesky(new double[,] { { 1, 2 }, { 2, 1 } }).ToArray();
        Assert.True(double.IsNaN(factor[3]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Solutions_satisfy_their_systems(bool transposed)
    {
        for (int mask = 0; mask < 4; mask++)
        {
            foreach (Shape shape in new Shape[] { [5], [5, 1], [5, 3] })
            {
                Tensor factor = Input("l", [5, 5], (mask & 1) != 0), right = Input("b", shape, (mask & 2) != 0);
                Tensor lower = LowerTriangle(factor);
                Tensor solution = SolveTriangular(factor, right, transposed);
                Tensor back = MatMul(transposed ? Transpose(lower) : lower, solution);
                double[] l = new SplitMix(81).Numbers(25 * (factor.Varies ? 9 : 1), 0.5, 1.5);
                double[] b = new SplitMix(82).Numbers(shape.Size * (right.Varies ? 9 : 1));
                Tensor expected = mask > 0 ? Spread(right) : right;
                double[][] result = Evaluation.Run([factor, right], [l, b], [back, expected], 9);
                Assert.Equal(shape, solution.Shape);
                for (int e = 0; e < result[1].Length; e++)
                {
                    Assert.Equal(result[1][e], result[0][e], 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Tensor square = new double[2, 2], wide = new double[2, 3];
        Assert.Contains("a square matrix is needed, but the shape is [2, 3]",
            Assert.Throws<ArgumentException>(() => Cholesky(wide)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SolveTriangular(wide, new double[] { 1, 2 }));
        var rows = Assert.Throws<ArgumentException>(() => SolveTriangular(square, new double[] { 1, 2, 3 }));
        Assert.Contains("they must have as many rows", rows.Message, StringComparison.Ordinal);
        // A right side of rank 0 or 3 was taken: an index error for one, numbers never computed for the other.
        Assert.Throws<ArgumentException>(() => SolveTriangular(square, 1));
        Assert.Throws<ArgumentException>(() => SolveTriangular(square, Full(1, [2, 2, 2])));
    }
}
