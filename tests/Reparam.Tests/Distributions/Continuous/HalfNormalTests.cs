using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class HalfNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new HalfNormal(p[0]);

    // x itself has a kink at the middle of the noise, which the quadrature of the noise does not see.
    protected override Tensor Integrand(Tensor x) => x * x;

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) => Square(p[0]);

    [Theory]
    [InlineData(typeof(HalfNormal))]
    [InlineData(typeof(HalfCauchy))]
    [InlineData(typeof(Exponential))]
    public void An_observed_0_is_admitted_where_the_density_there_is_finite(Type type)
    {
        Distribution At(Tensor scale) => (Distribution)Activator.CreateInstance(type, scale)!;
        LogDensity density = Model.Define(m =>
            m.Observe("y", At(m.Sample("s", new LogNormal(0, 1))), new double[] { 0, 2 })).LogDensity;

        double scale = 1.3;
        double expected = new Normal(0, 1).LogProb(Math.Log(scale)).ToDouble()
            + At(scale).LogProb(0).ToDouble() + At(scale).LogProb(2).ToDouble();
        Assert.True(double.IsFinite(expected));
        Assert.Equal(expected, density.Evaluate([Math.Log(scale)]), 1e-14);
    }

    [Fact]
    public void It_mixes_with_distributions_that_have_no_density_at_0()
    {
        var mixture = new Mixture(new double[] { 0.5, 0.5 }, new HalfNormal(1), new Gamma(2, 1));

        Assert.Equal(Support.Positive, mixture.Support);
        Assert.Equal(Support.NonNegative,
            new Mixture(new double[] { 0.5, 0.5 }, new HalfNormal(1), new Exponential(1)).Support);
    }
}
