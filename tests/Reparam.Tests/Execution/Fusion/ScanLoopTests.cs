using Reparam.Distributions;
using Reparam.Execution;
using Reparam.Tests.Expressions;
using static Reparam.Tensor;

namespace Reparam.Tests.Execution.Fusion;

/// <summary>Scans in compiled plans against the same run operation by operation.</summary>
public sealed class ScanLoopTests
{
    private static readonly Dictionary<string, Func<Step, Step>> Bodies = new()
    {
        ["first order"] = s => s with { Scalar = s.Number + s.Free * s.Scalar },
        ["shifted"] = s => s with
        {
            Scalar = 0.5 * s.Scalar - 0.3 * s.Vector[0], Vector = Stack(s.Scalar, s.Vector[0]),
        },
        ["exchanged"] = s => s with { Scalar = s.Vector[1] + s.Number, Vector = Stack(s.Vector[1], s.Scalar) },
        ["matrix"] = s => s with
        {
            Vector = Sum(Reshape(s.Vector, [2, 1]) * s.Matrix, 0) + s.Row,
            Scalar = s.Scalar * 0.5 + Sum(s.Vector * s.Row),
        },
        ["piecewise"] = s => s with
        {
            Scalar = Select(Less(s.Scalar, s.Number), s.Scalar + s.Free, Abs(s.Scalar) - Max(s.Vector)),
            Vector = Maximum(s.Vector, s.Row) / (1 + Square(s.Scalar)),
        },
    };

    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (string name in Bodies.Keys)
            {
                cases.Add(name, false, true);
                cases.Add(name, true, true);
                cases.Add(name, false, false);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Emitted_scans_give_the_values_and_gradients_of_the_interpreter(string name, bool reverse, bool dataVary)
    {
        foreach (int steps in new[] { 1, 2, 7, 40 })
        {
            var (inputs, outputs) = Expression(Bodies[name], steps, reverse, dataVary);
            var random = new SplitMix(11);
            FusedPlanTests.Compare(inputs, outputs,
                draws => [.. inputs.Select(x => random.Numbers(x.Size * (x.Varies ? draws : 1), -0.8, 0.8))],
                FormattableString.Invariant($"{name}, {steps} steps"));
            if (steps == 40)
            {
                // Forward and back.
                Assert.True(Emitted(inputs, outputs) >= 2, $"{name} is not emitted");
            }
        }
    }

    [Fact]
    public void A_body_with_a_long_function_is_left_to_its_kernel()
    {
        var (inputs, outputs) = Expression(s => s with { Scalar = Exp(-s.Scalar) * s.Number }, 20, false, true);
        Assert.Equal(0, Emitted(inputs, outputs[..1]));
        var random = new SplitMix(12);
        FusedPlanTests.Compare(inputs, outputs,
            draws => [.. inputs.Select(x => random.Numbers(x.Size * (x.Varies ? draws : 1), -0.8, 0.8))], "exp");
    }

    [Fact]
    public void Slices_of_a_history_are_not_copied()
    {
        var (inputs, outputs) = Expression(Bodies["first order"], 40, false, true);
        ExecutionPlan plan = ExecutionPlan.Create(inputs, outputs, fused: true);
        Assert.DoesNotContain(plan.Stages.SelectMany(s => s.ByDraw), i => i.Name == "take" && i.Result.Size > 30);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Hidden_Markov_chains_far_from_their_data_are_what_the_interpreter_gives(int states)
    {
        Tensor steps = Input("steps", [states, states], varies: true);
        Tensor likelihoods = Input("likelihoods", [30, states], varies: true);
        Tensor log = HiddenMarkovModel.LogMarginal(Log(Full(1.0 / states, [states])), Softmax(steps), likelihoods);
        Tensor[] inputs = [steps, likelihoods], outputs = [log, .. Differentiate.Gradient(log, inputs)];
        var random = new SplitMix(13);
        FusedPlanTests.Compare(inputs, outputs,
            draws => [random.Numbers(steps.Size * draws, -1, 1), random.Numbers(likelihoods.Size * draws, -2000, 0)],
            "hidden Markov chain");
        // Nine numbers a value are too many to be emitted.
        Assert.Equal(states == 2 ? 2 : 0, Emitted(inputs, outputs));
    }

    private static int Emitted(Tensor[] inputs, Tensor[] outputs) =>
        ExecutionPlan.Create(inputs, outputs, fused: true).Stages.SelectMany(s => s.ByDraw)
            .Count(i => i.Name.StartsWith("scan, loop", StringComparison.Ordinal));

    /// <summary>All carries summed up, and the gradient in all that there is.</summary>
    private static (Tensor[] Inputs, Tensor[] Outputs) Expression(
        Func<Step, Step> body, int steps, bool reverse, bool dataVary)
    {
        Tensor scalar = Input("scalar", [], varies: true), vector = Input("vector", [2], varies: false);
        Tensor numbers = Input("numbers", [steps], dataVary), rows = Input("rows", [steps, 2], dataVary);
        Tensor matrix = Input("matrix", [2, 2], varies: true), free = Input("free", [], varies: true);
        Tensor[] inputs = [scalar, vector, numbers, rows, matrix, free];
        var (last, each) = Scan([scalar, vector], [numbers, rows], (carry, element) =>
        {
            Step next = body(new Step(carry[0], carry[1], element[0], element[1], matrix, free));
            return ([next.Scalar, next.Vector], [next.Scalar * next.Vector]);
        }, reverse);
        Tensor total = Sum(Square(each[0]) + each[0]) + last[0] * Sum(last[1]);
        return (inputs, [total, each[0], .. Differentiate.Gradient(total, inputs.Where(x => x.Varies).ToArray())]);
    }

    private sealed record Step(Tensor Scalar, Tensor Vector, Tensor Number, Tensor Row, Tensor Matrix, Tensor Free);
}
