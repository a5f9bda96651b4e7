using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class AnalyticDivergenceObjectiveTests
{
    private static readonly double[] Heights = [1.2, 0.7, 2.9, 1.8, 0.4];

    /// <summary>One site of each sort: normal, Laplace, a positive one, a vector with correlations, one whose divergence
    /// is not known, and one whose prior depends on another.</summary>
    private static readonly Model Sites = Model.Define(m =>
    {
        Tensor mean = m.Sample("mean", new Normal(0.5, 2));
        Tensor shift = m.Plate("group", 2).Sample("shift", new Laplace(0, 1));
        Tensor scale = m.Sample("scale", new Gamma(3, 2));
        Tensor pair = m.Sample("pair", new MultivariateNormal(
            new double[] { 0.2, -0.1 }, new double[,] { { 1, 0 }, { 0.7, 0.5 } }));
        Tensor tail = m.Sample("tail", new Cauchy(0, 1));
        Tensor child = m.Sample("child", new Normal(mean, scale));
        m.Observe("y", new Normal(mean + Sum(shift) + pair[0] - pair[1] + tail + child, scale), Heights);
    });

    private static readonly Model Conjugate = Model.Define(m =>
    {
        Tensor slopes = m.Plate("slope", 3).Sample("slopes", new Normal(new double[] { 0, 1, -1 }, 2));
        Tensor mean = Sum(slopes * From([1, 0.5, 0.2, 0, 1, -0.3, 0.4, 0.4, 1, 1, 0, 2, -1, 0.5, 0.6], [5, 3]), 1);
        m.Observe("y", new Normal(mean, 1.5), Heights);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_tells_which_sites_are_in_closed_form(bool isFullRank)
    {
        VariationalFamily family = isFullRank ? new FullRankGaussian() : new MeanFieldGaussian();
        Assert.Equal(["mean", "shift", "scale", "pair"],
            AnalyticDivergenceObjective.AnalyticSites(Sites.LogDensity, family));
        Assert.Equal(["slopes"], AnalyticDivergenceObjective.AnalyticSites(Conjugate.LogDensity, family));
    }

    [Fact]
    public void A_family_that_is_not_normal_and_a_density_without_sites_have_none()
    {
        Assert.Empty(AnalyticDivergenceObjective.AnalyticSites(Sites.LogDensity, new CouplingFlow()));
        Assert.Empty(AnalyticDivergenceObjective.AnalyticSites(Sites.LogDensity, new GaussianMixtureFamily(2)));
        Assert.Empty(AnalyticDivergenceObjective.AnalyticSites(
            LogDensity.Over(2, x => -Sum(Square(x))), new FullRankGaussian()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Equation_11_is_equation_10_over_noise_with_exact_moments(bool isFullRank)
    {
        VariationalFamily family = isFullRank ? new FullRankGaussian() : new MeanFieldGaussian();
        double[] parameters = Somewhere(family.ParameterCount(Conjugate.LogDensity)), noise = GaussianTarget.Cubature(3);
        (double expected, double[] slope) = new ObjectiveRun(
            Conjugate.LogDensity, family, new ElboObjective(EntropyForm.MonteCarlo), 6).Run(parameters, noise);
        (double value, double[] gradient) = new ObjectiveRun(
            Conjugate.LogDensity, family, new AnalyticDivergenceObjective(), 6).Run(parameters, noise);
        Assert.Equal(expected, value, 1e-11);
        double largest = slope.Max(Math.Abs);
        for (int i = 0; i < slope.Length; i++)
        {
            Assert.Equal(slope[i], gradient[i], 1e-11 * largest);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_sites_of_every_sort_it_is_equation_10_in_expectation(bool isFullRank)
    {
        // Value and up to 44 components of the gradient within five standard errors over 400 blocks: a false alarm for
        // one seed in 30,000. Sites that were taken in wrongly would err by much more: blocks are of 256 draws.
        VariationalFamily family = isFullRank ? new FullRankGaussian() : new MeanFieldGaussian();
        double[] parameters = Somewhere(family.ParameterCount(Sites.LogDensity));
        const int blocks = 400, draws = 256;
        var plain = new ObjectiveRun(Sites.LogDensity, family, new ElboObjective(EntropyForm.MonteCarlo), draws);
        var analytic = new ObjectiveRun(Sites.LogDensity, family, new AnalyticDivergenceObjective(), draws);
        int count = parameters.Length + 1;
        double[] sums = new double[count], squares = new double[count];
        for (ulong block = 0; block < blocks; block++)
        {
            (double value, double[] gradient) = plain.RunRandom(parameters, block);
            (double other, double[] slope) = analytic.RunRandom(parameters, block);
            for (int i = 0; i < count; i++)
            {
                double difference = i == 0 ? other - value : slope[i - 1] - gradient[i - 1];
                sums[i] += difference;
                squares[i] += difference * difference;
            }
        }
        int differing = 0;
        for (int i = 0; i < count; i++)
        {
            double mean = sums[i] / blocks, error = Math.Sqrt((squares[i] / blocks - mean * mean) / blocks);
            Assert.True(Math.Abs(mean) <= 5 * error + 1e-11, $"Component {i}: {mean} ± {error}.");
            differing += error > 1e-6 ? 1 : 0;
        }
        Assert.True(differing > count / 2, $"{differing} of {count} differ draw by draw.");
    }

    [Fact]
    public void Away_from_a_posterior_that_its_prior_holds_back_it_has_less_variance()
    {
        // q lies out where prior and likelihood pull the same way, so that their noise adds.
        var family = new MeanFieldGaussian();
        double[] parameters = [6, 6, -6, -0.5, -0.5, -0.5];
        const int repetitions = 2000;
        double Variance(VariationalObjective objective) =>
            new ObjectiveRun(Conjugate.LogDensity, family, objective, 4).Moments(parameters, repetitions, 3).Variance.Sum();

        double analytic = Variance(new AnalyticDivergenceObjective());
        Assert.True(analytic > 0 && analytic < 0.9 * Variance(new ElboObjective()));
        Assert.True(analytic < 0.9 * Variance(new ElboObjective(EntropyForm.MonteCarlo)));
    }

    [Fact]
    public void A_fit_comes_to_the_same_posterior()
    {
        Posterior expected = Inference.Fit(Sites, seed: 1);
        Posterior found = Inference.Fit(Sites, seed: 1, new() { Objective = new AnalyticDivergenceObjective() });
        Assert.Equal("ELBO with analytic divergences", found.Objective);
        // Each is found to a Monte Carlo error of 0.03.
        Assert.Equal(expected.Elbo, found.Elbo, 0.1);
        Assert.Equal(expected["scale"].Mean, found["scale"].Mean, 0.1);
    }

    /// <summary>Parameters of a normal distribution, none of them 0.</summary>
    private static double[] Somewhere(int count) =>
        [.. Enumerable.Range(0, count).Select(i => 0.3 * Math.Cos(3 * i) - 0.1)];
}
