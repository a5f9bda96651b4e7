using Reparam.Execution;
using Reparam.Primitives;
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

    [Theory]
    [InlineData(6)]
    [InlineData(13)]
    [InlineData(50)]
    public void Constants_shared_inputs_and_varying_inputs_give_the_same_bits(int n)
    {
        double[] a = Numerics.PlainMatrices.PositiveDefinite(n, 83).Select(v => double.IsNaN(v) ? 0 : v).ToArray();
        double[] b = new SplitMix(84).Numbers(n * 3), bar = new SplitMix(85).Numbers(n * n);
        double[][]? expected = null;
        for (int mask = 0; mask < 8; mask++)
        {
            Tensor matrix = Input("a", [n, n]), right = Input("b", [n, 3]), cotangent = Input("c", [n, n]);
            Tensor lower = Cholesky((mask & 1) != 0 ? Spread(matrix) : matrix);
            Tensor side = (mask & 2) != 0 ? Spread(right) : right;
            Tensor given = (mask & 4) != 0 ? Spread(cotangent) : cotangent;
            Tensor[] outputs =
            [
                lower, SolveTriangular(lower, side), SolveTriangular(lower, side, transposed: true),
                Triangular.Cotangent(lower, given),
            ];
            double[][] values = Evaluation.Run([matrix, right, cotangent], [a, b, bar], outputs, 11);
            double[][] last = [.. values.Select((v, i) => outputs[i].Varies ? PrimitiveLawsTests.Draw(v, 10, 11) : v)];
            expected ??= last;
            for (int i = 0; i < last.Length; i++)
            {
                PrimitiveLawsTests.AssertSameBits(expected[i], last[i], $"output {i}, mask {mask}");
            }
        }
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(40, 9)]
    public void The_gradient_of_a_multivariate_normal_density_is_the_closed_form(int n, int draws)
    {
        // log p = -½ yᵀ K⁻¹ y - ½ log det K, K = L Lᵀ: its derivative in K is ½ (αα′ - K⁻¹), α = K⁻¹ y; Cholesky reads
        // the lower triangle alone, so what is below the diagonal counts twice.
        Tensor k = Input("k", [n, n], varies: draws > 1);
        double[] y = new SplitMix(86).Numbers(n);
        Tensor lower = Cholesky(k);
        Tensor value = -0.5 * Sum(Square(SolveTriangular(lower, y))) - Sum(Log(Diagonal(lower)));
        double[] one = [.. Numerics.PlainMatrices.PositiveDefinite(n, 87).Select(v => double.IsNaN(v) ? 0 : v)];
        double[] input = [.. Enumerable.Range(0, n * n * draws).Select(e => one[e / draws])];
        double[] gradient = Evaluation.Run([k], [input], [Differentiate.Gradient(value, k)[0]], draws)[0];
        Tensor factor = From(Numerics.PlainMatrices.Factor(one, n), [n, n]);
        double[] alpha = SolveTriangular(factor, SolveTriangular(factor, y), transposed: true).ToArray();
        double[] identity = [.. Enumerable.Range(0, n * n).Select(e => e / n == e % n ? 1.0 : 0)];
        double[] inverse = SolveTriangular(
            factor, SolveTriangular(factor, From(identity, [n, n])), transposed: true).ToArray();
        for (int e = 0; e < n * n; e++)
        {
            (int i, int j) = (e / n, e % n);
            double expected = (i < j ? 0 : i == j ? 0.5 : 1) * (alpha[i] * alpha[j] - inverse[e]);
            Assert.Equal(expected, gradient[e * draws + draws - 1], 1e-13);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Value_and_gradient_of_a_large_matrix_allocate_nothing(bool varies)
    {
        Tensor k = Input("k", [60, 60], varies);
        Tensor lower = Cholesky(k);
        Tensor value = Sum(SolveTriangular(lower, Full(1, [60, 3]))) + Sum(Log(Diagonal(lower)));
        Tensor[] outputs = [value, Differentiate.Gradient(value, k)[0]];
        var runner = new PlanRunner(ExecutionPlan.Create([k], outputs), 8);
        runner.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        runner.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
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
