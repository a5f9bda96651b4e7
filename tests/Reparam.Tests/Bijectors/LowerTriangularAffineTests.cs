using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class LowerTriangularAffineTests : BijectorLaws
{
    private static readonly double[,] Tril = { { 2, 0, 0 }, { -0.5, -1.5, 0 }, { 0.25, 3, 0.125 } };

    public override Bijector Bijector => new LowerTriangularAffine(new double[] { 0.5, -1, 2 }, Tril);

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, 1000];

    // The condition number of L is about 40.
    protected override double RoundTrip => 1e-12;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("LowerTriangularAffine", _ => Bijector, 1e-15);

    [Fact]
    public void In_row_vectors_it_is_Z_C_plus_mu()
    {
        // Schulz and Aziz (2017), eq. 4, with C the transpose of L.
        double[,] z = { { 1, 2, 3 }, { -1, 0, 0.5 } };
        Tensor expected = Tensor.MatMul(z, Tensor.Transpose(Tril)) + new double[] { 0.5, -1, 2 };
        AssertClose(expected.ToArray(), Bijector.Forward(z).ToArray(), 1e-15);
    }

    [Fact]
    public void Elements_of_an_expression_above_the_diagonal_are_left_out()
    {
        Tensor full = Tensor.Input("scale", [2, 2]), x = new double[] { 1, 1 };
        var map = new LowerTriangularAffine(new double[] { 0, 0 }, full);
        Tensor y = map.Forward(x);
        double[][] result = Evaluation.Run([full], [[2, 100, 3, 4]], [y, map.Inverse(y)], 1);
        Assert.Equal([2, 7], result[0]);
        Assert.Equal([1, 1], result[1]);
    }

    [Fact]
    public void A_batch_of_shifts_broadcasts()
    {
        var map = new LowerTriangularAffine(
            new double[,] { { 0, 0 }, { 10, 20 } }, new double[,] { { 1, 0 }, { 1, 1 } });
        (Tensor y, Tensor logDet) = map.ForwardAndLogDet(new double[] { 1, 2 });
        Assert.Equal([1, 3, 11, 23], y.ToArray());
        Assert.Equal(Shape.Create([2]), logDet.Shape);
        Assert.Equal([1, 2, 1, 2], map.Inverse(y).ToArray());
    }

    [Fact]
    public void Wrong_matrices_are_refused_with_their_place()
    {
        double[] shift = [0, 0];
        var above = Assert.Throws<ArgumentException>(() =>
            new LowerTriangularAffine(shift, new double[,] { { 1, 0.5 }, { 0, 1 } }));
        Assert.Contains("scaleTril[0, 1] = 0.5", above.Message, StringComparison.Ordinal);
        var diagonal = Assert.Throws<ArgumentException>(() =>
            new LowerTriangularAffine(shift, new double[,] { { 1, 0 }, { 0, 0 } }));
        Assert.Contains("scaleTril[1, 1] = 0", diagonal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LowerTriangularAffine(shift, new double[,] { { 1, 0 } }));
        Assert.Throws<ArgumentException>(() =>
            new LowerTriangularAffine(new double[] { 0 }, new double[,] { { 1, 0 }, { 0, 1 } }));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
