using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GeneralizedExtremeValueTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new GeneralizedExtremeValue(p[0], p[1], p[2]);

    // Elsewhere variances of variances are infinite or nearly so.
    protected override bool SamplesMoments(Numbers[] parameters) => parameters[2].Values[0] < 0.1;

    protected override bool HasExpectation(double[] parameters) => parameters[2] < 0.5;

    [Fact]
    public void At_shape_zero_it_is_the_Gumbel_distribution()
    {
        double[] x = [-4, -1, 0, 2.5, 80];
        Assert.Equal(new Gumbel(0.5, 2).LogProb(x).ToArray(),
            new GeneralizedExtremeValue(0.5, 2, 0).LogProb(x).ToArray());
    }

    [Fact]
    public void Outside_the_support_there_is_no_mass()
    {
        var below = new GeneralizedExtremeValue(1, 2, 0.5);
        Assert.Equal(double.NegativeInfinity, below.LogProb(-4).ToDouble());
        Assert.Equal(0, below.Cdf(-4).ToDouble());
        Assert.Equal("the value is -4, but must be a finite number from -3 to Infinity",
            below.Support.Violation([-4], Shape.Scalar));
        var above = new GeneralizedExtremeValue(1, 2, -0.5);
        Assert.Equal(double.NegativeInfinity, above.LogProb(6).ToDouble());
        Assert.Equal(1, above.Cdf(6).ToDouble());
    }

    [Fact]
    public void Its_parameters_can_be_inferred()
    {
        double[] maxima = new GeneralizedExtremeValue(10, 2, 0.15).Sample(200, seed: 4).ToArray();
        Model model = Model.Define(m =>
        {
            Tensor loc = m.Sample("loc", new Normal(0, 20)), scale = m.Sample("scale", new HalfNormal(5));
            Tensor shape = m.Sample("shape", new TruncatedNormal(0, 0.3, -0.5, 0.5));
            m.Observe("maximum", new GeneralizedExtremeValue(loc, scale, shape), maxima);
        });
        Posterior posterior = Inference.Fit(model, seed: 1);
        // Within four posterior standard deviations: a false alarm in 10⁴, and the seeds are fixed.
        foreach ((string name, double truth) in new[] { ("loc", 10.0), ("scale", 2.0), ("shape", 0.15) })
        {
            (double mean, double deviation) = (posterior[name].Mean, posterior[name].StandardDeviation);
            Assert.InRange(truth, mean - 4 * deviation, mean + 4 * deviation);
            Assert.InRange(deviation, 0.01, 0.5);
        }
    }
}
