using Reparam.Execution;
using Reparam.Execution.Passes;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Scans against the same recurrence unrolled.</summary>
public sealed class ScanTests
{
    private const int Steps = 7;

    /// <summary>Bodies of all sorts: inputs are a carry [2], a scalar carry, a sequence [7, 2], a sequence [7], a
    /// captured matrix [2, 2] and a captured scalar.</summary>
    private static readonly Dictionary<string, Func<Step, Step>> Bodies = new()
    {
        ["linear"] = s => s with { Scalar = 0.5 * s.Scalar + s.Number, Output = s.Scalar },
        ["garch"] = s => s with
        {
            Scalar = 0.2 + Square(s.Free) * Square(s.Number - s.Free) + 0.3 * s.Scalar,
            Output = Log1p(Square(s.Scalar)),
        },
        ["vector"] = s => s with
        {
            Vector = Tanh(MatMul(s.Matrix, s.Vector) + s.Row), Output = Sum(s.Vector * s.Row) * s.Free,
        },
        ["forward algorithm"] = s => s with
        {
            Vector = LogSumExp(Reshape(s.Vector, [2, 1]) + s.Matrix, 0) - 0.5 * Square(s.Number - s.Row),
            Output = s.Vector,
        },
        ["both"] = s => s with
        {
            Vector = s.Vector * Sigmoid(s.Scalar) + s.Row[1] * Exp(-Square(s.Number)),
            Scalar = Sin(s.Scalar + Sum(s.Vector)) + s.Free * s.Number,
            Output = Stack(s.Scalar, s.Number, s.Vector[0] * s.Free),
        },
        ["covariance"] = s => s with
        {
            Vector = SolveTriangular(
                Cholesky(MatMul(s.Matrix, Transpose(s.Matrix)) + DiagonalMatrix(1 + Square(s.Vector))),
                s.Row + s.Vector),
            Output = Outer(s.Vector, s.Row),
        },
        ["delay"] = s => s with
        {
            Vector = Stack(s.Scalar, s.Vector[0]), Scalar = s.Number, Output = s.Vector + s.Row,
        },
        ["nothing carried"] = s => s with { Output = Exp(-Square(s.Row * s.Free)) },
        ["constants"] = s => s with { Scalar = 1, Vector = new double[] { 1, 2 }, Output = Full(2, [3]) },
        ["nested"] = s => s with
        {
            Scalar = 0.1 * Sum(Scan(s.Scalar, s.Row, (c, e) => Sin(c * e) + s.Number * s.Free)),
            Output = Scan(s.Vector, 3, c => Tanh(c * s.Free + s.Scalar)),
        },
        ["derivative inside"] = s => s with
        {
            Vector = s.Vector - 0.1 * Differentiate.Gradient(Sum(Exp(-Square(s.Vector)) * s.Free), s.Vector)[0],
            Output = s.Vector,
        },
        ["choice"] = s => s with
        {
            Scalar = Select(s.Number < 0.1, 0.3 * s.Scalar, Sin(s.Scalar) + s.Free), Output = Maximum(s.Scalar, -9),
        },
    };

    private static readonly Shape[] Shapes = [[2], [], [Steps, 2], [Steps], [2, 2], []];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string name in Bodies.Keys)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_gradients_and_curvature_are_those_of_the_unrolled_recurrence(string name, bool reverse)
    {
        // Each mask says which inputs vary by draw.
        foreach (int mask in new[] { 0, 1, 2, 4, 11, 16, 32, 38, 63 })
        {
            foreach (int draws in mask is 11 or 63 ? [1, 5, 8, 21] : new[] { 5 })
            {
                bool[] varies = [.. Shapes.Select((_, i) => (mask >> i & 1) == 1)];
                var random = new SplitMix((ulong)mask + 1);
                double[][] at =
                    [.. Shapes.Select((s, i) => random.Numbers(s.Size * (varies[i] ? draws : 1), -1, 1))];
                double[][] expected = Run(o => Unrolled(Bodies[name], o, reverse), varies, at, draws);
                double[][] actual = Run(o => Scanned(Bodies[name], o, reverse), varies, at, draws);
                for (int i = 0; i < expected.Length; i++)
                {
                    // A scan varies by draw as a whole, an unrolled recurrence part by part.
                    int length = Math.Max(expected[i].Length, actual[i].Length);
                    Assert.True(length == Math.Min(expected[i].Length, actual[i].Length) * draws
                        || expected[i].Length == actual[i].Length);
                    for (int e = 0; e < length; e++)
                    {
                        double unrolled = expected[i][e * expected[i].Length / length];
                        double scanned = actual[i][e * actual[i].Length / length];
                        Assert.True(
                            Math.Abs(unrolled - scanned) <= 1e-12 * (1 + Math.Abs(unrolled)),
                            FormattableString.Invariant($"mask {mask}, {draws} draws, output {i}, element {e}: ") +
                            FormattableString.Invariant($"{scanned:R}, unrolled {unrolled:R}"));
                    }
                }
            }
        }
    }

    [Fact]
    public void One_carry_needs_one_line()
    {
        Assert.Equal([1, 3, 6], Scan(0, new double[] { 1, 2, 3 }, (sum, x) => sum + x).ToArray());
        Assert.Equal([6, 5, 3], Scan(0, new double[] { 1, 2, 3 }, (sum, x) => sum + x, reverse: true).ToArray());
        Assert.Equal([2, 4, 8, 16], Scan(1, 4, x => 2 * x).ToArray());
    }

    [Fact]
    public void No_steps_leave_the_carries_as_they_are()
    {
        Tensor start = Input("start", [2], varies: true);
        var (carry, outputs) = Scan([start], [Zeros(0, 3)], (c, e) => ([c[0] * Sum(e[0])], [e[0]]));
        Assert.Equal([0, 3], outputs[0].Shape);
        double[][] result = Evaluation.Run(
            [start], [[1, 2, 3, 4]], [carry[0], Differentiate.Gradient(Sum(Square(carry[0])), start)[0]], draws: 2);
        Assert.Equal([1, 2, 3, 4], result[0]);
        Assert.Equal([2, 4, 6, 8], result[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void Threads_and_chunks_do_not_change_the_bits(int draws)
    {
        Tensor start = Input("start", [2], varies: true), matrix = Input("matrix", [2, 2]);
        Tensor end = Sum(Scan(start, 40, x => Tanh(MatMul(matrix, x)) + 0.1 * LogSumExp(x))[^1]);
        Tensor[] outputs = [end, Differentiate.Gradient(end, start)[0], Differentiate.Gradient(end, matrix)[0]];
        double[][] at = [new SplitMix(1).Numbers(2 * draws, -1, 1), new SplitMix(2).Numbers(4, -1, 1)];
        double[][] one = Evaluation.Run([start, matrix], at, outputs, draws, threads: 1);
        double[][] many = Evaluation.Run([start, matrix], at, outputs, draws, threads: 4);
        for (int i = 0; i < outputs.Length; i++)
        {
            PrimitiveLawsTests.AssertSameBits(one[i], many[i], "threads");
        }
        double[][] alone = Evaluation.Run(
            [start, matrix], [PrimitiveLawsTests.Draw(at[0], draws - 1, draws), at[1]], outputs[..2], draws: 1);
        PrimitiveLawsTests.AssertSameBits(alone[0], PrimitiveLawsTests.Draw(one[0], draws - 1, draws), "value");
        PrimitiveLawsTests.AssertSameBits(alone[1], PrimitiveLawsTests.Draw(one[1], draws - 1, draws), "gradient");
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        Tensor start = Input("start", [2], varies: true), factor = Input("factor", []);
        Tensor path = Scan(start, new double[50], (x, e) => LogSumExp(x) * factor + Scan(x, 2, y => Sin(y + e))[1]);
        Tensor total = Sum(path);
        var runner = new PlanRunner(ExecutionPlan.Create(
            [start, factor], [total, .. Differentiate.Gradient(total, start, factor)]), 20);
        runner.SetByDraw(0, new double[40]);
        runner.SetShared(1, [0.5]);
        for (int warmUp = 0; warmUp < 3; warmUp++)
        {
            runner.Run();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        runner.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Wrong_scans_are_refused_where_they_are_written()
    {
        Tensor data = new double[] { 1, 2, 3 };
        AssertRefused("Scan: carry 0 has shape [] before a step and [2] after it. A carry keeps its shape: give the " +
            "initial one the shape that the body returns (BroadcastTo, Reshape), or reduce in the body.",
            () => Scan(0, data, (c, e) => c + new double[] { 1, 2 }));
        AssertRefused("Scan: sequence 1, of shape [2], has 2 elements along its first axis, but sequence 0 has 3. " +
            "Each step takes one element of each sequence: cut them to one length.",
            () => Scan([0], [data, data[1..]], (c, e) => (c, [])));
        AssertRefused("Scan: sequence 0, of shape [3], has 3 elements along its first axis, but length is 4. Each " +
            "step takes one element of each sequence: cut them to one length.",
            () => Scan([0], [data], (c, e) => (c, []), length: 4));
        AssertRefused("Scan: sequence 0 is a scalar and has no elements to step over. Give a tensor whose first axis " +
            "is the step, or use a scalar in the body as it is.", () => Scan(0, Sum(data), (c, e) => c));
        AssertRefused("Scan: without sequences the number of steps is not known. Pass length.",
            () => Scan([0], [], (c, e) => (c, [])));
        AssertRefused("Scan: there are 1 initial carries, but the body gives 2. Return the next value of each carry, " +
            "in the same order.", () => Scan([0], [data], (c, e) => ([c[0], e[0]], [])));
        AssertRefused("Scan: length must be at least 0, but is -1. Pass the number of steps.",
            () => Scan(0, -1, c => c));
        AssertRefused("Scan: the body uses 'draw_sum' on what changes from step to step, but a step is the step of " +
            "one draw. A derivative in a tensor that is the same in all draws sums over them: differentiate in a " +
            "carry or an element, or outside the scan.",
            () => Scan(0, data, (c, e) => DrawSum(c * e)));
    }

    [Fact]
    public void Only_what_must_be_in_the_loop_is_there()
    {
        Tensor x = Input("x", [4], varies: true);
        Tensor variance = Scan(1, new double[] { 3, 1, 2 },
            (before, y) => x[0] + x[1] * Square(y - x[2]) + x[3] * before);
        Tensor gradient = Differentiate.Gradient(Sum(Log(variance)), x)[0];
        ScanBody[] bodies = [.. Graph.TopologicalOrder(PassList.Run([gradient], fused: false))
            .Select(n => n.Attributes).OfType<ScanBody>()];
        Assert.Equal(2, bodies.Length);
        Assert.All(bodies, body =>
        {
            Assert.Equal(["add", "multiply"], Graph.TopologicalOrder(body.Results)
                .Where(n => n.Operands.Length > 0).Select(n => n.Primitive.Name).Order());
            Assert.Empty(body.Outputs);
            Assert.Empty(body.Sums);
        });
        Assert.Equal([false, true], bodies.Select(b => b.IsReverse));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Elements_of_the_result_are_found_at_their_steps(bool reverse)
    {
        // The history has a row more than there are steps, for the initial carry.
        var (carry, _) = Scan([Input("start", [2])], [new double[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }],
            (c, e) => ([Cholesky(Outer(c[0], e[0]))[0]], [Cholesky(Outer(e[0], c[0]))]), reverse);
        ScanBody body = Graph.TopologicalOrder(carry).Select(n => n.Attributes).OfType<ScanBody>().Single();
        Assert.Equal((Shape.Create([2]), 1), body.Locate(reverse ? 7 : 1));
        Assert.Equal((Shape.Create([3, 2]), 0), body.Locate(reverse ? 0 : 2));
        Assert.Equal((Shape.Create([3, 2]), 5), body.Locate(reverse ? 5 : 7));
        Assert.Equal((Shape.Create([3, 2, 2]), 7), body.Locate(8 + 7));
    }

    [Fact]
    public void Bodies_may_be_long()
    {
        Tensor start = Input("start", [], varies: true);
        static Tensor Long(Tensor x) =>
            Enumerable.Range(0, 3000).Aggregate(x, static (y, _) => Maximum(y, -9) * 1.0001);
        double[] result = Evaluation.Run([start], [[0.5, 2]], [Scan(start, 2, Long)[1]], draws: 2)[0];
        Assert.Equal(0.5 * Math.Pow(1.0001, 6000), result[0], 1e-12);
        Assert.Equal(2 * Math.Pow(1.0001, 6000), result[1], 1e-12);
    }

    [Fact]
    public void A_carry_nothing_depends_on_is_dropped_from_the_derivative()
    {
        Tensor rate = Input("rate", []);
        var (carry, _) = Scan([1, 0.0], [], (c, _) => ([c[0] * rate, c[1] + 0.5], []), length: 5);
        Tensor gradient = Differentiate.Gradient(carry[0] + carry[1], rate)[0];
        ScanBody reverse = Graph.TopologicalOrder([gradient]).Select(n => n.Attributes).OfType<ScanBody>()
            .Single(b => b.IsReverse);
        Assert.Single(reverse.Carries);
        Assert.Equal(5 * Math.Pow(1.3, 4), Evaluation.Run([rate], [[1.3]], [gradient], 1)[0][0], 1e-12);
    }

    [Fact]
    public void It_is_as_smooth_as_its_body()
    {
        Tensor data = new double[] { 1, 2, 3 }, start = Input("start", []);
        Assert.Equal(Regularity.Smooth, Of((c, e) => Sin(c) * e));
        Assert.Equal(Regularity.PiecewiseSmooth, Of((c, e) => Abs(c) * e));
        Assert.Equal(Regularity.Discontinuous, Of((c, e) => Floor(c) * e));
        Regularity Of(Func<Tensor, Tensor, Tensor> body) =>
            Graph.TopologicalOrder([Scan(start, data, body)]).Max(n => n.Regularity);
    }

    [Fact]
    public void It_prints_with_its_body_below_it() => Assert.Contains(
        "= scan (3 steps, reverse) %0 %1 : [4]\n    %0 = input carry : []\n",
        Graph.Print([Scan(Input("start", []), new double[] { 1, 2, 3 }, (c, e) => Sin(c * e), reverse: true)]),
        StringComparison.Ordinal);

    private static void AssertRefused(string message, Action action)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(action);
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.ParamName);
    }

    private static Tensor Zeros(int rows, int columns) => From([], [rows, columns]);

    /// <summary>A weighting of all results, its gradient, and its Hessian times a vector, in all inputs.</summary>
    private static double[][] Run(Func<Tensor[], Tensor[]> scan, bool[] varies, double[][] at, int draws)
    {
        Tensor[] inputs = [.. Shapes.Select((s, i) => Input("x", s, varies[i]))];
        Tensor[] results = scan(inputs);
        Tensor total = 0;
        foreach (Tensor result in results)
        {
            total += DrawSum(Sum(result * From(new SplitMix(7).Numbers(result.Size, 0.5, 1.5), result.Shape)));
        }
        Tensor[] gradients = Differentiate.Gradient(total, inputs);
        Tensor along = 0;
        foreach (var (gradient, input) in gradients.Zip(inputs))
        {
            Tensor product = Sum(gradient * From(new SplitMix(8).Numbers(gradient.Size, 0.5, 1.5), gradient.Shape));
            along += input.Varies ? DrawSum(product) : product;
        }
        return Evaluation.Run(
            inputs, at, [.. results, .. gradients, .. Differentiate.Gradient(along, inputs)], draws);
    }

    private static Tensor[] Scanned(Func<Step, Step> body, Tensor[] o, bool reverse)
    {
        (Tensor[] carry, Tensor[] outputs) = Scan([o[0], o[1]], [o[2], o[3]], (c, e) =>
        {
            Step next = body(new Step(c[0], c[1], e[0], e[1], o[4], o[5], 0));
            return ([next.Vector, next.Scalar], [next.Output, next.Scalar]);
        }, reverse);
        return [.. carry, .. outputs];
    }

    private static Tensor[] Unrolled(Func<Step, Step> body, Tensor[] o, bool reverse)
    {
        // The carries of a scan vary by draw if anything in it does.
        bool varies = o.Any(x => x.Varies);
        Tensor vector = varies ? Spread(o[0]) : o[0], scalar = varies ? Spread(o[1]) : o[1];
        Tensor[] outputs = new Tensor[Steps], scalars = new Tensor[Steps];
        for (int i = 0; i < Steps; i++)
        {
            int t = reverse ? Steps - 1 - i : i;
            Step next = body(new Step(vector, scalar, o[2][t], o[3][t], o[4], o[5], 0));
            (vector, scalar, outputs[t], scalars[t]) = (next.Vector, next.Scalar, next.Output, next.Scalar);
        }
        return [vector, scalar, Stack(outputs), Stack(scalars)];
    }

    private sealed record Step(
        Tensor Vector, Tensor Scalar, Tensor Row, Tensor Number, Tensor Matrix, Tensor Free, Tensor Output);
}
