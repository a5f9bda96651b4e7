using Reparam.Execution;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution;

public sealed class DrawMemoryTests
{
    private const int Size = 300;

    public static TheoryData<int, int> Runs => new()
    {
        { 1, 1 }, { 7, 1 }, { 8, 2 }, { 100, 1 }, { 1000, 1 }, { 1000, 2 }, { 1003, 4 },
    };

    /// <summary>Outputs in one stage, in two, one that does not vary, and one that is an input.</summary>
    private static (Tensor[] Inputs, Tensor[] Outputs) Model(bool hasStages)
    {
        Tensor x = Input("x", [Size], varies: true), y = Input("y", [], varies: true), p = Input("p", [2]);
        Tensor value = Sum(Exp(0.1 * x) * y);
        Tensor centred = hasStages ? value - DrawMean(value) : value;
        return ([x, y, p], [centred, Differentiate.Gradient(value, x)[0], Spread(p * 2.0), y, p + 1.0]);
    }

    private static double[][] Points(int draws, double phase) =>
    [
        [.. Enumerable.Range(0, Size * draws).Select(i => Math.Sin(0.7 * i + phase))],
        [.. Enumerable.Range(0, draws).Select(i => Math.Cos(0.3 * i + phase))],
        [0.25, phase],
    ];

    private static double[][] Copied(PlanRunner run, Tensor[] outputs, double[][] point)
    {
        run.SetByDraw(0, point[0]);
        run.SetByDraw(1, point[1]);
        run.SetShared(2, point[2]);
        run.Run();
        return [.. outputs.Select((output, i) =>
        {
            var values = new double[output.Size * run.Draws];
            run.CopyByDraw(i, values);
            return values;
        })];
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Bound_arrays_hold_the_bits_that_copies_give(int draws, int threads)
    {
        foreach (bool hasStages in new[] { false, true })
        {
            var (inputs, outputs) = Model(hasStages);
            ExecutionPlan plan = ExecutionPlan.Create(inputs, outputs);
            PlanRunner copying = new(plan, draws), bound = new(plan, draws, threads);
            double[][] point = Points(draws, 0);
            double[][] results = [.. outputs.Select(output => new double[output.Size * draws])];
            bound.BindInput(0, point[0]);
            bound.BindInput(1, point[1]);
            for (int i = 0; i < results.Length; i++)
            {
                bound.BindOutput(i, results[i]);
            }
            foreach (double phase in new[] { 0, 1.5 })
            {
                // New numbers in the same arrays are read by the next run.
                double[][] next = Points(draws, phase);
                next[0].CopyTo(point[0], 0);
                next[1].CopyTo(point[1], 0);
                bound.SetShared(2, next[2]);
                bound.Run();
                Assert.Equal(Copied(copying, outputs, next), results);
                var again = new double[draws];
                bound.CopyByDraw(0, again);
                Assert.Equal(results[0], again);
            }
        }
    }

    [Fact]
    public void Inputs_and_outputs_may_be_bound_and_set_by_turns()
    {
        const int Draws = 500;
        var (inputs, outputs) = Model(hasStages: false);
        ExecutionPlan plan = ExecutionPlan.Create(inputs, outputs);
        var mixed = new PlanRunner(plan, Draws);
        double[][] first = Points(Draws, 0), second = Points(Draws, 1), third = Points(Draws, 2);
        double[][] expected = Copied(new PlanRunner(plan, Draws), outputs, first);
        double[][] results = [.. outputs.Select(output => new double[output.Size * Draws])];
        mixed.BindInput(0, first[0]);
        mixed.SetByDraw(1, first[1]);
        mixed.SetShared(2, first[2]);
        mixed.BindOutput(1, results[1]);
        mixed.Run();
        mixed.CopyByDraw(0, results[0]);
        Assert.Equal(expected[0], results[0]);
        Assert.Equal(expected[1], results[1]);
        for (int i = 0; i < results.Length; i++)
        {
            mixed.BindOutput(i, results[i]);
        }
        mixed.BindInput(0, second[0]);
        mixed.BindInput(1, second[1]);
        mixed.SetShared(2, second[2]);
        mixed.Run();
        Assert.Equal(Copied(new PlanRunner(plan, Draws), outputs, second), results);
        mixed.SetByDraw(0, third[0]);
        mixed.Run();
        Assert.Equal(
            Copied(new PlanRunner(plan, Draws), outputs, [third[0], second[1], second[2]]), results);
    }

    [Fact]
    public void What_no_stage_computes_is_passed_through()
    {
        Tensor x = Input("x", [3], varies: true);
        var run = new PlanRunner(ExecutionPlan.Create([x], [x]), 20);
        double[] values = [.. Enumerable.Range(0, 60).Select(i => (double)i)], result = new double[60];
        run.BindInput(0, values);
        run.BindOutput(0, result);
        run.Run();
        Assert.Equal(values, result);
    }

    [Fact]
    public void A_compiled_plan_takes_over_what_is_bound()
    {
        const int Draws = 1000;
        var (inputs, outputs) = Model(hasStages: false);
        ExecutionPlan plan = ExecutionPlan.Create(inputs, outputs);
        var executor = new Executor(plan, Draws);
        double[][] point = Points(Draws, 0);
        double[][] results = [.. outputs.Select(output => new double[output.Size * Draws])];
        executor.BindInput(0, point[0]);
        executor.SetByDraw(1, point[1]);
        executor.SetShared(2, point[2]);
        executor.BindOutput(0, results[0]);
        for (int runs = 0; ReferenceEquals(plan.Best, plan); runs++)
        {
            Assert.True(runs < 1000, "the plan was never compiled");
            executor.Run();
        }
        Array.Clear(results[0]);
        executor.Run();
        double[] expected = Copied(new PlanRunner(plan, Draws), outputs, point)[0];
        Assert.All(expected.Zip(results[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void A_run_between_bound_arrays_allocates_nothing()
    {
        const int Draws = 500;
        var (inputs, outputs) = Model(hasStages: false);
        var run = new PlanRunner(ExecutionPlan.Create(inputs, outputs), Draws);
        double[][] point = Points(Draws, 0);
        double[] value = new double[Draws], gradient = new double[Size * Draws];
        run.BindInput(0, point[0]);
        run.BindInput(1, point[1]);
        run.BindOutput(0, value);
        run.BindOutput(1, gradient);
        run.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            run.Run();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Arrays_of_another_length_are_refused()
    {
        var (inputs, outputs) = Model(hasStages: false);
        var run = new PlanRunner(ExecutionPlan.Create(inputs, outputs), 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => run.BindInput(0, new double[Size * 10 - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => run.BindOutput(0, new double[11]));
    }

    /// <summary>Plans of floats: small, with stages, with large matrices, and of more than a cache holds.</summary>
    private static IEnumerable<ExecutionPlan> SinglePlans()
    {
        Tensor x = Input("x", [], varies: true), image = Input("image", [1 << 20], varies: true);
        var (inputs, outputs) = Model(hasStages: true);
        (Tensor[] Inputs, Tensor[] Outputs)[] all =
        [
            ([x], [DrawSum(x)]), (inputs, outputs), SingleNetwork.Make(), ConvolutionNetwork.Make(),
            ([image], [Sum(Exp(image))]),
        ];
        return all.Select(static p => ExecutionPlan.Create(p.Inputs, p.Outputs, element: ElementType.Single));
    }

    [Fact]
    public void Floats_are_cut_into_chunks_that_differ_by_a_pack_whatever_the_threads()
    {
        const int Pack = 16, CacheBytes = 256 * 1024, MostLanes = 256;
        foreach (ExecutionPlan plan in SinglePlans())
        {
            foreach (int draws in Enumerable.Range(1, 700).Concat([1003, 4096, 4097, 100_003]))
            {
                var cut = new DrawMemory(plan, draws, threads: 1);
                int packs = (draws + Pack - 1) / Pack;
                int[] lengths = [.. Enumerable.Range(0, cut.Chunks).Select(cut.DrawsOf)];
                int[] lanes = [.. Enumerable.Range(0, cut.Chunks).Select(cut.LanesOf)];
                Assert.Equal(draws, lengths.Sum());
                Assert.All(lengths[..^1], length => Assert.Equal(0, length % Pack));
                Assert.All(lengths.Zip(lanes), l => Assert.InRange(l.First, l.Second - Pack + 1, l.Second));
                Assert.All(lanes, l => Assert.Equal(0, l % Pack));
                Assert.InRange(lanes.Max() - lanes.Min(), 0, Pack);
                Assert.Equal(cut.Lanes, lanes.Max());
                // As many as powers of two, two at least, unless there are fewer packs.
                Assert.True(int.IsPow2(cut.Chunks) ? cut.Chunks >= Math.Min(2, packs) : cut.Chunks == packs);
                Assert.InRange(cut.Lanes, Pack, MostLanes);
                Assert.True(cut.Lanes == Pack || cut.Lanes < 2 * plan.LanesWorthAChunk
                    || (long)cut.Lanes * plan.WorkingLength * sizeof(float) <= CacheBytes);
                foreach (int threads in new[] { 2, 3, 16 })
                {
                    var other = new DrawMemory(plan, draws, threads);
                    Assert.Equal((cut.Chunks, cut.Lanes), (other.Chunks, other.Lanes));
                    Assert.Equal(lengths, Enumerable.Range(0, other.Chunks).Select(other.DrawsOf));
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(37)]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(1003)]
    public void Each_draw_of_floats_has_its_own_values_in_chunks_of_any_length(int draws)
    {
        // Whole numbers, exact in floats, that say their element and draw; the third output waits for a second stage,
        // and the last is what no stage computes.
        Tensor x = Input("x", [9], varies: true), y = Input("y", [], varies: true);
        Tensor[] outputs = [2 * x + y, x[4] - y, x + 0 * DrawSum(y), y];
        ExecutionPlan plan = ExecutionPlan.Create([x, y], outputs, element: ElementType.Single);
        float[] xs = [.. Enumerable.Range(0, 9 * draws).Select(static i => (float)i)];
        float[] ys = [.. Enumerable.Range(0, draws).Select(static d => (float)(d * 3 + 1))];
        float[][] expected =
        [
            [.. xs.Select((v, i) => 2 * v + ys[i % draws])], [.. ys.Select((v, d) => xs[4 * draws + d] - v)], xs, ys,
        ];
        foreach (int threads in new[] { 1, 2, 3 })
        {
            PlanRunner copying = new(plan, draws, threads), bound = new(plan, draws, threads);
            copying.SetByDraw(0, xs);
            copying.SetByDraw(1, [.. ys.Select(static v => (double)v)]);
            bound.BindInput(0, (ReadOnlyMemory<double>)xs.Select(static v => (double)v).ToArray());
            bound.BindInput(1, (ReadOnlyMemory<float>)ys);
            float[][] results = [.. expected.Select(static e => new float[e.Length])];
            double[] doubles = new double[9 * draws];
            bound.BindOutput(0, (Memory<double>)doubles);
            for (int o = 1; o < results.Length; o++)
            {
                bound.BindOutput(o, (Memory<float>)results[o]);
            }
            copying.Run();
            bound.Run();
            Assert.Equal(expected[0], doubles.Select(static v => (float)v));
            Assert.Equal(expected[1..], results[1..]);
            for (int o = 0; o < results.Length; o++)
            {
                var copied = new float[expected[o].Length];
                copying.CopyByDraw(o, copied);
                Assert.Equal(expected[o], copied);
            }
        }
    }
}
