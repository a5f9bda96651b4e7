using Reparam.Distributions;
using static Reparam.Tensor;
using static Reparam.Tests.Variational.DrawnModels;

namespace Reparam.Tests.Variational;

/// <summary>Data that make values impossible: those of an element by itself are left out, and what is impossible only
/// together with others is never passed over in silence.</summary>
public sealed class DrawnConstraintTests
{
    /// <summary>Of all animals of two sites twenty were found: there are at least twenty.</summary>
    private static Model Together(double p, int sites = 2) => Model.Define(m =>
    {
        Tensor theta = m.Sample("theta", new Normal(0, 1));
        Tensor n = m.Plate("site", sites).Sample("n", new Poisson(10));
        m.Observe("y", new Binomial(Sum(n), p), 20);
        m.Observe("w", new Normal(theta, 1), 0.5);
    });

    [Theory]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void Values_that_others_forbid_are_not_lost_in_silence(double p)
    {
        Posterior posterior = Inference.Fit(Together(p), seed: 1);
        double[] exact = Means(
            from a in Enumerable.Range(0, 60) from b in Enumerable.Range(0, 60) where a + b >= 20
            select (a, LogPoisson(a, 10) + LogPoisson(b, 10)
                + MathNet.Numerics.Distributions.Binomial.PMFLn(p, a + b, 20)),
            static a => a, static a => a * a);
        double sd = Math.Sqrt(exact[1] - exact[0] * exact[0]), found = posterior["n[1]"].StandardDeviation;
        Assert.InRange(sd, 2.2, 2.5);
        Assert.True(posterior.Verdict.Level != VerdictLevel.Passed || Math.Abs(found - sd) < 0.1 * sd,
            FormattableString.Invariant($"{found} is not {sd}.\n{posterior}"));
        Assert.Contains(posterior.Verdict.Reasons, static r =>
            r.Contains("'n'", StringComparison.Ordinal) && r.Contains("Observe 'y'", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_elements_that_forbid_each_other_do_not_pass() =>
        Assert.NotEqual(VerdictLevel.Passed, Inference.Fit(Together(0.95, sites: 8), seed: 1).Verdict.Level);

    [Fact]
    public void Exactly_one_of_several_does_not_pass()
    {
        Posterior posterior = Inference.Fit(Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            Tensor z = m.Plate("i", 5).Sample("z", new Bernoulli(0.5));
            m.Factor("one", Select(Equal(Sum(z), 1), 0, double.NegativeInfinity));
            m.Observe("y", new Normal(mu + Sum(z * new[] { 0.1, 0.2, 0.3, 0.4, 0.5 }), 1), 0.3);
        }), seed: 1);
        Assert.NotEqual(VerdictLevel.Passed, posterior.Verdict.Level);
    }

    [Fact]
    public void A_value_that_a_continuous_unknown_forbids_does_not_pass()
    {
        // theta n is at least 4: which counts are possible hangs on theta.
        Posterior posterior = Inference.Fit(Model.Define(m =>
        {
            Tensor theta = m.Sample("theta", new LogNormal(0, 0.5)), n = m.Sample("n", new Poisson(6));
            m.Factor("least", Select(theta * n < 4, double.NegativeInfinity, 0));
        }), seed: 1);
        Assert.NotEqual(VerdictLevel.Passed, posterior.Verdict.Level);
    }
}
