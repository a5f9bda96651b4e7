using Reparam.Execution;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

/// <summary>Plans of floats whose chunks are run in rounds, and those that have too many chunks for it.</summary>
public sealed class RoundsTests
{
    /// <summary>Numbers of an input that make one pack of draws a chunk.</summary>
    private const int LargeInput = 4096;

    public static TheoryData<int> FewChunks => [20, 37, 100, 130, 300];

    /// <summary>Inputs (images, targets and weights) and outputs (logits, mean loss, its gradient): with every kind of
    /// sum over draws, by convolutions, by large and by small products and by itself, in several stages, since images
    /// are scaled by a mean and a deviation over the batch.</summary>
    private static (Tensor[] Inputs, Tensor[] Outputs) Network()
    {
        Tensor x = Input("x", [2, 8, 8], varies: true), target = Input("target", [6], varies: true);
        Tensor[] weights =
        [
            Input("kernel", [20, 2, 3, 3]), Input("w1", [40, 320]), Input("b1", [40]), Input("w2", [12, 40]),
            Input("w3", [6, 12]),
        ];
        Tensor image = Convolve(x, weights[0], padding: 1);
        Tensor centred = image - DrawMean(Mean(image));
        Tensor scaled = Tanh(centred / Sqrt(DrawMean(Mean(Square(centred))) + 0.125));
        Tensor hidden = Tanh(MatMul(weights[1], Reshape(AveragePool(scaled), [320])) / 8 + weights[2]);
        Tensor logits = MatMul(weights[4], Softplus(MatMul(weights[3], hidden)));
        Tensor loss = DrawMean(LogSumExp(logits) - Sum(logits * target));
        return ([x, target, .. weights], [logits, loss, .. Differentiate.Gradient(loss, weights)]);
    }

    private static Tensor Mean(Tensor image) => Sum(image) / image.Size;

    private static double[][] Numbers(Tensor[] inputs, int draws) =>
        [.. inputs.Select(i => SingleNetwork.Numbers(i, draws).Select(static v => (double)v).ToArray())];

    private static int Chunks((Tensor[] Inputs, Tensor[] Outputs) network, int draws) => new PlanRunner(
        ExecutionPlan.Create(network.Inputs, network.Outputs, element: ElementType.Single), draws).Chunks;

    [Theory]
    [MemberData(nameof(FewChunks))]
    public void A_few_chunks_have_the_values_and_gradients_of_double_precision(int draws)
    {
        Assert.InRange(Chunks(Network(), draws), 2, 16);
        AgreesWithDoubles(draws);
    }

    [Theory]
    [MemberData(nameof(FewChunks))]
    public void Of_a_few_chunks_any_number_of_threads_makes_the_same_bits(int draws) => HasBitsOfOneThread(draws);

    [Fact]
    public void Many_chunks_have_the_values_and_gradients_of_double_precision_and_the_same_bits_on_any_threads()
    {
        const int Draws = 2100;
        Assert.InRange(Chunks(Network(), Draws), 17, int.MaxValue);
        AgreesWithDoubles(Draws);
        HasBitsOfOneThread(Draws);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Sums_of_many_chunks_are_rounded_once(int threads)
    {
        // The first draw is 2³⁰, where floats are 128 apart, and what each chunk adds to it is less than half of that:
        // added to a float one after another they would all be lost.
        const int Draws = 20_000;
        Tensor x = Input("x", [], varies: true);
        var runner = new PlanRunner(
            ExecutionPlan.Create([x], [DrawSum(x)], element: ElementType.Single), Draws, threads);
        Assert.InRange(runner.Chunks, 17, int.MaxValue);
        float[] values = new float[Draws];
        Array.Fill(values, 0.125f);
        values[0] = 1 << 30;
        Assert.True(0.125 * runner.Lanes < 64);
        runner.SetByDraw(0, values);
        runner.Run();
        // The sum of the first chunk is rounded, and that of all of them.
        Assert.Equal((1 << 30) + 0.125 * (Draws - 1), runner.SharedSingles(0)[0], 0.125 * runner.Lanes + 64);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void A_cancelled_run_ends_before_all_chunks_and_the_next_run_is_right(int threads)
    {
        const int Draws = 250;
        int runs = 0, last = int.MaxValue;
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        CancellationTokenSource source = first;
        var (input, outputs) = Watched(() =>
        {
            if (Interlocked.Increment(ref runs) == Volatile.Read(ref last))
            {
                source.Cancel();
            }
        });
        PlanRunner runner = Runner(input, outputs, Draws, threads);
        Assert.Equal(16, runner.Chunks);
        double[][] expected = Results(runner, outputs);
        Assert.Equal(16, runs);

        // In the first round.
        (runs, last) = (0, 1);
        Assert.Throws<OperationCanceledException>(() => runner.Run(source.Token));
        Assert.InRange(runs, 1, 15);
        Assert.Equal(expected, Results(runner, outputs));

        // In the last, whose sums are added to those of the rounds before.
        (source, runs, last) = (second, 0, 16);
        Assert.Throws<OperationCanceledException>(() => runner.Run(source.Token));
        Assert.Equal(expected, Results(runner, outputs));
        Assert.Throws<OperationCanceledException>(() => runner.Run(new CancellationToken(canceled: true)));
        Assert.Equal(expected, Results(runner, outputs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task A_kernel_that_fails_ends_the_run_with_its_exception_and_the_next_run_is_right(int threads)
    {
        // Chunks of other threads wait for that of the caller to fail: were they to fail, the process would end.
        bool fails = false, hasFailed = false;
        int caller = 0;
        var (input, outputs) = Watched(() =>
        {
            if (!Volatile.Read(ref fails))
            {
                return;
            }
            if (Environment.CurrentManagedThreadId == caller)
            {
                Volatile.Write(ref hasFailed, true);
                throw new InvalidOperationException("a chunk");
            }
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref hasFailed), TimeSpan.FromMinutes(1)));
        });
        PlanRunner runner = Runner(input, outputs, 250, threads);
        await Task.Run(() =>
        {
            caller = Environment.CurrentManagedThreadId;
            double[][] expected = Results(runner, outputs);
            for (int time = 0; time < 5; time++)
            {
                (hasFailed, fails) = (false, true);
                Assert.Equal("a chunk", Assert.Throws<InvalidOperationException>(() => runner.Run()).Message);
                fails = false;
                Assert.Equal(expected, Results(runner, outputs));
            }
        }).WaitAsync(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData(250, 2)]
    [InlineData(250, 3)]
    [InlineData(20, 5)]
    public void Runs_in_a_row_allocate_nothing_and_have_the_same_bits(int draws, int threads)
    {
        var (inputs, outputs) = Network();
        var runner = new PlanRunner(
            ExecutionPlan.Create(inputs, outputs, element: ElementType.Single), draws, threads);
        for (int i = 0; i < inputs.Length; i++)
        {
            float[] values = SingleNetwork.Numbers(inputs[i], draws);
            if (inputs[i].Varies)
            {
                runner.SetByDraw(i, values);
            }
            else
            {
                runner.SetShared(i, values);
            }
        }
        double[][] expected = Results(runner, outputs);
        runner.Run();
        int allocating = 0;
        for (int i = 0; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            runner.Run();
            allocating += GC.GetAllocatedBytesForCurrentThread() > before ? 1 : 0;
            for (int o = 1; o < outputs.Length; o++)
            {
                Assert.True(expected[o].Where((_, e) => e % draws == 0).Select(static v => (float)v)
                    .SequenceEqual(runner.SharedSingles(o).ToArray()), $"run {i}, output {o}");
            }
        }
        // The panels of a thread grow when it first takes the rows of a larger sum, which may be late; each of the six
        // kinds a few times at most. What a run allocated would be allocated by all.
        Assert.InRange(allocating, 0, 10);
    }

    /// <summary>Two stages of chunks of one pack, the first of which is watched: sums over draws of x and of squares of
    /// what is left without their mean.</summary>
    private static (Tensor Input, Tensor[] Outputs) Watched(Action watch)
    {
        Tensor x = Input("x", [LargeInput], varies: true);
        Tensor sum = DrawSum(WatchedOperation.Of(Tanh(x), watch));
        Tensor rest = Sum(Square(x - sum / 256));
        return (x, [sum, rest, DrawSum(rest)]);
    }

    private static PlanRunner Runner(Tensor input, Tensor[] outputs, int draws, int threads)
    {
        var runner = new PlanRunner(
            ExecutionPlan.Create([input], outputs, element: ElementType.Single), draws, threads);
        runner.SetByDraw(0, SingleNetwork.Numbers(input, draws));
        return runner;
    }

    private static double[][] Results(PlanRunner runner, Tensor[] outputs)
    {
        runner.Run();
        return [.. outputs.Select((output, o) =>
        {
            var values = new double[output.Size * runner.Draws];
            runner.CopyByDraw(o, values);
            return values;
        })];
    }

    private static void AgreesWithDoubles(int draws)
    {
        var (inputs, outputs) = Network();
        double[][] values = Numbers(inputs, draws);
        double[][] exact = Evaluation.Run(inputs, values, outputs, draws);
        double[][] single = Evaluation.Run(inputs, values, outputs, draws, 2, ElementType.Single);
        for (int o = 0; o < outputs.Length; o++)
        {
            double size = exact[o].Max(Math.Abs);
            for (int e = 0; e < exact[o].Length; e++)
            {
                // Sums of up to 320 products, or of a chunk's draws at each of 64 places, which are as large as the
                // greatest result.
                Assert.Equal(exact[o][e], single[o][e], 32 * Rounding.Unit * size);
            }
        }
    }

    private static void HasBitsOfOneThread(int draws)
    {
        var (inputs, outputs) = Network();
        double[][] values = Numbers(inputs, draws);
        double[][] one = Evaluation.Run(inputs, values, outputs, draws, 1, ElementType.Single);
        foreach (int threads in new[] { 2, 3, 4, 7 })
        {
            Assert.Equal(one, Evaluation.Run(inputs, values, outputs, draws, threads, ElementType.Single));
        }
    }
}
