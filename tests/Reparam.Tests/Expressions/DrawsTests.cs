using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>What enters and leaves the draw axis.</summary>
public sealed class DrawsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(300)]
    [InlineData(5000)]
    public void Sums_and_means_count_each_draw_once(int draws)
    {
        Tensor x = Input("x", [3], varies: true), shared = Input("s", [3]);
        double[] values = new SplitMix(91).Numbers(3 * draws), s = [1.5, -2, 0.25];
        Tensor[] outputs =
        [
            DrawSum(x), DrawMean(x), DrawCount, DrawSum(shared), DrawMean(shared), DrawSum(-x),
            DrawSum(Reshape(x, [3, 1])),
        ];
        double[][] result = Evaluation.Run([x, shared], [values, s], outputs, draws);
        for (int e = 0; e < 3; e++)
        {
            double sum = values.AsSpan(e * draws, draws).ToArray().Sum();
            Assert.Equal(sum, result[0][e], 1e-12);
            Assert.Equal(sum / draws, result[1][e], 1e-15);
            Assert.Equal(s[e] * draws, result[3][e]);
            Assert.Equal(s[e], result[4][e]);
            Assert.Equal(-sum, result[5][e], 1e-12);
            Assert.Equal(sum, result[6][e], 1e-12);
        }
        Assert.Equal([draws], result[2]);
    }

    [Fact]
    public void A_spread_value_is_the_same_in_each_draw_and_has_a_cotangent_in_each()
    {
        Tensor p = Input("p", [2]), x = Input("x", [2], varies: true);
        Tensor spread = Spread(p);
        Tensor[] outputs = [spread, .. Differentiate.Gradient(Sum(spread * x), spread, p)];
        double[] values = [1, 2, 3, 10, 20, 30];
        double[][] result = Evaluation.Run([p, x], [[7, 8], values], outputs, 3);
        Assert.Equal([7, 7, 7, 8, 8, 8], result[0]);
        Assert.Equal(values, result[1]);
        Assert.Equal([6, 60], result[2]);
    }

    [Fact]
    public void The_padding_of_the_last_pack_takes_no_part()
    {
        // 1 / 0 in the padding, or a copy of a draw, would show in the sum.
        Tensor x = Input("x", [], varies: true);
        double[] values = [.. Enumerable.Range(1, 11).Select(i => (double)i)];
        double[][] result = Evaluation.Run([x], [values], [DrawSum(1 / x), DrawMean(Log(x))], 11);
        Assert.Equal(values.Sum(v => 1 / v), result[0][0], 1e-14);
        Assert.Equal(values.Average(Math.Log), result[1][0], 1e-14);
    }

    [Fact]
    public void Gradients_flow_through_means_of_means()
    {
        // Variance over the draws: ∂/∂x_d of mean((x - mean x)²) = 2 (x_d - mean x) / D.
        Tensor x = Input("x", [], varies: true);
        Tensor variance = DrawMean(Square(x - DrawMean(x)));
        double[] values = new SplitMix(92).Numbers(13), gradient =
            Evaluation.Run([x], [values], [Differentiate.Gradient(variance, x)[0]], 13)[0];
        for (int d = 0; d < 13; d++)
        {
            Assert.Equal(2 * (values[d] - values.Average()) / 13, gradient[d], 1e-15);
        }
    }
}
