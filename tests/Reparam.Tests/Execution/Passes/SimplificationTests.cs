using Reparam.Execution;
using Reparam.Execution.Passes;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution.Passes;

public sealed class SimplificationTests
{
    private static readonly Tensor X = Input("x", [3], varies: true);
    private static readonly Tensor Y = Input("y", [3], varies: true);
    private static readonly Tensor S = Input("s", [], varies: true);

    public static TheoryData<string, string> Rules => new()
    {
        { "negate twice", "add" },
        { "add a negative", "subtract" },
        { "add to a negative", "subtract" },
        { "subtract a negative", "add" },
        { "product of negatives", "multiply" },
        { "quotient of negatives", "divide" },
        { "twice a multiple", "constant multiply" },
        { "sum of a negative", "sum negate" },
        { "sum of a multiple", "sum multiply" },
        { "sum less a number", "sum constant multiply subtract" },
        { "number less a sum", "constant multiply sum subtract" },
        { "matrix product of negatives", "matmul" },
    };

    private static Tensor Expression(string name) => name switch
    {
        "negate twice" => -(-(X + Y)),
        "add a negative" => X + -Y,
        "add to a negative" => -X + Y,
        "subtract a negative" => X - -Y,
        "product of negatives" => -X * -Y,
        "quotient of negatives" => -X / -Y,
        "twice a multiple" => 3 * X + 3 * X,
        "sum of a negative" => Sum(-X),
        "sum of a multiple" => Sum(S * X),
        "sum less a number" => Sum(X - S),
        "number less a sum" => Sum(S - X),
        "matrix product of negatives" => MatMul(Reshape(-X, [1, 3]), Reshape(-Y, [3, 1])),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_leaves_the_cheaper_operations(string expression, string operations)
    {
        string[] left = [.. Graph.TopologicalOrder(PassList.Run([Expression(expression)], fused: false))
            .Select(n => n.Primitive.Name).Where(n => n is not ("input" or "reshape"))];
        Assert.Equal(operations, string.Join(' ', left));
    }

    [Theory]
    [InlineData("negate twice", 2.75, 1.5, 4.5)]
    [InlineData("add a negative", -0.75, 2.5, 1.5)]
    [InlineData("add to a negative", 0.75, -2.5, -1.5)]
    [InlineData("subtract a negative", 2.75, 1.5, 4.5)]
    [InlineData("product of negatives", 1.75, -1.0, 4.5)]
    [InlineData("quotient of negatives", 1.0 / 1.75, -4.0, 2.0)]
    [InlineData("twice a multiple", 6.0, 12.0, 18.0)]
    [InlineData("sum of a negative", -6.0)]
    [InlineData("sum of a multiple", 1.5)]
    [InlineData("sum less a number", 5.25)]
    [InlineData("number less a sum", -5.25)]
    [InlineData("matrix product of negatives", 5.25)]
    public void Each_rule_keeps_the_value(string expression, params double[] expected)
    {
        // The numbers are chosen so that all but one result is exact; that one is rounded once.
        double[] result = Evaluation.Run(
            [X, Y, S], [[1, 2, 3], [1.75, -0.5, 1.5], [0.25]], [Expression(expression)], 1)[0];
        Assert.Equal(expected, result);
    }

    [Fact]
    public void A_sign_does_not_move_where_there_are_more_elements()
    {
        string[] left = [.. Graph.TopologicalOrder(PassList.Run([-S * X], fused: false)).Select(n => n.Primitive.Name)];
        Assert.Equal(["input", "negate", "input", "multiply"], left);
    }

    [Fact]
    public void The_density_of_many_normals_costs_three_passes_over_them()
    {
        // Standardise (two), square, and sum; the logarithm of the scale enters once, not once an element.
        const int N = 1000;
        Tensor x = Input("x", [N], varies: true), scale = Input("scale", [], varies: true);
        Tensor log = Sum(new Reparam.Distributions.Normal(S, scale).LogProb(x));
        var plan = ExecutionPlan.Create([x, S, scale], [log]);
        Assert.Equal(3, plan.Stages.Sum(s => s.ByDraw.Count(i => i.Result.Size == N)));
    }
}
