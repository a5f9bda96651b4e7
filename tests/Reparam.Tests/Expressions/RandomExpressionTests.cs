using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Expressions put together at random from a seed: derivatives against differences, and the same value however
/// their inputs are given.</summary>
public sealed class RandomExpressionTests
{
    private const int Graphs = 150;
    private static readonly Shape[] Shapes = RandomExpression.Shapes;

    [Fact]
    public void Gradients_agree_with_differences()
    {
        for (ulong seed = 1; seed <= Graphs; seed++)
        {
            bool[] varies = Varies(seed);
            var check = new GradientCheck(o => RandomExpression.Build(seed, o), Shapes, varies, 3);
            WithSeed(seed, () => check.First(Point(seed, 3, varies)));
        }
    }

    [Fact]
    public void Second_derivatives_agree_with_differences_of_the_gradient()
    {
        for (ulong seed = 1; seed <= Graphs; seed++)
        {
            bool[] varies = Varies(seed);
            var check = new GradientCheck(o => RandomExpression.Build(seed, o), Shapes, varies, 3);
            WithSeed(seed, () => check.Second(Point(seed, 3, varies)));
        }
    }

    [Fact]
    public void Values_and_gradients_are_the_same_for_shared_and_varying_inputs_and_any_number_of_draws()
    {
        for (ulong seed = 1; seed <= Graphs; seed++)
        {
            foreach (int draws in new[] { 1, 5, 13, 70 })
            {
                bool[] varies = Varies(seed);
                double[][] values = Point(seed, draws, varies);
                double[][] all = Run(seed, varies, values, draws);
                int d = (int)(seed % (ulong)draws);
                double[][] one = [.. values.Select((v, i) => varies[i] ? PrimitiveLawsTests.Draw(v, d, draws) : v)];
                double[][] alone = Run(seed, new bool[Shapes.Length], one, 1);
                WithSeed(seed, () =>
                {
                    PrimitiveLawsTests.AssertSameBits(alone[0], PrimitiveLawsTests.Draw(all[0], d, draws), "value");
                    for (int i = 0; i < Shapes.Length; i++)
                    {
                        if (varies[i])
                        {
                            double[] gradient = PrimitiveLawsTests.Draw(all[1 + i], d, draws);
                            PrimitiveLawsTests.AssertSameBits(alone[1 + i], gradient, "gradient");
                        }
                    }
                });
            }
        }
    }

    [Fact]
    public void Constants_are_folded_to_what_inputs_give()
    {
        for (ulong seed = 1; seed <= Graphs; seed++)
        {
            double[][] values = Point(seed, 1, new bool[Shapes.Length]);
            double[] expected = Run(seed, new bool[Shapes.Length], values, 1)[0];
            Tensor constant = Sum(RandomExpression.Build(seed, [.. Shapes.Select((s, i) => From(values[i], s))]));
            WithSeed(seed, () => PrimitiveLawsTests.AssertSameBits(expected, constant.ToArray(), "value"));
        }
    }

    private static double[][] Run(ulong seed, bool[] varies, double[][] values, int draws)
    {
        Tensor[] inputs = [.. Shapes.Select((s, i) => Input("x", s, varies[i]))];
        Tensor total = Sum(RandomExpression.Build(seed, inputs));
        Tensor[] gradients = Differentiate.Gradient(total, inputs);
        return new PreparedRun(inputs, [total, .. gradients], draws, [true, .. varies]).At(values);
    }

    private static bool[] Varies(ulong seed)
    {
        var random = new SplitMix(seed + 1000);
        return [.. Shapes.Select(_ => random.Integer(2) == 0)];
    }

    private static double[][] Point(ulong seed, int draws, bool[] varies)
    {
        var random = new SplitMix(seed + 2000);
        return [.. Shapes.Select((s, i) => random.Numbers(s.Size * (varies[i] ? draws : 1), -1.5, 1.5))];
    }

    private static void WithSeed(ulong seed, Action check)
    {
        try
        {
            check();
        }
        catch (Xunit.Sdk.XunitException error)
        {
            throw new InvalidOperationException($"The graph of seed {seed}: {error.Message}", error);
        }
    }
}
