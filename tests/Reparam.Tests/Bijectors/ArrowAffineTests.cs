using MathNet.Numerics.LinearAlgebra;
using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class ArrowAffineTests : BijectorLaws
{
    private static readonly double[] Shift = [0.5, -1, 2, 0.25, -0.75, 1.5, 3];
    private static readonly double[,] Head = { { 2, 0 }, { -0.5, -1.5 } };
    private static readonly int[] HeadPlaces = [3, 0];

    // Two groups of two, at places 1 and 5, and 6 and 2; one group of one at place 4.
    private static readonly ArrowGroups Pairs = new(
        Tensor.From([0.5, -1, 0.25, 0, 1, 2, -0.5, 0.75], [2, 2, 2]),
        Tensor.From([0.5, 0, -1, 2, -1.25, 0, 0.5, 0.75], [2, 2, 2]), [1, 5, 6, 2]);

    private static readonly ArrowGroups Single = new(
        Tensor.From([-0.25, 1], [1, 1, 2]), Tensor.From([0.125], [1, 1, 1]), [4]);

    public override Bijector Bijector => new ArrowAffine(Shift, Head, HeadPlaces, Pairs, Single);

    public override Shape Event => [7];

    protected override double[] Extremes => [-1000, 1000];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void It_is_the_affine_map_of_the_matrix_that_it_stands_for()
    {
        var matrix = Matrix<double>.Build.Dense(7, 7);
        (int Row, int Column, double Value)[] elements =
        [
            (3, 3, 2), (0, 3, -0.5), (0, 0, -1.5),
            (1, 3, 0.5), (1, 0, -1), (5, 3, 0.25), (6, 3, 1), (6, 0, 2), (2, 3, -0.5), (2, 0, 0.75),
            (1, 1, 0.5), (5, 1, -1), (5, 5, 2), (6, 6, -1.25), (2, 6, 0.5), (2, 2, 0.75),
            (4, 3, -0.25), (4, 0, 1), (4, 4, 0.125),
        ];
        foreach (var (row, column, value) in elements)
        {
            matrix[row, column] = value;
        }
        foreach (double[] point in Points())
        {
            double[] expected = [.. matrix * Vector<double>.Build.Dense(point) + Vector<double>.Build.Dense(Shift)];
            (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(point);
            AssertClose(expected, y.ToArray(), 1e-14);
            Assert.Equal(Math.Log(Math.Abs(matrix.Determinant())), logDet.ToDouble(), 1e-13);
        }
    }

    [Fact]
    public void Elements_of_expressions_above_the_diagonals_are_left_out()
    {
        Tensor head = Tensor.Input("head", [1, 1]), scale = Tensor.Input("scale", [1, 2, 2]);
        var map = new ArrowAffine(new double[3], head, [0], new ArrowGroups(Tensor.Full(0, [1, 2, 1]), scale, [1, 2]));
        Tensor y = map.Forward(new double[] { 1, 1, 1 });
        double[][] result = Evaluation.Run([head, scale], [[5], [2, 100, 3, 4]], [y, map.Inverse(y)], 1);
        Assert.Equal([5, 2, 7], result[0]);
        Assert.Equal([1, 1, 1], result[1]);
    }

    [Fact]
    public void Wrong_parts_are_refused()
    {
        var places = Assert.Throws<ArgumentException>(() =>
            new ArrowAffine(Shift, Head, [3, 1], Pairs, Single));
        Assert.Contains("but 1 is outside or is there twice", places.Message, StringComparison.Ordinal);
        var zero = Assert.Throws<ArgumentException>(() =>
            new ArrowAffine(Shift, new double[,] { { 1, 0 }, { 1, 0 } }, HeadPlaces, Pairs, Single));
        Assert.Contains("must not hold 0, but element 1", zero.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ArrowAffine(Shift, Head, HeadPlaces, Pairs));
        Assert.Throws<ArgumentException>(() => new ArrowAffine(Shift, Head, [3], Pairs, Single));
        Assert.Throws<ArgumentException>(() => new ArrowAffine(
            Shift, Head, HeadPlaces, Pairs with { Scale = Tensor.Full(1, [2, 2, 1]) }, Single));
        Assert.Throws<ArgumentException>(() => new ArrowAffine(
            Shift, Head, HeadPlaces, Pairs, Single with { Scale = Tensor.From([0], [1, 1, 1]) }));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
