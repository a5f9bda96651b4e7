using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class UnitVectorTests : BijectorLaws
{
    public override Bijector Bijector => new UnitVector();

    public override Shape Event => [3];

    protected override bool IsOneToOne => false;

    // The middle of the domain must not be 0, which has no direction.
    protected override (double Lower, double Upper) Domain => (-3, 4);

    protected override double[] Extremes => [-1000, -1e-3, 1e-3, 1000];

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("UnitVector", static _ => new UnitVector(), 1e-15);

    [Fact]
    public override void The_inverse_undoes_the_map()
    {
        // Of the vectors that are mapped to y the inverse gives y itself.
        foreach (double[] x in Points())
        {
            double[] y = Bijector.Forward(x).ToArray();
            Assert.Equal(1, y.Sum(v => v * v), 1e-15);
            Assert.Equal(y, Bijector.Inverse(y).ToArray());
            AssertClose(y, Bijector.Forward(y).ToArray(), 1e-15);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2 * Math.PI)]
    [InlineData(3, 4 * Math.PI)]
    [InlineData(4, 2 * Math.PI * Math.PI)]
    public void The_uniform_density_on_the_sphere_becomes_the_standard_normal(int dimension, double surface)
    {
        double[] x = new Expressions.SplitMix(8).Numbers(dimension, -2, 2);
        double normal = -0.5 * x.Sum(v => v * v) - 0.5 * dimension * Math.Log(2 * Math.PI);
        Assert.Equal(normal, Bijector.ForwardAndLogDet(x).LogDet.ToDouble() - Math.Log(surface), 1e-14);
    }

    [Fact]
    public override void The_log_determinant_is_that_of_the_Jacobian()
    {
        // There is no determinant; that of y together with |x| is |x|^(1 - K), and what is left is the density of |x|.
        foreach (double[] x in Points())
        {
            double square = x.Sum(v => v * v);
            double radial = Math.Log(square) - 0.5 * square - 0.5 * Math.Log(Math.PI / 2);
            Assert.Equal(radial - Math.Log(square), Bijector.ForwardAndLogDet(x).LogDet.ToDouble(), 1e-13);
        }
    }

    [Fact]
    public override void A_round_trip_has_the_derivatives_of_the_identity()
    {
        // Not here: what is left is the direction, and along it nothing changes.
        foreach (double[] x in Points())
        {
            double[] gradient = GradientAt(
                v => Tensor.Sum(Bijector.Inverse(Bijector.Forward(v)) * new double[] { 1, -2, 0.5 }), x);
            Assert.Equal(0, gradient.Zip(x, (g, v) => g * v).Sum(), 1e-13);
        }
    }

    [Fact]
    public override void The_inverse_has_the_opposite_log_determinant()
    {
        var error = Assert.Throws<NotSupportedException>(() => Bijector.InverseAndLogDet(new double[] { 0.6, 0.8 }));
        Assert.Contains("a density of y does not follow from one of x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalars_and_empty_vectors_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(Array.Empty<double>()));
    }
}
