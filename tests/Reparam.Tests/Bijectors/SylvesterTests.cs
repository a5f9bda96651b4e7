using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SylvesterTests : BijectorLaws
{
    public override Bijector Bijector => new Sylvester(
        new double[,] { { 0.5, -1, 2 }, { 0, 1.25, 0.25 }, { 0, 0, -0.75 } },
        new double[,] { { 1, 0.5, -0.25 }, { 0, -2, 1 }, { 0, 0, 0.5 } }, new double[] { 0.25, -0.5, 1 });

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("Sylvester", _ => Bijector, 1e-13);

    [Fact]
    public void Elements_below_the_diagonal_are_left_out()
    {
        double[,] outer = { { 0.5, 1 }, { 0, 1 } }, inner = { { 1, 2 }, { 0, -1 } };
        double[,] outerToo = { { 0.5, 1 }, { 7, 1 } }, innerToo = { { 1, 2 }, { -8, -1 } };
        double[] bias = [0.5, 1], x = [1, -2];
        Assert.Equal(new Sylvester(outer, inner, bias).Forward(x).ToArray(),
            new Sylvester(outerToo, innerToo, bias).Forward(x).ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new Sylvester(new double[2, 2], new double[2, 2], new double[3]));
        Assert.Contains("their shapes are [2, 2], [2, 2] and [3]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
