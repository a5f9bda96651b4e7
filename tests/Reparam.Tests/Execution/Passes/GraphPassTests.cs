using Reparam.Execution.Passes;
using Reparam.Tests.Execution.Fusion;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Execution.Passes;

/// <summary>What every pass must satisfy.</summary>
public sealed class GraphPassTests
{
    public static TheoryData<string> Names => [.. PassList.Create(fused: true).Select(p => p.ToString())];

    [Fact]
    public void All_passes_are_in_the_list()
    {
        Type[] passes = [.. typeof(GraphPass).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(GraphPass)))];
        Assert.Equal(passes.Select(p => p.Name).Order(), PassList.Create(fused: true).Select(p => p.ToString()).Order());
        Assert.All(passes, p => Assert.True(p.IsSealed));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pass_makes_of_its_example_what_it_says(string name)
    {
        GraphPass pass = PassList.Create(fused: true).Single(p => p.ToString() == name);
        (Tensor before, Tensor after) = pass.Example;
        string expected = Graph.Print(new GraphSweep(_ => null).Run([after]));
        Assert.NotEqual(expected, Graph.Print([before]));
        Assert.Equal(expected, Graph.Print(pass.Run([before])));
    }

    [Fact]
    public void Between_passes_graphs_are_sound_and_keep_their_values()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            var random = new SplitMix(seed + 900);
            Tensor[] inputs;
            Tensor value;
            if (seed % 2 == 0)
            {
                inputs = [.. RandomExpression.Shapes.Select(s => Tensor.Input("x", s, random.Integer(3) > 0))];
                value = RandomExpression.Build(seed, inputs);
            }
            else
            {
                var rows = new RandomRows(random);
                (inputs, value) = (rows.Inputs, rows.Value);
            }
            Tensor total = Tensor.Sum(Tensor.Tanh(value));
            Tensor[] outputs = [total, .. Differentiate.Gradient(total, inputs)];
            double[][] point = [.. inputs.Select(x => random.Numbers(x.Size * (x.Varies ? 3 : 1), -1.5, 1.5))];
            double[][] expected = Values(inputs, point, outputs);
            PassList.Run(outputs, fused: true, (pass, current) =>
            {
                GraphVerifier.Check(current, inputs);
                double[][] actual = Values(inputs, point, current);
                for (int i = 0; i < outputs.Length; i++)
                {
                    Assert.Equal(outputs[i].Shape, current[i].Shape);
                    Assert.Equal(outputs[i].Varies, current[i].Varies);
                    double scale = 1 + expected[i].Select(Math.Abs).DefaultIfEmpty().Max();
                    Assert.All(expected[i].Zip(actual[i]), pair => Assert.True(
                        pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= 1e-12 * scale,
                        FormattableString.Invariant($"seed {seed}, {pass}: {pair.First:R} became {pair.Second:R}")));
                }
            });
        }
    }

    /// <summary>The values as the kernels give them, without any pass.</summary>
    private static double[][] Values(Tensor[] inputs, double[][] point, Tensor[] outputs) =>
        PlainEvaluation.Run(inputs, point, outputs, 3);
}
