using static Reparam.Tensor;

namespace Reparam.Tests.Expressions;

public sealed class RearrangementsTests
{
    private static Tensor Counting(params int[] lengths)
    {
        var shape = Shape.Create(lengths);
        return From([.. Enumerable.Range(0, shape.Size).Select(e => (double)e)], shape);
    }

    [Fact]
    public void Slices_take_a_range_of_any_axis()
    {
        Tensor x = Counting(2, 3, 2);
        Assert.Equal([2, 3, 4, 5, 8, 9, 10, 11], Slice(x, 1, 1, 3).ToArray());
        Assert.Equal([1, 3, 5, 7, 9, 11], Slice(x, -1, 1, 2).ToArray());
        Assert.Equal(Shape.Create([2, 0, 2]), Slice(x, 1, 2, 2).Shape);
        Assert.Equal([6, 7, 8, 9, 10, 11], x[1].ToArray());
        Assert.Equal(Shape.Create([3, 2]), x[^1].Shape);
        Assert.Equal([1, 2], Counting(4)[1..^1].ToArray());
        Assert.Equal(5, Counting(2, 3)[1, 2].ToDouble());
    }

    [Fact]
    public void Gathering_repeats_and_reorders_and_scattering_is_its_transpose()
    {
        Tensor x = Counting(3, 2);
        Assert.Equal([4, 5, 0, 1, 4, 5], Gather(x, [2, 0, 2]).ToArray());
        Assert.Equal([1, 1, 0, 3, 3, 2, 5, 5, 4], Gather(x, [1, 1, 0], -1).ToArray());
        Assert.Equal([2, 3, 0, 0, 4, 6], ScatterAdd(x, [2, 0, 2], 3).ToArray());
        // ⟨Gather x, v⟩ = ⟨x, ScatterAdd v⟩.
        Tensor v = new SplitMix(1).Numbers(5);
        int[] groups = [0, 2, 2, 1, 0];
        Tensor u = new SplitMix(2).Numbers(3);
        Assert.Equal(Sum(Gather(u, groups) * v).ToDouble(), Sum(u * ScatterAdd(v, groups, 3)).ToDouble(), 1e-15);
    }

    [Fact]
    public void Rows_are_gathered_by_numbers_by_an_input_and_by_places_that_differ_by_draw()
    {
        Tensor x = Counting(3, 2), places = new double[,] { { 2, 0 }, { 1, 2 } };
        double[] expected = [4, 5, 0, 1, 2, 3, 4, 5];
        Assert.Equal(Shape.Create([2, 2, 2]), Gather(x, places).Shape);
        Assert.Equal(expected, Gather(x, places).ToArray());
        double[] numbers = [2, 0, 1, 2];
        Tensor shared = Input("places", [2, 2]), byDraw = Input("places", [2, 2], varies: true);
        Assert.Equal(expected, Evaluation.Run([shared], [numbers], [Gather(x, shared)], 1)[0]);
        // Two draws: in the second all places are 1.
        double[] two = [.. numbers.SelectMany(static place => new[] { place, 1 })];
        double[] actual = Evaluation.Run([byDraw], [two], [Gather(x, byDraw)], 2)[0];
        Assert.Equal(expected, actual.Where(static (_, i) => i % 2 == 0));
        Assert.Equal([2, 3, 2, 3, 2, 3, 2, 3], actual.Where(static (_, i) => i % 2 == 1));
        // What is known only later is put in by substitution.
        Tensor later = Graph.Substitute([Gather(x, shared)], new Dictionary<Tensor, Tensor> { [shared] = places })[0];
        Assert.Equal(expected, later.ToArray());
    }

    [Fact]
    public void Places_that_are_not_rows_are_refused()
    {
        double[] wrong = [0, 3];
        Assert.StartsWith("Gather: index 3 at place 1 is no row of a tensor of shape [3, 2], whose first axis has " +
            "the places 0 to 2.", Assert.Throws<ArgumentException>(() => Gather(Counting(3, 2), wrong)).Message);
        Assert.StartsWith("Gather: index 0.5 at place 0 is no row", Assert.Throws<ArgumentException>(
            () => Gather(Counting(3, 2), (Tensor)0.5)).Message);
        Assert.StartsWith("Gather: a scalar tensor has no rows.",
            Assert.Throws<ArgumentException>(() => Gather((Tensor)1.0, new double[] { 0 })).Message);
    }

    [Fact]
    public void Transposition_reorders_axes()
    {
        Tensor x = Counting(2, 3, 4);
        foreach (int[] order in new int[][] { [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            Tensor y = Transpose(x, order);
            Assert.Equal(Shape.Create([.. order.Select(a => x.Shape[a])]), y.Shape);
            double[] values = y.ToArray();
            for (int e = 0; e < 24; e++)
            {
                int[] at = new int[3];
                (at[order[0]], at[order[1]], at[order[2]]) =
                    (e / (y.Shape[1] * y.Shape[2]), e / y.Shape[2] % y.Shape[1], e % y.Shape[2]);
                Assert.Equal((at[0] * 3 + at[1]) * 4 + at[2], values[e]);
            }
        }
        Assert.Equal(Shape.Create([4, 3, 2]), Transpose(x).Shape);
    }

    [Fact]
    public void Parts_are_laid_along_any_axis()
    {
        Tensor a = Counting(2, 2), b = 10 + Counting(2, 1);
        Assert.Equal([0, 1, 10, 2, 3, 11], Concatenate([a, b], 1).ToArray());
        Assert.Equal([0, 1, 10, 2, 3, 11], Concatenate([a, b], -1).ToArray());
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], Concatenate([a, a]).ToArray());
        Tensor c = Counting(2, 1, 2), d = Counting(2, 3, 2);
        Assert.Equal([0, 1, 0, 1, 2, 3, 4, 5, 2, 3, 6, 7, 8, 9, 10, 11], Concatenate([c, d], 1).ToArray());
        Assert.Equal(Shape.Create([2, 2, 2]), Stack(a, a).Shape);
        Assert.Equal([1, 2], Stack(1, 2).ToArray());
        Assert.Equal([0, 1], Concatenate([Counting(0), Counting(2)]).ToArray());
    }

    [Fact]
    public void Parts_of_which_only_some_vary_by_draw_keep_their_draws_apart()
    {
        Tensor x = Input("x", [2], varies: true);
        double[] result = Evaluation.Run([x], [[1, 2, 3, 4, 5, 6]], [Concatenate([new double[] { 9 }, x])], 3)[0];
        Assert.Equal([9, 9, 9, 1, 2, 3, 4, 5, 6], result);
    }

    [Fact]
    public void Triangles_and_diagonals()
    {
        Tensor x = Counting(3, 3);
        Assert.Equal([0, 4, 8], Diagonal(x).ToArray());
        Assert.Equal([0, 0, 0, 3, 4, 0, 6, 7, 8], LowerTriangle(x).ToArray());
        Assert.Equal([1, 0, 0, 2, 3, 0, 4, 5, 6], LowerTriangular(1 + Counting(6), 3).ToArray());
        Assert.Equal([0, 0, 0, 1, 0, 0, 2, 3, 0], LowerTriangular(1 + Counting(3), 3, strict: true).ToArray());
        Assert.Equal([1, 3, 6], CumulativeSum(new double[] { 1, 2, 3 }).ToArray());
        Assert.Equal([1, 3, 3, 7], CumulativeSum(new double[,] { { 1, 2 }, { 3, 4 } }).ToArray());
    }

    [Fact]
    public void Triangles_and_diagonals_are_those_of_square_matrices()
    {
        // A diagonal of a tall matrix read past its end.
        foreach (Tensor wrong in new[] { Counting(3, 2), Counting(2, 3), Counting(2, 2, 2), Counting(4), 1 })
        {
            Assert.Contains("a square matrix is needed",
                Assert.Throws<ArgumentException>(() => Diagonal(wrong)).Message, StringComparison.Ordinal);
            Assert.Contains("a square matrix is needed",
                Assert.Throws<ArgumentException>(() => LowerTriangle(wrong)).Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => CumulativeSum(1));
        Assert.Throws<ArgumentException>(() => CumulativeSum(Counting(2, 2, 2)));
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "add", "Shapes [2] and [3] do not broadcast: axis 0 has 2 elements in one and 3 in the other" },
        { "reshape", "Reshape: shape [2] has 2 elements, but [3] has 3" },
        { "broadcast", "BroadcastTo: shape [2] does not broadcast to [3]" },
        { "slice", "Slice: 1..3 does not lie inside axis 0 of a tensor of shape [2]" },
        { "axis", "Axis 1 does not exist in a tensor of shape [2]" },
        { "gather", "Gather: index 2 at place 1 lies outside 0..1" },
        { "scatter", "ScatterAdd: 1 indices do not fit a tensor of shape [2]" },
        { "scatter index", "ScatterAdd: index -1 at place 1 lies outside 0..4" },
        { "transpose", "[0, 0] is not an order of the 1 axes of shape [2]" },
        { "concatenate", "Concatenate: parts of shape [2] and [] do not fit" },
        { "concatenate rows", "Concatenate: parts of shape [1, 2] and [1, 3] do not fit" },
        { "concatenate nothing", "Concatenate: at least one part is needed" },
        { "triangular", "LowerTriangular: 2 elements do not fill the lower triangle of 3 rows" },
        { "length", "a scalar tensor has no axes" },
        { "from", "rate: 2 values do not fill shape [3]" },
        { "shape", "the length of an axis must be at least 0, but -1 was given" },
        { "size", "at most 2^31 - 1 elements" },
        { "to double", "one element is needed, but the shape is [2]" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_named_where_they_are_written(string mistake, string message)
    {
        Tensor x = new double[] { 1, 2 };
        Func<object> act = mistake switch
        {
            "add" => () => x + new double[3],
            "reshape" => () => Reshape(x, [3]),
            "broadcast" => () => BroadcastTo(x, [3]),
            "slice" => () => x[1..3],
            "axis" => () => Slice(x, 1, 0, 1),
            "gather" => () => Gather(x, [0, 2]),
            "scatter" => () => ScatterAdd(x, [0], 5),
            "scatter index" => () => ScatterAdd(x, [0, -1], 5),
            "transpose" => () => Transpose(x, 0, 0),
            "concatenate" => () => Concatenate([x, 1]),
            "concatenate rows" => () => Concatenate([new double[1, 2], new double[1, 3]]),
            "concatenate nothing" => () => Concatenate([]),
            "triangular" => () => LowerTriangular(x, 3),
            "length" => () => ((Tensor)1).Length,
            "from" => () => From([1, 2], [3], "rate"),
            "shape" => () => Shape.Create([-1]),
            "size" => () => Shape.Create([1 << 16, 1 << 16]),
            _ => () => x.ToDouble(),
        };
        Exception? error = Record.Exception(act);
        Assert.True(error is ArgumentException or InvalidOperationException, $"{error}");
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
