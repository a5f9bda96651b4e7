using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution.Fusion;

/// <summary>Functions in loops over enough rows to be parts of their own, which work on blocks of rows.</summary>
public sealed class LoopKernelTests
{
    // One draw, and two packs of which the last is not full. Chunks of draws are a matter of plans.
    private static readonly int[] DrawCounts = [1, 13];

    public static TheoryData<string, int> ElementwiseCases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (PrimitiveCase row in PrimitiveCase.All.Where(c => c.Primitive.IsElementwise))
            {
                // Too few rows for parts; a block, one row less and one more; blocks of which the last is not full.
                foreach (int rows in new[] { 1, 31, 32, 33, 400 })
                {
                    data.Add(row.Name, rows);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ElementwiseCases))]
    public void Every_elementwise_primitive_over_rows_gives_what_its_kernel_gives(string name, int rows)
    {
        PrimitiveCase row = PrimitiveCase.All.Single(c => c.Name == name);
        // Operands by row and draw; by row, the same in all draws; one number a draw; one number.
        (Shape Shape, bool Varies)[] kinds =
            [(Shape.Create([rows]), true), (Shape.Create([rows]), false), (Shape.Scalar, true), (Shape.Scalar, false)];
        int count = row.Shapes.Length;
        Tensor[][] inputs =
            [.. kinds.Select(kind => row.Shapes.Select(_ => Input("x", kind.Shape, kind.Varies)).ToArray())];
        // Operations before it, so that its operands are values of the loop.
        Tensor[][] operands = [.. inputs.Select(of => of.Select(x => x + 0 * Square(x)).ToArray())];
        var outputs = new List<Tensor>();
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            // One operand of that kind among others by row and draw.
            for (int other = 0; other < (kind == 0 ? 1 : count); other++)
            {
                outputs.Add(row.Expression([.. operands[0].Select((x, i) => i == other ? operands[kind][i] : x)]));
            }
        }
        outputs.Add(Sum(outputs[0]));
        Tensor[] all = [.. inputs.SelectMany(of => of)];

        ExecutionPlan plan = FusedPlanTests.Compare(all, [.. outputs],
            draws => [.. kinds.SelectMany(kind => (row with { Shapes = [.. row.Shapes.Select(_ => kind.Shape)] })
                .Point(5, draws, [.. row.Shapes.Select(_ => kind.Varies)]))],
            FormattableString.Invariant($"{name} over {rows} rows"), DrawCounts);

        Tensor node = Graph.TopologicalOrder([outputs[0]]).First(n => n.Primitive == row.Primitive);
        bool isPart = rows >= 16 && node.Primitive.Loop(node) is Pointwise { Packs: not null };
        string steps = string.Join('\n', plan.Stages.SelectMany(s => s.ByDraw).Select(i => i.Kernel.ToString()));
        Assert.Equal(isPart, steps.Split('\n').Any(line => line.Contains("function: ", StringComparison.Ordinal)
            && line.Split(' ').Contains(row.Primitive.Name)));
    }

    [Fact]
    public void The_density_of_rows_of_a_beta_binomial_and_its_gradient_are_those_of_the_kernels()
    {
        const int rows = 400;
        var random = new SplitMix(11);
        double[] trials = [.. Enumerable.Range(0, rows).Select(_ => 1.0 + random.Integer(12))];
        double[] successes = [.. trials.Select(n => (double)random.Integer((int)n + 1))], x = random.Numbers(rows);
        Tensor b = Input("b", [2], varies: true), phi = Input("phi", [], varies: true);
        Tensor mean = b[0] + b[1] * (Tensor)x;
        Tensor value = Sum(new BetaBinomial(trials, Sigmoid(mean) * Exp(phi), Sigmoid(-mean) * Exp(phi))
            .LogProb(successes));
        FusedPlanTests.Compare([b, phi], [value, .. Differentiate.Gradient(value, [b, phi])],
            draws => [random.Numbers(2 * draws), random.Numbers(draws)], "beta-binomial", DrawCounts);
    }
}
