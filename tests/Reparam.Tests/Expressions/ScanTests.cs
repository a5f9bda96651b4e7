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
                Cholesky(MatMul(s.Matrix, Transpose(s.Matrix)) + DiagonalMatrix(1 + Square(s.Vector))), s.Row + s.Vector),
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
