using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Expressions put together at random from a seed: derivatives against differences, and the same value however
/// their inputs are given.</summary>
public sealed class RandomExpressionTests
{
    private const int Graphs = 150;
    private const int Operations = 20;
    private static readonly Shape[] Shapes = [[], [3], [2, 3], [3, 3], [2, 1]];

    [Fact]
    public void Gradients_agree_with_differences()
    {
        for (ulong seed = 1; seed <= Graphs; seed++)
        {
            bool[] varies = Varies(seed);
            var check = new GradientCheck(o => Build(seed, o), Shapes, varies, 3);
            WithSeed(seed, () => check.First(Point(seed, 3, varies)));
        }
    }

    [Fact]
    public void Second_derivatives_agree_with_differences_of_the_gradient()
    {
        for (ulong seed = 1; seed <= Graphs; seed++)
        {
            bool[] varies = Varies(seed);
            var check = new GradientCheck(o => Build(seed, o), Shapes, varies, 3);
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
            Tensor constant = Sum(Build(seed, [.. Shapes.Select((s, i) => From(values[i], s))]));
            WithSeed(seed, () => PrimitiveLawsTests.AssertSameBits(expected, constant.ToArray(), "value"));
        }
    }

    private static double[][] Run(ulong seed, bool[] varies, double[][] values, int draws)
    {
        Tensor[] inputs = [.. Shapes.Select((s, i) => Input("x", s, varies[i]))];
        Tensor total = Sum(Build(seed, inputs));
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

    /// <summary>Each operation takes earlier results and keeps its own within a few units, so that differences stay
    /// precise.</summary>
    private static Tensor Build(ulong seed, Tensor[] inputs)
    {
        var random = new SplitMix(seed);
        var values = new List<Tensor>(inputs);
        Tensor Any() => values[random.Integer(values.Count)];
        Tensor Like(Func<Tensor, bool> condition) =>
            values.Where(condition).ToArray() is { Length: > 0 } found
                ? found[random.Integer(found.Length)] : inputs[3];
        for (int i = 0; i < Operations; i++)
        {
            Tensor x = i % 2 == 0 ? values[^1] : Any();
            values.Add(random.Integer(21) switch
            {
                0 => Tanh(x), 1 => Sin(x), 2 => Sigmoid(x), 3 => Softplus(x), 4 => Erf(x), 5 => Exp(-Square(x)),
                6 => Log1p(Square(x)), 7 => Sqrt(1 + Square(x)), 8 => NormalCdf(x), 9 => LogNormalCdf(x),
                10 => LogGamma(1.5 + Softplus(x)), 11 => Atan(x),
                12 => Like(y => Fits(x, y)) is var y && Fits(x, y) ? x + y : -x,
                13 => Like(y => Fits(x, y)) is var y && Fits(x, y) ? Tanh(x) * Cos(y) : Cos(x),
                14 => Like(y => Fits(x, y)) is var y && Fits(x, y) ? x / (1 + Square(y)) : x,
                15 => x.Rank > 0 ? LogSumExp(x, random.Integer(x.Rank)) : x,
                16 => x.Rank > 0 ? Mean(x, random.Integer(x.Rank)) : x,
                17 => Tanh(MatMul(
                    Like(m => m.Rank == 2 && m.Shape[1] == 3), Like(m => m.Rank is 1 or 2 && m.Shape[0] == 3))),
                18 => x.Rank > 0 ? Gather(x, [random.Integer(x.Length), random.Integer(x.Length), 0]) : x,
                19 => SolveTriangular(0.3 * inputs[3] + Eye(3), Like(m => m.Rank is 1 or 2 && m.Shape[0] == 3)),
                _ => Transpose(x),
            });
        }
        return values[^1] + Sum(Tanh(values[^4])) + Sum(Tanh(values[^7]));
    }

    private static bool Fits(Tensor x, Tensor y)
    {
        for (int axis = 1; axis <= Math.Min(x.Rank, y.Rank); axis++)
        {
            if (x.Shape[^axis] != y.Shape[^axis] && x.Shape[^axis] != 1 && y.Shape[^axis] != 1)
            {
                return false;
            }
        }
        return true;
    }

    private static Tensor Eye(int n) =>
        From([.. Enumerable.Range(0, n * n).Select(e => e % (n + 1) == 0 ? 2.0 : 0)], [n, n]);

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
