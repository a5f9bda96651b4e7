using Reparam.Execution;
using Reparam.Primitives;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution.Fusion;

/// <summary>Compiled plans against the same plans run one operation at a time.</summary>
public sealed class FusedPlanTests
{
    // One pack, packs that draws do not fill, and more than one chunk.
    private static readonly int[] DrawCounts = [1, 8, 13, 300];

    public static TheoryData<string> Cases => [.. PrimitiveCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_primitive_in_a_loop_gives_what_its_kernel_gives(string name)
    {
        PrimitiveCase row = PrimitiveCase.All.Single(c => c.Name == name);
        bool[] varies = row.Varies ?? [.. row.Shapes.Select(_ => true)];
        Tensor[] inputs = [.. row.Shapes.Select((shape, i) => Input("x", shape, varies[i]))];
        // Operations before and after it, so that there is a loop to be in.
        Tensor value = row.Expression([.. inputs.Select(x => x + 0 * Square(x))]);
        Tensor total = Sum(Square(value) + 3 * value);
        Tensor[] outputs = [value, total, .. Differentiate.Gradient(total, inputs)];
        Compare(inputs, outputs, draws => row.Point(5, draws, varies), name);
    }

    [Fact]
    public void Random_expressions_give_the_same_values_and_gradients()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var random = new SplitMix(seed);
            bool[] varies = [.. RandomExpression.Shapes.Select(_ => random.Integer(3) > 0)];
            Tensor[] inputs = [.. RandomExpression.Shapes.Select((s, i) => Input("x", s, varies[i]))];
            Check(seed, inputs, RandomExpression.Build(seed, inputs), random);
        }
    }

    [Fact]
    public void Random_models_of_rows_give_the_same_values_and_gradients()
    {
        for (ulong seed = 1; seed <= 150; seed++)
        {
            var random = new SplitMix(seed + 500);
            var model = new RandomRows(random);
            Check(seed, model.Inputs, model.Value, random);
        }
    }

    [Fact]
    public void A_logistic_regression_is_one_loop_over_its_rows()
    {
        const int rows = 100;
        var random = new SplitMix(3);
        Tensor x = Input("x", [3], varies: true);
        Tensor eta = x[0] + MatMul(From(random.Numbers(rows * 2), [rows, 2]), x[1..]);
        Tensor y = random.Numbers(rows).Select(v => v > 0 ? 1.0 : 0).ToArray();
        Tensor value = Sum(y * eta - Softplus(eta));
        ExecutionPlan plan = ExecutionPlan.Create([x], [value, Differentiate.Gradient(value, x)[0]], fused: true);
        Instruction[] loops = [.. plan.Stages[0].ByDraw.Where(i => i.Operands.Any(o => o.Size >= rows))];
        Assert.Single(loops);
        // Nothing that has a number for each row is kept.
        Assert.True(plan.TemporaryLength < rows, $"{plan.TemporaryLength} numbers a draw are kept");
    }

    [Theory]
    [InlineData(1, new int[0])]
    [InlineData(50, new int[0])]
    [InlineData(1, new[] { 3 })]
    [InlineData(77, new[] { 3 })]
    [InlineData(77, new[] { 2, 4 })]
    [InlineData(9, new[] { 9 })]
    [InlineData(40, new[] { 9 })]
    public void Rows_chosen_by_an_index_that_is_an_input_are_part_of_a_loop(int rows, int[] inner)
    {
        const int groups = 6;
        Shape row = Shape.Create(inner);
        Tensor table = Input("table", Shape.Create([groups, .. inner]), varies: true), index = Input("index", [rows]);
        Tensor chosen = new(IndexedRows.Gather, null, table + 0 * Square(table), index);
        Tensor back = new(IndexedRows.Scatter, groups, Sin(chosen) * 0.5 + chosen, index);
        Tensor total = Sum(Square(chosen) + 3 * chosen) + Sum(Square(back));
        Tensor[] outputs = [chosen, back, total, Differentiate.Gradient(total, table)[0]];
        var random = new SplitMix(21);
        double[] places = [.. Enumerable.Range(0, rows).Select(_ => (double)random.Integer(groups))];
        Compare([table, index], outputs, draws => [random.Numbers(groups * row.Size * draws), places],
            FormattableString.Invariant($"{rows} rows of {row.Size}"));
        ExecutionPlan plan = ExecutionPlan.Create([table, index], outputs, fused: true);
        // Not where a row holds more than registers do, or than there are rows.
        bool isLoop = row.Size <= Math.Min(rows, 8);
        Assert.Equal(!isLoop, plan.Stages[0].ByDraw.Any(i => i.Name is "gather_rows" or "scatter_rows"));
    }

    [Fact]
    public void A_long_chain_of_operations_is_cut_and_compiled()
    {
        Tensor x = Input("x", [40], varies: true);
        Tensor value = x;
        for (int i = 0; i < 600; i++)
        {
            value = i % 3 == 0 ? Sin(value) : i % 3 == 1 ? value + 0.3 * x : value * 0.9 - 0.1;
        }
        value = Sum(value);
        Compare([x], [value, Differentiate.Gradient(value, x)[0]], draws => [new SplitMix(1).Numbers(40 * draws)], "chain");
    }

    [Theory]
    [InlineData(200, 2000)]
    [InlineData(20_000, 8)]
    public void Threads_do_not_change_the_bits_and_a_run_allocates_nothing(int rows, int draws)
    {
        var model = new RandomRows(new SplitMix(7), rows);
        Tensor mean = DrawMean(model.Value);
        ExecutionPlan plan = ExecutionPlan.Create(
            model.Inputs, [model.Value, mean, .. Differentiate.Gradient(mean, model.Inputs)], fused: true);
        PlanRunner[] runs = [.. new[] { 1, 2, 4 }.Select(threads => new PlanRunner(plan, draws, threads))];
        double[][] values = model.Point(new SplitMix(8), draws);
        foreach (PlanRunner run in runs)
        {
            Set(run, model.Inputs, values);
            run.Run();
        }
        for (int output = 0; output < plan.Outputs.Length; output++)
        {
            Assert.Equal(Read(runs[0], plan, output, draws), Read(runs[1], plan, output, draws));
            Assert.Equal(Read(runs[0], plan, output, draws), Read(runs[2], plan, output, draws));
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        runs[0].Run();
        runs[1].Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Rows_in_several_spans_add_up_to_what_the_interpreter_gives()
    {
        var random = new SplitMix(9);
        var model = new RandomRows(random, rows: 5_000);
        Check(9, model.Inputs, model.Value, random);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Sums_into_places_of_which_some_receive_nothing(int count)
    {
        Tensor x = Input("x", [count], varies: true), y = Input("y", [2, count], varies: true);
        int[] places = [.. Enumerable.Range(0, count).Select(i => 2 * i)];
        Tensor sparse = ScatterAdd(Exp(x), places, 2 * count) * 3, rows = ScatterAdd(Square(y), [1, 1], 3) + 1;
        var random = new SplitMix(4);
        Compare([x, y], [sparse, rows, Sum(Square(rows)) + Sum(sparse)],
            draws => [random.Numbers(count * draws), random.Numbers(2 * count * draws)], $"{count} of {2 * count}");
    }

    private static void Check(ulong seed, Tensor[] inputs, Tensor value, SplitMix random)
    {
        Tensor total = Sum(Tanh(value));
        Tensor[] outputs = [value, total, DrawMean(Spread(total)), .. Differentiate.Gradient(total, inputs)];
        Compare(inputs, outputs,
            draws => [.. inputs.Select(x => random.Numbers(x.Size * (x.Varies ? draws : 1), -1.5, 1.5))],
            FormattableString.Invariant($"seed {seed}"));
    }

    internal static void Compare(Tensor[] inputs, Tensor[] outputs, Func<int, double[][]> values, string what) =>
        Compare(inputs, outputs, values, what, DrawCounts);

    /// <summary>Compares the outputs of a compiled plan with those of the plan run one operation at a time.</summary>
    /// <returns>The compiled plan.</returns>
    internal static ExecutionPlan Compare(
        Tensor[] inputs, Tensor[] outputs, Func<int, double[][]> values, string what, int[] drawCounts)
    {
        ExecutionPlan plain = ExecutionPlan.Create(inputs, outputs);
        ExecutionPlan fused = ExecutionPlan.Create(inputs, outputs, fused: true);
        foreach (int draws in drawCounts)
        {
            double[][] point = values(draws);
            PlanRunner expected = new(plain, draws), actual = new(fused, draws);
            Set(expected, inputs, point);
            Set(actual, inputs, point);
            expected.Run();
            // The second run starts from what the first left in memory.
            actual.Run();
            actual.Run();
            for (int output = 0; output < outputs.Length; output++)
            {
                AssertClose(Read(expected, plain, output, draws), Read(actual, fused, output, draws),
                    FormattableString.Invariant($"{what}, {draws} draws: output {output}"));
            }
        }
        return fused;
    }

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        // Sums of many terms that cancel are as precise as their greatest term.
        double scale = expected.Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty().Max() + 1;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-11 * scale,
                FormattableString.Invariant($"{what}, number {i} is {actual[i]:R}, but one operation at a time ")
                    + FormattableString.Invariant($"{expected[i]:R}."));
        }
    }

    private static void Set(PlanRunner run, Tensor[] inputs, double[][] values)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Varies)
            {
                run.SetByDraw(i, values[i]);
            }
            else
            {
                run.SetShared(i, values[i]);
            }
        }
    }

    private static double[] Read(PlanRunner run, ExecutionPlan plan, int output, int draws)
    {
        var result = new double[plan.Outputs[output].Size * draws];
        run.CopyByDraw(output, result);
        return result;
    }
}
