using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

public sealed class ReductionsTests
{
    private const double NegativeInfinity = double.NegativeInfinity;

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void Each_set_of_axes_gives_what_plain_loops_give(int draws)
    {
        Shape shape = [3, 4, 5];
        foreach (bool varies in new[] { false, true })
        {
            int lanes = varies ? draws : 1;
            Tensor x = Input("x", shape, varies);
            double[] values = new SplitMix(41).Numbers(60 * lanes, -3, 3);
            for (int mask = 1; mask < 8; mask++)
            {
                int[] axes = [.. Enumerable.Range(0, 3).Where(a => (mask >> a & 1) == 1)];
                Tensor[] outputs = [Sum(x, axes), Max(x, axes), LogSumExp(x, axes), Mean(x, axes)];
                double[][] actual = Evaluation.Run([x], [values], outputs, draws);
                for (int d = 0; d < lanes; d++)
                {
                    List<double>[] groups = Groups(shape, axes, e => values[e * lanes + d]);
                    Assert.Equal(groups.Length, outputs[0].Size);
                    for (int g = 0; g < groups.Length; g++)
                    {
                        Assert.Equal(groups[g].Sum(), actual[0][g * lanes + d], 1e-13);
                        Assert.Equal(groups[g].Max(), actual[1][g * lanes + d]);
                        Assert.Equal(Math.Log(groups[g].Sum(Math.Exp)), actual[2][g * lanes + d], 1e-14);
                        Assert.Equal(groups[g].Average(), actual[3][g * lanes + d], 1e-14);
                    }
                }
            }
        }
    }

    [Fact]
    public void Gradients_are_right_for_each_set_of_axes()
    {
        for (int mask = 1; mask < 8; mask++)
        {
            int[] axes = [.. Enumerable.Range(0, 3).Where(a => (mask >> a & 1) == 1)];
            Func<Tensor, Tensor>[] uses =
                [x => Sum(x, axes), x => Max(x, axes), x => LogSumExp(x, axes), x => Mean(x, axes)];
            foreach (Func<Tensor, Tensor> use in uses)
            {
                foreach (bool varies in new[] { false, true })
                {
                    double[] at = new SplitMix(42).Numbers(24 * (varies ? 3 : 1), -9, 9);
                    new GradientCheck(o => Square(use(o[0])), [[2, 3, 4]], [varies], 3).First([at]);
                }
            }
        }
    }

    [Fact]
    public void Negative_axes_count_from_the_end_and_repeats_count_once()
    {
        Tensor x = new double[,] { { 1, 2 }, { 3, 5 } };
        Assert.Equal([3, 8], Sum(x, -1).ToArray());
        Assert.Equal([4, 7], Sum(x, -2).ToArray());
        Assert.Equal([3, 8], Sum(x, 1, -1).ToArray());
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Sum(x, 2));
        Assert.Contains("Axis 2 does not exist in a tensor of shape [2, 2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_nothing_the_sum_is_zero_and_the_maximum_minus_infinity()
    {
        Tensor x = Input("x", [2, 0], varies: true);
        double[][] result = Evaluation.Run([x], [[]], [Sum(x, 1), Max(x, 1), LogSumExp(x, 1), Sum(x)], 3);
        Assert.Equal([0, 0, 0, 0, 0, 0], result[0]);
        Assert.All(result[1].Concat(result[2]), v => Assert.Equal(NegativeInfinity, v));
        Assert.Equal([0, 0, 0], result[3]);
    }

    [Fact]
    public void Scalars_and_axes_of_length_one_are_their_own_reductions()
    {
        Tensor s = 3.5, one = new double[,] { { 2.5 } };
        Assert.Equal(3.5, Sum(s).ToDouble());
        Assert.Equal(3.5, Max(s).ToDouble());
        Assert.Equal(3.5, LogSumExp(s).ToDouble());
        Assert.Equal(Shape.Create([1]), LogSumExp(one, 0).Shape);
        Assert.Equal(2.5, Max(one).ToDouble());
    }

    [Fact]
    public void Equal_greatest_elements_share_the_derivative()
    {
        Tensor x = Input("x", [4]);
        Tensor gradient = Differentiate.Gradient(Max(x), x)[0];
        Assert.Equal([0, 0.5, 0, 0.5], Evaluation.Run([x], [[1, 7, 3, 7]], [gradient], 1)[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Log_sum_exp_neither_overflows_nor_minds_elements_of_minus_infinity(bool varies)
    {
        Tensor x = Input("x", [4, 3], varies);
        double[] values =
        [
            1000, 1000, NegativeInfinity,
            -1000, NegativeInfinity, -1000,
            NegativeInfinity, NegativeInfinity, NegativeInfinity,
            0, double.PositiveInfinity, 0,
        ];
        Tensor y = LogSumExp(x, 1);
        double[] result = Evaluation.Run([x], [values], [y], 1)[0];
        Assert.Equal(1000 + Math.Log(2), result[0], 1e-12);
        Assert.Equal(-1000 + Math.Log(2), result[1], 1e-12);
        Assert.Equal(NegativeInfinity, result[2]);
        Assert.Equal(double.PositiveInfinity, result[3]);
    }

    [Fact]
    public void Where_all_elements_are_minus_infinity_the_gradient_of_log_sum_exp_is_zero()
    {
        // As in a chain with a state that cannot be reached: NaN there would spoil the reachable ones.
        Tensor x = Input("x", [2, 2]);
        Tensor total = LogSumExp(LogSumExp(x, 1));
        Tensor gradient = Differentiate.Gradient(total, x)[0];
        Tensor second = Differentiate.HessianVectorProduct(total, x, new double[,] { { 1, 1 }, { 1, -1 } });
        double[][] result = Evaluation.Run([x], [[NegativeInfinity, NegativeInfinity, 0, 0]], [gradient, second], 1);
        Assert.Equal([0, 0, 0.5, 0.5], result[0]);
        Assert.Equal([0, 0, 0.5, -0.5], result[1]);
    }

    [Fact]
    public void Softmax_sums_to_one_far_out()
    {
        // exp(x - log Σ) has the relative error of half an ulp of the logarithm: 5.7e-14 at 1000.
        double[] y = Softmax(new double[,] { { 1000, 0, 1000 }, { -1000, -1001, -3000 } }).ToArray();
        Assert.Equal(0.5, y[0], 6e-14);
        Assert.Equal(1, y[3] + y[4] + y[5], 6e-14);
        Assert.Equal(1 / (1 + Math.Exp(-1)), y[3], 6e-14);
    }

    /// <summary>The elements that reduce together, for each element of the result.</summary>
    private static List<double>[] Groups(Shape shape, int[] axes, Func<int, double> value)
    {
        int[] kept = [.. Enumerable.Range(0, shape.Rank).Except(axes)];
        var groups = new List<double>[kept.Aggregate(1, (size, a) => size * shape[a])];
        for (int g = 0; g < groups.Length; g++)
        {
            groups[g] = [];
        }
        for (int e = 0; e < shape.Size; e++)
        {
            int[] coordinate = [e / (shape[1] * shape[2]), e / shape[2] % shape[1], e % shape[2]];
            groups[kept.Aggregate(0, (g, a) => g * shape[a] + coordinate[a])].Add(value(e));
        }
        return groups;
    }
}
