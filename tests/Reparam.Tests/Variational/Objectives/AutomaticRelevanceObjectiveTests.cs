using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class AutomaticRelevanceObjectiveTests
{
    private static readonly double[] Observed = [3, -2, 0.5];

    /// <summary>yᵢ ~ N(wᵢ, 1): by maximum of the marginal likelihood N(yᵢ; 0, 1 + lᵢ) the variance is lᵢ = yᵢ² - 1, or
    /// 0 where that is negative; the posterior of wᵢ then is N(y l / (1 + l), l / (1 + l)).</summary>
    private static Model Means => Model.Define(m =>
    {
        Tensor w = m.Plate("element", 3).Sample("w", new Normal(0, 1));
        Tensor level = m.Sample("level", new Normal(0, 1));
        m.Observe("y", new Normal(w, 1), Observed);
        m.Observe("z", new Normal(level, 1), 1);
    });

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Prior_variances_are_those_of_greatest_marginal_likelihood(bool isFullRank, bool isFixed)
    {
        Posterior posterior = Inference.Fit(Means, seed: 1, new FitOptions
        {
            Family = isFullRank ? new FullRankGaussian() : new MeanFieldGaussian(),
            Objective = new AutomaticRelevanceObjective("w"),
            Algorithm = isFixed ? new FixedDraws() : new FreshDraws(),
        });
        for (int i = 0; i < 2; i++)
        {
            double l = Observed[i] * Observed[i] - 1;
            var w = posterior[FormattableString.Invariant($"w[{i + 1}]")];
            Assert.Equal(Observed[i] * l / (1 + l), w.Mean, 0.03);
            Assert.Equal(Math.Sqrt(l / (1 + l)), w.StandardDeviation, 0.03);
        }
        Assert.Equal(0, posterior["w[3]"].Mean, 0.03);
        Assert.Equal(0, posterior["w[3]"].StandardDeviation, 0.1);
        // The other site keeps its prior: N(1/2, 1/2).
        Assert.Equal(0.5, posterior["level"].Mean, 0.03);
        Assert.Equal(Math.Sqrt(0.5), posterior["level"].StandardDeviation, 0.03);
    }

    [Fact]
    public void The_bound_is_the_greatest_marginal_likelihood()
    {
        Posterior posterior = Inference.Fit(Means, seed: 1,
            new FitOptions { Objective = new AutomaticRelevanceObjective("w"), Family = new FullRankGaussian() });
        double expected = new[] { (3.0, 9.0), (2, 4), (0.5, 1), (1, 2) }
            .Sum(y => -0.5 * (Math.Log(2 * Math.PI * y.Item2) + y.Item1 * y.Item1 / y.Item2));
        Assert.Equal(expected, posterior.Elbo, 0.01);
        Assert.Equal(expected, posterior.ObjectiveValue, 0.01);
    }

    [Fact]
    public void Second_moments_of_a_family_without_closed_form_are_estimated()
    {
        Posterior posterior = Inference.Fit(Means, seed: 1, new FitOptions
        {
            Family = new StudentTFamily(),
            Objective = new AutomaticRelevanceObjective("w"),
            Algorithm = new FreshDraws(),
        });
        Assert.Equal(8.0 / 3, posterior["w[1]"].Mean, 0.1);
        Assert.Equal(Math.Sqrt(8.0 / 9), posterior["w[1]"].StandardDeviation, 0.1);
    }

    [Theory]
    [InlineData("v")]
    [InlineData("scale")]
    [InlineData("child")]
    public void Sites_that_it_cannot_take_are_refused(string site)
    {
        Model model = Model.Define(m =>
        {
            Tensor scale = m.Sample("scale", new HalfNormal(1));
            m.Sample("child", new Normal(0, scale));
            m.Sample("w", new Normal(0, 1));
        });
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Inference.Fit(model, seed: 1,
            new FitOptions { Objective = new AutomaticRelevanceObjective(site) }));
        Assert.Contains($"'{site}' is not a site of real numbers", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Those are: w.", refusal.Message, StringComparison.Ordinal);
    }
}
