using System.Globalization;
using Reparam.Execution;

namespace Reparam.Tests.Expressions;

/// <summary>Every primitive computed with floats agrees with itself computed with doubles, as closely as its condition
/// lets it.</summary>
public sealed class PrimitivesInSingleTests
{
    public static TheoryData<string> Cases => [.. PrimitiveCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_agree_with_those_in_doubles(string name)
    {
        PrimitiveCase row = PrimitiveCase.All.Single(c => c.Name == name);
        foreach (bool[] varies in PrimitiveLawsTests.Masks(row))
        {
            foreach (int draws in new[] { 1, 5, 40 })
            {
                Tensor[] inputs = [.. row.Shapes.Select((shape, i) => Tensor.Input("x" + i, shape, varies[i]))];
                Tensor value = row.Expression(inputs);
                double[] weights = new SplitMix(5).Numbers(value.Size, 0.5, 1.5);
                Tensor sum = Tensor.Sum(value * Tensor.From(weights, value.Shape));
                Tensor[] outputs = [value, .. Differentiate.Gradient(sum, inputs)];
                double[][] point =
                    [.. row.Point(17, draws, varies).Select(x => x.Select(v => (double)(float)v).ToArray())];
                double[][] single = Evaluation.Run(inputs, point, outputs, draws, element: ElementType.Single);
                double[][] exact = Evaluation.Run(inputs, point, outputs, draws);
                double[][] spread = Rounding.Spread(inputs, point, outputs, draws, exact);
                for (int o = 0; o < outputs.Length; o++)
                {
                    for (int e = 0; e < exact[o].Length; e++)
                    {
                        double error = Math.Abs(single[o][e] - exact[o][e]);
                        Assert.True(error <= Rounding.Allowed(exact[o][e], spread[o][e]), string.Create(
                            CultureInfo.InvariantCulture,
                            $"{name}, {draws} draws, output {o}, element {e}: {single[o][e]:R}, but {exact[o][e]:R}"));
                    }
                }
            }
        }
    }
}
