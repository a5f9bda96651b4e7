using System.Globalization;
using System.Reflection;
using Reparam.Primitives;

namespace Reparam.Tests.Expressions;

/// <summary>What every primitive must satisfy, for each row of the table of uses.</summary>
public sealed class PrimitiveLawsTests
{
    public static TheoryData<string> Cases => [.. PrimitiveCase.All.Select(c => c.Name)];

    [Fact]
    public void Every_primitive_has_a_row_in_which_it_occurs()
    {
        Primitive[] primitives = [.. typeof(Elementwise).Assembly.GetTypes()
            .Where(t => t.Namespace == "Reparam.Primitives")
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Primitive))
            .Select(f => (Primitive)f.GetValue(null)!)];
        Assert.True(primitives.Length > 40, "the table of primitives was not found");
        foreach (Primitive primitive in primitives)
        {
            Assert.True(PrimitiveCase.All.Any(c => c.Primitive == primitive), $"no row for {primitive.Name}");
        }
        foreach (PrimitiveCase row in PrimitiveCase.All)
        {
            bool[] varies = row.Varies ?? new bool[row.Shapes.Length];
            Tensor[] inputs = [.. row.Shapes.Select((shape, i) => Tensor.Input("x", shape, varies[i]))];
            Assert.Contains(Graph.TopologicalOrder([row.Expression(inputs)]), node => node.Primitive == row.Primitive);
        }
        Assert.Equal(PrimitiveCase.All.Count, PrimitiveCase.All.Select(c => c.Name).Distinct().Count());
        Assert.Equal(primitives.Length, primitives.Select(p => p.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_loops_call_costs_more_than_arithmetic(string name)
    {
        PrimitiveCase row = Row(name);
        Tensor[] inputs = [.. row.Shapes.Select((shape, i) => Tensor.Input("x", shape, row.Varies?[i] ?? true))];
        foreach (Tensor node in Graph.TopologicalOrder([row.Expression(inputs)]).Where(static n => n.Varies))
        {
            if (node.Primitive.Loop(node) is Pointwise form)
            {
                Assert.Equal(form.Packs is null ? 1 : Primitive.FunctionCost, node.Primitive.OperationCost);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_agrees_with_differences(string name)
    {
        PrimitiveCase row = Row(name);
        foreach (bool[] varies in Masks(row))
        {
            new GradientCheck(row.Expression, row.Shapes, varies, 3).First(row.Point(11, 3, varies));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_second_derivative_agrees_with_differences_of_the_gradient(string name)
    {
        PrimitiveCase row = Row(name);
        foreach (bool[] varies in Masks(row))
        {
            new GradientCheck(row.Expression, row.Shapes, varies, 3).Second(row.Point(12, 3, varies));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constants_shared_inputs_and_varying_inputs_give_the_same_bits(string name)
    {
        PrimitiveCase row = Row(name);
        if (row.Varies is not null)
        {
            return; // It mixes draws: DrawTests.
        }
        foreach (int draws in new[] { 1, 5, 8, 13, 300 })
        {
            foreach (bool[] varies in Masks(row))
            {
                double[][] values = row.Point(13, draws, varies);
                Tensor[] inputs = [.. row.Shapes.Select((shape, i) => Tensor.Input("x", shape, varies[i]))];
                Tensor expression = row.Expression(inputs);
                double[] all = Evaluation.Run(inputs, values, [expression], draws)[0];
                for (int d = 0; d < draws; d += draws < 100 ? 1 : 37)
                {
                    Tensor[] constants = [.. row.Shapes.Select((shape, i) => Tensor.From(
                        varies[i] ? Draw(values[i], d, draws) : values[i], shape))];
                    double[] alone = row.Expression(constants).ToArray();
                    AssertSameBits(alone, expression.Varies ? Draw(all, d, draws) : all, name);
                }
            }
        }
    }

    internal static void AssertSameBits(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]),
                string.Create(
                    CultureInfo.InvariantCulture, $"{what}, element {i}: {actual[i]:R}, but {expected[i]:R}"));
        }
    }

    /// <summary>The elements of one draw.</summary>
    internal static double[] Draw(double[] values, int draw, int draws) =>
        [.. Enumerable.Range(0, values.Length / draws).Select(e => values[e * draws + draw])];

    private static PrimitiveCase Row(string name) => PrimitiveCase.All.Single(c => c.Name == name);

    /// <summary>Every choice of inputs that vary by draw, or the one that the row asks for.</summary>
    internal static IEnumerable<bool[]> Masks(PrimitiveCase row) => row.Varies is not null
        ? [row.Varies]
        : Enumerable.Range(0, 1 << row.Shapes.Length)
            .Select(mask => row.Shapes.Select((_, i) => (mask >> i & 1) == 1).ToArray());
}
