using Reparam.Execution;
using Reparam.Primitives;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class SinglePlanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(300)]
    public void A_network_has_the_values_and_gradients_of_double_precision(int draws)
    {
        var (inputs, outputs) = SingleNetwork.Make();
        double[][] values = [.. inputs.Select(i => SingleNetwork.Numbers(i, draws).Select(v => (double)v).ToArray())];
        double[][] exact = Evaluation.Run(inputs, values, outputs, draws);
        double[][] single = Evaluation.Run(inputs, values, outputs, draws, element: ElementType.Single);
        for (int o = 0; o < outputs.Length; o++)
        {
            double size = exact[o].Max(Math.Abs);
            for (int e = 0; e < exact[o].Length; e++)
            {
                // Sums of up to 70 products, or of 128 draws in a chunk, that are as large as the greatest result.
                Assert.Equal(exact[o][e], single[o][e], 32 * Rounding.Unit * size);
            }
        }
    }

    // Sizes at which products are cut into tiles: by shared and varying matrices, with one column a draw or more.
    [Theory]
    [InlineData(false, true, 40, 50, 1)]
    [InlineData(false, true, 67, 45, 3)]
    [InlineData(true, false, 5, 33, 70)]
    [InlineData(true, true, 20, 17, 19)]
    [InlineData(false, false, 40, 30, 50)]
    public void Large_products_and_their_sums_agree_with_double_precision(
        bool variesLeft, bool variesRight, int m, int k, int n)
    {
        foreach (var (transposeLeft, transposeRight) in new[] { (false, false), (true, false), (false, true) })
        {
            Tensor a = Input("a", transposeLeft ? [k, m] : [m, k], variesLeft);
            Tensor b = Input("b", transposeRight ? [n, k] : [k, n], variesRight);
            Tensor product = MatrixProducts.Multiply(a, b, transposeLeft, transposeRight);
            Tensor[] outputs = product.Varies ? [product, DrawSum(product)] : [product];
            foreach (int draws in new[] { 3, 70, 140 })
            {
                double[][] values =
                    [.. new[] { a, b }.Select(t => SingleNetwork.Numbers(t, draws).Select(v => (double)v).ToArray())];
                double[][] exact = Evaluation.Run([a, b], values, outputs, draws);
                double[][] one = Evaluation.Run([a, b], values, outputs, draws, 1, ElementType.Single);
                double[][] four = Evaluation.Run([a, b], values, outputs, draws, 4, ElementType.Single);
                for (int o = 0; o < outputs.Length; o++)
                {
                    Assert.Equal(one[o], four[o]);
                    // A sum of terms of at most 1/4, in any order: Higham (2002), eq. 3.13.
                    double terms = k * (o == 0 ? 1 : draws);
                    for (int e = 0; e < one[o].Length; e++)
                    {
                        Assert.Equal(exact[o][e], one[o][e], terms * Rounding.Unit * Math.Max(1, terms / 4));
                    }
                }
            }
        }
    }

    [Fact]
    public void Two_and_four_threads_give_the_bits_of_one()
    {
        ulong one = SingleNetwork.Checksum(threads: 1);
        Assert.Equal(one, SingleNetwork.Checksum(threads: 2));
        Assert.Equal(one, SingleNetwork.Checksum(threads: 4));
    }

    [Fact]
    public void Threads_that_share_the_work_of_one_sum_give_the_bits_of_one()
    {
        const int size = 4000, draws = 120;
        // Two chunks, fewer than threads.
        Tensor x = Input("x", [size], varies: true), w = Input("w", [2, size]), rows = Reshape(x, [5, size / 5]);
        Tensor[] outputs =
        [
            MatMul(w, x), Sum(rows, 0), Sum(rows, 1), Max(rows, 1), LogSumExp(rows, 1), LogSumExp(rows, 0), DrawSum(x),
        ];
        double[][] numbers = [.. new[] { x, w }.Select(
            i => SingleNetwork.Numbers(i, draws).Select(static v => (double)v).ToArray())];
        double[][] one = Evaluation.Run([x, w], numbers, outputs, draws, 1, ElementType.Single);
        double[][] three = Evaluation.Run([x, w], numbers, outputs, draws, 3, ElementType.Single);
        double[][] exact = Evaluation.Run([x, w], numbers, outputs, draws);
        for (int o = 0; o < outputs.Length; o++)
        {
            Assert.Equal(one[o], three[o]);
            for (int e = 0; e < one[o].Length && o > 0; e++)
            {
                // Reductions are rounded once, at the end; LogSumExp takes exponentials of floats.
                Assert.Equal(exact[o][e], one[o][e], 4 * Rounding.Unit * Math.Max(1, Math.Abs(exact[o][e])));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Floats_go_in_and_come_out_without_an_allocation(int threads)
    {
        const int draws = 200;
        var (inputs, outputs) = SingleNetwork.Make();
        var runner = new PlanRunner(ExecutionPlan.Create(inputs, outputs, element: ElementType.Single), draws, threads);
        var logits = new float[SingleNetwork.Outputs * draws];
        runner.BindInput(0, (ReadOnlyMemory<float>)SingleNetwork.Numbers(inputs[0], draws));
        runner.BindInput(1, (ReadOnlyMemory<float>)SingleNetwork.Numbers(inputs[1], draws));
        runner.BindOutput(0, (Memory<float>)logits);
        float[][] weights = [.. inputs[2..].Select(w => SingleNetwork.Numbers(w, 1))];
        float loss = 0;
        void Step()
        {
            for (int i = 0; i < weights.Length; i++)
            {
                runner.SetShared(2 + i, weights[i]);
            }
            runner.Run();
            loss = runner.SharedSingles(1)[0];
        }
        Step();
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Step();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        double[][] expected = Evaluation.Run(
            inputs, [.. inputs.Select(i => SingleNetwork.Numbers(i, draws).Select(v => (double)v).ToArray())], outputs,
            draws, element: ElementType.Single);
        Assert.Equal(expected[0], logits.Select(v => (double)v));
        Assert.Equal(expected[1][0], loss);
    }

    [Fact]
    public void Weights_may_be_changed_in_place()
    {
        Tensor x = Input("x", [3], varies: true), w = Input("w", [3]);
        var runner = new PlanRunner(
            ExecutionPlan.Create([x, w], [DrawSum(Sum(x * w))], element: ElementType.Single), draws: 2);
        runner.SetByDraw(0, [1f, 2f, 3f, 4f, 5f, 6f]);
        runner.SetShared(1, [1f, 1f, 1f]);
        runner.Run();
        Assert.Equal(21, runner.SharedSingles(0)[0]);
        runner.SharedInput(1)[2] = 0;
        runner.Run();
        Assert.Equal(10, runner.SharedSingles(0)[0]);
    }

    [Fact]
    public void Outputs_are_asked_for_in_the_type_that_there_is()
    {
        Tensor x = Input("x", []);
        var single = new PlanRunner(ExecutionPlan.Create([x], [2 * x], element: ElementType.Single), 1);
        var twice = new PlanRunner(ExecutionPlan.Create([x], [2 * x]), 1);
        Assert.Throws<InvalidOperationException>(() => single.Shared(0).Length);
        Assert.Throws<InvalidOperationException>(() => twice.SharedSingles(0).Length);
        Assert.Throws<InvalidOperationException>(() => twice.SharedInput(0).Length);
        single.SetShared(0, [1.5]);
        single.Run();
        var copied = new double[1];
        single.CopyShared(0, copied);
        Assert.Equal(3, copied[0]);
    }

    [Fact]
    public void A_sum_over_many_draws_loses_no_more_than_a_rounding()
    {
        const int draws = 1_000_003;
        Tensor x = Input("x", [], varies: true);
        var runner = new PlanRunner(ExecutionPlan.Create([x], [DrawSum(x)], element: ElementType.Single), draws);
        float[] values = new float[draws];
        Array.Fill(values, 0.1f);
        runner.SetByDraw(0, values);
        runner.Run();
        double exact = draws * (double)0.1f;
        Assert.Equal(exact, runner.SharedSingles(0)[0], 2 * Rounding.Unit * exact);
    }

    [Fact]
    public void Constants_beyond_floats_keep_their_purpose()
    {
        Tensor x = Input("x", []);
        Tensor[] outputs = [Minimum(x, double.MaxValue), Maximum(x * 0, 1e-300), x - double.PositiveInfinity];
        double[][] result = Evaluation.Run(
            [x], [[double.PositiveInfinity]], outputs[..1], 1, element: ElementType.Single);
        Assert.Equal(float.MaxValue, result[0][0]);
        result = Evaluation.Run([x], [[1]], outputs, 1, element: ElementType.Single);
        Assert.Equal(float.Epsilon, result[1][0]);
        Assert.Equal(double.NegativeInfinity, result[2][0]);
    }
}
