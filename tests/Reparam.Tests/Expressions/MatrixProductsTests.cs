using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

public sealed class MatrixProductsTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 5, 3 }, { 4, 1, 2 }, { 5, 7, 1 }, { 9, 6, 11 }, { 0, 3, 2 }, { 3, 0, 2 }, { 3, 2, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_agree_with_three_plain_loops(int m, int n, int k)
    {
        foreach (int draws in new[] { 1, 8, 13 })
        {
            for (int mask = 0; mask < 16; mask++)
            {
                Check(m, n, k, (mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0, (mask & 8) != 0, draws);
            }
        }
    }

    [Fact]
    public void Vectors_multiply_as_in_NumPy()
    {
        Tensor a = new double[,] { { 1, 2, 3 }, { 4, 5, 6 } }, v = new double[] { 1, -1, 2 }, u = new double[] { 2, 3 };
        Assert.Equal([5, 11], MatMul(a, v).ToArray());
        Assert.Equal([14, 19, 24], MatMul(u, a).ToArray());
        Assert.Equal(6, MatMul(v, v).ToDouble());
        Assert.Equal(Shape.Scalar, MatMul(v, v).Shape);
        Assert.Equal([2, -2, 4, 3, -3, 6], Outer(u, v).ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ArgumentException>(() => MatMul(new double[2, 3], new double[2, 3]));
        Assert.Contains("[2, 3] times [2, 3] does not fit", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatMul(3, new double[] { 1 }));
        Assert.Throws<ArgumentException>(() => MatMul(Full(1, [2, 2, 2]), new double[2, 2]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(300)]
    public void The_sum_over_draws_of_a_product_is_never_held_by_draw(int draws)
    {
        Tensor a = Input("a", [2, 3], varies: true), b = Input("b", [3, 2], varies: true), f = Input("f", [3, 2]);
        Tensor both = DrawSum(MatMul(a, b)), half = DrawSum(MatMul(a, f));
        Assert.Equal(Draws.SumOfProducts, both.Primitive);
        Assert.Equal(MatrixProducts.Product, half.Primitive);
        var random = new SplitMix(51);
        double[] x = random.Numbers(6 * draws), y = random.Numbers(6 * draws), z = random.Numbers(6);
        double[][] result = Evaluation.Run([a, b, f], [x, y, z], [both, half], draws);
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                double sum = 0, fixedSum = 0;
                for (int d = 0; d < draws; d++)
                {
                    for (int c = 0; c < 3; c++)
                    {
                        sum += x[(i * 3 + c) * draws + d] * y[(c * 2 + j) * draws + d];
                        fixedSum += x[(i * 3 + c) * draws + d] * z[c * 2 + j];
                    }
                }
                Assert.Equal(sum, result[0][i * 2 + j], 1e-12);
                Assert.Equal(fixedSum, result[1][i * 2 + j], 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(40, 30, 50, 8)]
    [InlineData(33, 1, 64, 300)]
    [InlineData(64, 25, 1, 13)]
    public void Large_products_have_the_same_bits_fixed_and_by_draw(int m, int n, int k, int draws)
    {
        double[] x = new SplitMix(63).Numbers(m * k), y = new SplitMix(64).Numbers(k * n);
        double[]? expected = null;
        for (int mask = 0; mask < 16; mask++)
        {
            (bool left, bool right) = ((mask & 1) != 0, (mask & 2) != 0);
            Tensor a = Input("a", left ? [k, m] : [m, k]), b = Input("b", right ? [n, k] : [k, n]);
            Tensor product = MatrixProducts.Multiply(
                (mask & 4) != 0 ? Spread(a) : a, (mask & 8) != 0 ? Spread(b) : b, left, right);
            double[] values = Evaluation.Run([a, b], [left ? Turned(x, m) : x, right ? Turned(y, k) : y], [product],
                draws)[0];
            double[] last = product.Varies ? PrimitiveLawsTests.Draw(values, draws - 1, draws) : values;
            expected ??= last;
            PrimitiveLawsTests.AssertSameBits(expected, last, $"mask {mask}");
        }

        static double[] Turned(double[] matrix, int rows) =>
            Tensor.Transpose(From(matrix, [rows, matrix.Length / rows])).ToArray();
    }

    [Theory]
    [InlineData(20, 1, 16, 9)]
    [InlineData(17, 3, 40, 300)]
    public void The_sum_over_draws_of_a_large_product_counts_each_draw_once(int m, int k, int n, int draws)
    {
        Tensor a = Input("a", [m, k], varies: true), b = Input("b", [n, k], varies: true);
        Tensor sum = DrawSum(MatrixProducts.Multiply(a, b, transposeRight: true));
        double[] x = new SplitMix(65).Numbers(m * k * draws), y = new SplitMix(66).Numbers(k * n * draws);
        double[] actual = Evaluation.Run([a, b], [x, y], [sum], draws)[0];
        for (int e = 0; e < actual.Length; e++)
        {
            double expected = 0;
            for (int i = 0; i < k * draws; i++)
            {
                expected += x[e / n * k * draws + i] * y[e % n * k * draws + i];
            }
            Assert.Equal(expected, actual[e], 1e-12);
        }
    }

    private static void Check(int m, int n, int k, bool left, bool right, bool variesLeft, bool variesRight, int draws)
    {
        Tensor a = Input("a", left ? [k, m] : [m, k], variesLeft), b = Input("b", right ? [n, k] : [k, n], variesRight);
        Tensor product = MatrixProducts.Multiply(a, b, left, right);
        int lanesA = variesLeft ? draws : 1, lanesB = variesRight ? draws : 1, lanes = product.Varies ? draws : 1;
        double[] x = new SplitMix(61).Numbers(m * k * lanesA), y = new SplitMix(62).Numbers(k * n * lanesB);
        double[] actual = Evaluation.Run([a, b], [x, y], [product], draws)[0];
        Assert.Equal(Shape.Create([m, n]), product.Shape);
        for (int d = 0; d < lanes; d++)
        {
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int c = 0; c < k; c++)
                    {
                        int ea = left ? c * m + i : i * k + c, eb = right ? j * k + c : c * n + j;
                        sum += x[ea * lanesA + (variesLeft ? d : 0)] * y[eb * lanesB + (variesRight ? d : 0)];
                    }
                    Assert.Equal(sum, actual[(i * n + j) * lanes + d], 1e-14);
                }
            }
        }
    }
}
