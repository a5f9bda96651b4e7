using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class PlanarTests : BijectorLaws
{
    public override Bijector Bijector =>
        new Planar(new double[] { 0.5, -1, 2 }, new double[] { 1, 0.25, -0.75 }, 0.125);

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    protected override double RoundTrip => 1e-12;

    private static Planar Steep => new(new double[] { 2, 1, -1 }, new double[] { -4, -3, 2 }, -0.5);

    [Fact]
    public void Values_match_the_formula()
    {
        AssertMatchesReference("Planar", _ => Bijector, 1e-14, least: 1);
        AssertMatchesReference("Planar:steep", static _ => Steep, 1e-14, least: 1);
    }

    [Fact]
    public void It_has_an_inverse_also_where_u_points_against_w()
    {
        // wᵀu = -13: at wᵀx = -b the slope along w is 2e-6.
        double[] x = [0.5, -1.25, 0.375];
        AssertClose(x, Steep.Inverse(Steep.Forward(x).ToArray()).ToArray(), 1e-12);
        double[] flat = [0.25, 0, 0];
        AssertClose(flat, Steep.Inverse(Steep.Forward(flat).ToArray()).ToArray(), 1e-9);
    }

    [Fact]
    public void Parameters_for_each_element_of_a_batch_are_applied_to_it()
    {
        double[,] w = { { 1, 2 }, { -1, 0.5 } }, u = { { 0.5, 1 }, { 2, -1 } };
        var both = new Planar(w, u, new double[] { 0.25, -1 });
        (Tensor y, Tensor logDet) = both.ForwardAndLogDet(new double[] { 0.75, -0.5 });
        Assert.Equal(Shape.Create([2, 2]), both.ForwardShape([2]));
        for (int i = 0; i < 2; i++)
        {
            var one = new Planar(((Tensor)w)[i], ((Tensor)u)[i], i == 0 ? 0.25 : -1);
            (Tensor y1, Tensor logDet1) = one.ForwardAndLogDet(new double[] { 0.75, -0.5 });
            AssertClose(y1.ToArray(), y[i].ToArray(), 1e-15);
            AssertClose(logDet1.ToArray(), logDet[i].ToArray(), 1e-15);
        }
        AssertClose([0.75, -0.5, 0.75, -0.5], both.Inverse(y).ToArray(), 1e-14);
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Planar(new double[] { 0, 0 }, new double[] { 1, 1 }, 0));
        Assert.Contains("weight must not be the vector 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Planar(new double[] { 1, 0 }, new double[] { 1 }, 0));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
