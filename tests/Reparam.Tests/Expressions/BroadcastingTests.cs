using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

/// <summary>Every operation on two or three operands, for every way in which shapes broadcast and operands
/// vary.</summary>
public sealed class BroadcastingTests
{
    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Apply)[] Operations =
    [
        ("add", (x, y) => x + y), ("subtract", (x, y) => x - y),
        ("multiply", (x, y) => x * y), ("divide", (x, y) => x / y),
        ("power", Pow), ("xlogy", XLogY), ("xlog1py", XLog1pY), ("maximum", Maximum), ("minimum", Minimum),
        ("less", Less), ("less_or_equal", LessOrEqual), ("equal", Equal), ("select", (x, y) => Select(x < y, x, y)),
    ];

    private static readonly (int[] Left, int[] Right)[] Shapes =
    [
        ([], []), ([], [3]), ([3], []), ([1], [5]), ([9], [9]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]),
        ([2, 3], [2, 1]), ([4, 1, 3], [2, 1]), ([2, 3], [1, 1, 1]), ([1, 1], []), ([0], [1]), ([2, 0], []), ([17], [1]),
    ];

    public static TheoryData<string> Names => [.. Operations.Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_the_operation_on_expanded_operands(string name)
    {
        var apply = Operations.Single(o => o.Name == name).Apply;
        foreach (var (left, right) in Shapes)
        {
            foreach (int draws in new[] { 1, 5, 8, 13 })
            {
                for (int mask = 0; mask < 4; mask++)
                {
                    Check(apply, Shape.Create(left), Shape.Create(right),
                        (mask & 1) != 0, (mask & 2) != 0, draws, name);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_are_summed_over_the_axes_that_were_added(string name)
    {
        var apply = Operations.Single(o => o.Name == name).Apply;
        foreach (var (left, right) in Shapes.Where(s => !s.Left.Contains(0)))
        {
            for (int mask = 0; mask < 4; mask++)
            {
                bool[] varies = [(mask & 1) != 0, (mask & 2) != 0];
                Shape[] shapes = [Shape.Create(left), Shape.Create(right)];
                // Away from ties and from 0: operand 0 has fraction 0.3, operand 1 has 0.6.
                double[][] at = [.. shapes.Select((s, i) => new SplitMix(31 + (ulong)i)
                    .Numbers(s.Size * (varies[i] ? 3 : 1), 0, 3).Select(v => Math.Floor(v) + 0.3 + 0.3 * i).ToArray())];
                new GradientCheck(o => apply(o[0], o[1]), shapes, varies, 3).First(at);
                new GradientCheck(o => Sum(apply(o[0], o[1])), shapes, varies, 3).First(at);
            }
        }
    }

    private static void Check(
        Func<Tensor, Tensor, Tensor> apply, Shape left, Shape right, bool variesLeft, bool variesRight, int draws,
        string name)
    {
        Tensor x = Input("x", left, variesLeft), y = Input("y", right, variesRight);
        // Small integers, so that equality occurs.
        var random = new SplitMix(21);
        double[] Values(int size) => [.. random.Numbers(size, 0.5, 4).Select(v => Math.Round(v))];
        double[] xs = Values(left.Size * (variesLeft ? draws : 1)), ys = Values(right.Size * (variesRight ? draws : 1));
        Tensor result = apply(x, y);
        double[] actual = Evaluation.Run([x, y], [xs, ys], [result], draws)[0];
        Shape shape = Shape.Broadcast(left, right);
        Assert.Equal(shape, result.Shape);
        int lanes = result.Varies ? draws : 1;
        var expandedLeft = new double[shape.Size * lanes];
        var expandedRight = new double[shape.Size * lanes];
        for (int e = 0; e < shape.Size; e++)
        {
            int l = Source(e, shape, left), r = Source(e, shape, right);
            for (int d = 0; d < lanes; d++)
            {
                expandedLeft[e * lanes + d] = variesLeft ? xs[l * draws + d] : xs[l];
                expandedRight[e * lanes + d] = variesRight ? ys[r * draws + d] : ys[r];
            }
        }
        double[] expected = apply(expandedLeft, expandedRight).ToArray();
        PrimitiveLawsTests.AssertSameBits(expected, actual, $"{name} of {left} and {right}, {draws} draws");
    }

    /// <summary>The element of an operand that broadcasts to an element of the result, axis by axis.</summary>
    private static int Source(int element, Shape result, Shape operand)
    {
        int source = 0, stride = 1;
        for (int axis = 1; axis <= result.Rank; axis++)
        {
            int coordinate = element % result[^axis];
            element /= result[^axis];
            if (axis <= operand.Rank)
            {
                source += operand[^axis] == 1 ? 0 : coordinate * stride;
                stride *= operand[^axis];
            }
        }
        return source;
    }
}
