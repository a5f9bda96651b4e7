using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>Hierarchies written in the natural way are fitted in the form that suits them, and have the posterior
/// that they have in any form.</summary>
public sealed class ParameterizationPilotTests
{
    private static readonly double[] Effect = [28, 8, -3, 7, -1, 1, 18, 12], Error = [15, 10, 16, 11, 9, 11, 10, 18];

    private static readonly Model Schools = Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
        Plate schools = m.Plate("school", 8);
        schools.Observe("y", new Normal(schools.Sample("theta", new Normal(mu, tau)), Error), Effect);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Eight_schools_as_one_writes_them_have_their_published_posterior(ulong seed)
    {
        Posterior posterior = Inference.Fit(Schools, seed);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        // The reference draws of posteriordb (Magnusson et al. 2024), eight_schools_noncentered: mean and standard
        // deviation of 10,000 draws, themselves right to 0.01 standard deviations and 1 %.
        Dictionary<string, (double Mean, double Deviation)> published = new()
        {
            ["theta[1]"] = (6.150502, 5.615863), ["theta[2]"] = (4.939581, 4.645578),
            ["theta[3]"] = (3.905906, 5.280712), ["theta[4]"] = (4.796017, 4.770938),
            ["theta[5]"] = (3.614436, 4.614721), ["theta[6]"] = (4.051148, 4.796248),
            ["theta[7]"] = (6.317170, 5.002855), ["theta[8]"] = (4.883997, 5.317692),
            ["mu"] = (4.410518, 3.309296), ["tau"] = (3.602060, 3.198478),
        };
        foreach (var (name, (mean, deviation)) in published)
        {
            Assert.Equal(mean, posterior[name].Mean, 0.05 * deviation);
            Assert.Equal(deviation, posterior[name].StandardDeviation, 0.05 * deviation);
        }
        SiteParameterization site = Assert.Single(posterior.Parameterization);
        Assert.Equal("theta", site.Name);
        // Standard errors of 9 to 18 say little beside a spread of about 3.
        Assert.All(site.Centredness, static c => Assert.InRange(c, 0, 0.3));
    }

    [Theory]
    [InlineData(150, 1.0)]
    [InlineData(150, 3.0)]
    [InlineData(1000, 1.0)]
    public void Many_groups_of_which_little_is_known_have_the_posterior_of_the_quadrature(int groups, double error)
    {
        var data = new NormalGroups(groups, error, spread: 0.3);
        Posterior posterior = Inference.Fit(data.Model(), seed: 1);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        Assert.All(Assert.Single(posterior.Parameterization).Centredness, static c => Assert.InRange(c, 0, 0.5));
        RequireExact(data, posterior);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(150)]
    public void Groups_of_which_much_is_known_are_taken_as_written(int groups)
    {
        var data = new NormalGroups(groups, error: 0.1, spread: 2);
        Posterior posterior = Inference.Fit(data.Model(), seed: 1);
        Assert.True(Assert.Single(posterior.Parameterization).IsCentred);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        RequireExact(data, posterior);
    }

    [Fact]
    public void Each_element_is_centred_by_what_is_known_of_it()
    {
        var data = new NormalGroups(30, error: 1, spread: 1, ratio: 20);
        Posterior posterior = Inference.Fit(data.Model(), seed: 1);
        SiteParameterization site = Assert.Single(posterior.Parameterization);
        Assert.Equal(30, site.Centredness.Count);
        Assert.Equal(1, site.Centredness[0]);
        Assert.InRange(site.Centredness[^1], 0.05, 0.3);
        for (int j = 1; j < 30; j++)
        {
            // Errors grow from group to group.
            Assert.True(site.Centredness[j] <= site.Centredness[j - 1]);
        }
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        RequireExact(data, posterior);
    }

    [Fact]
    public void Positive_unknowns_that_overflow_far_out_in_the_tails_have_finite_summaries()
    {
        double[] counts = [3, 5, 0, 2, 7, 1, 4, 2, 3, 1, 0, 6];
        Model natural = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 2)), tau = m.Sample("tau", new HalfNormal(1));
            Plate units = m.Plate("unit", 12);
            units.Observe("y", new Poisson(units.Sample("rate", new LogNormal(mu, tau))), counts);
        });
        Model byHand = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 2)), tau = m.Sample("tau", new HalfNormal(1));
            Plate units = m.Plate("unit", 12);
            Tensor z = units.Sample("z", new Normal(0, 1));
            units.Observe("y", new Poisson(m.Report("rate", Exp(mu + tau * z))), counts);
        });
        Posterior first = Inference.Fit(natural, seed: 1), second = Inference.Fit(byHand, seed: 1);
        Assert.Equal(VerdictLevel.Passed, first.Verdict.Level);
        foreach (ParameterSummary exact in second.Summaries.Where(static s => s.Name[0] != 'z'))
        {
            // Both have Monte Carlo errors of some 0.015 standard deviations; those of a deviation are greater, as the
            // rates have tails.
            double deviation = exact.Summary.StandardDeviation;
            Assert.Equal(exact.Summary.Mean, first[exact.Name].Mean, 0.08 * deviation);
            Assert.Equal(deviation, first[exact.Name].StandardDeviation, 0.15 * deviation);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_funnel_without_data_is_normal_in_standard_form(ulong seed)
    {
        // Neal (2003), "Slice sampling", section 8: v ~ N(0, 9), nine x ~ N(0, e^v).
        Posterior posterior = Inference.Fit(Model.Define(m =>
        {
            Tensor v = m.Sample("v", new Normal(0, 3));
            m.Plate("member", 9).Sample("x", new Normal(0, Exp(v / 2)));
        }), seed);
        Assert.True(Assert.Single(posterior.Parameterization).IsNonCentred);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        // Exact up to the optimiser's tolerance: the evidence of a prior is 1.
        Assert.Equal(0, posterior.Elbo, 1e-3);
        Assert.Equal(0, posterior["v"].Mean, 0.15);
        Assert.Equal(3, posterior["v"].StandardDeviation, 0.15);
    }

    [Fact]
    public void Units_do_not_matter()
    {
        Posterior small = Inference.Fit(new NormalGroups(20, 1, 1).Model(), seed: 1),
            large = Inference.Fit(new NormalGroups(20, 1, 1, unit: 1e6).Model(), seed: 1);
        Assert.Equal(VerdictLevel.Passed, large.Verdict.Level);
        Assert.Equal(small.Parameterization[0].Centredness[0], large.Parameterization[0].Centredness[0], 0.01);
        Assert.Equal(small["tau"].Mean * 1e6, large["tau"].Mean, 0.05e6 * small["tau"].StandardDeviation);
    }

    [Fact]
    public void Draws_and_densities_are_those_of_the_model_as_it_was_written()
    {
        Posterior posterior = Inference.Fit(Schools, seed: 3, new() { PosteriorDraws = 50 });
        double[,] unconstrained = posterior.ModelDraws.Unconstrained();
        Assert.Same(Schools, posterior.ModelDraws.Model);
        for (int d = 0; d < 50; d++)
        {
            double[] x = [.. Enumerable.Range(0, 10).Select(e => unconstrained[d, e])];
            Assert.Equal(posterior.Draws("mu")[d], x[0]);
            Assert.Equal(posterior.Draws("tau")[d], Math.Exp(x[1]), 1e-12 * Math.Exp(x[1]));
            Assert.Equal(posterior.Draws("theta[2]")[d], x[3], 1e-9);
            Assert.Equal(Schools.LogDensity.Evaluate(x), posterior.LogDensities[d], 1e-8);
        }
    }

    [Fact]
    public void A_model_is_fitted_as_written_where_that_is_asked_for()
    {
        var data = new NormalGroups(12, error: 0.1, spread: 2);
        Posterior written = Inference.Fit(data.Model(), 1, new() { Parameterization = Parameterization.AsWritten });
        Assert.Empty(written.Parameterization);
        RequireExact(data, written);
    }

    [Fact]
    public void A_model_without_unknown_scales_has_the_fit_of_its_density()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
            m.Observe("y", new Normal(mu, tau), Effect);
        });
        Posterior posterior = Inference.Fit(model, seed: 1), direct = Inference.Fit(model.LogDensity, seed: 1);
        Assert.Empty(posterior.Parameterization);
        Assert.Equal(direct.Elbo, posterior.Elbo);
        Assert.Equal(direct.Evaluations, posterior.Evaluations);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_however_often_and_on_any_number_of_threads()
    {
        Model other = Schools.WithObserved("y", Effect);
        Posterior first = Inference.Fit(Schools, 5, new() { Threads = 1 }), again = Inference.Fit(Schools, 5),
            elsewhere = Inference.Fit(other, 5, new() { Threads = 2 });
        Assert.Equal(first.LogDensities, again.LogDensities);
        Assert.Equal(first.Evaluations, again.Evaluations);
        Assert.Equal(first.LogDensities, elsewhere.LogDensities);
        Assert.Equal(first.ToString(), elsewhere.ToString());
    }

    [Fact]
    public void Correlated_effects_have_the_posterior_of_their_standard_form()
    {
        const int Groups = 20, Each = 5;
        int[] group = [.. Enumerable.Range(0, Groups * Each).Select(static i => i / Each)];
        double[] x = [.. Enumerable.Range(0, Groups * Each).Select(static i => i % Each - 2.0)];
        double[] y = [.. Enumerable.Range(0, Groups * Each).Select(i =>
            1 + 0.5 * Noise(group[i] + 1) + (0.7 + 0.3 * Noise(group[i] + 501)) * x[i] + Noise(i + 3000))];
        Posterior natural = Inference.Fit(Define(standard: false), 1);
        Posterior byHand = Inference.Fit(Define(standard: true), 1);
        Assert.Equal("b", Assert.Single(natural.Parameterization).Name);
        Assert.Equal(VerdictLevel.Passed, natural.Verdict.Level);
        foreach (ParameterSummary exact in byHand.Summaries.Where(static s => s.Name[0] != 'z'))
        {
            // Both have Monte Carlo errors of some 0.02 standard deviations.
            double deviation = exact.Summary.StandardDeviation;
            Assert.Equal(exact.Summary.Mean, natural[exact.Name].Mean, 0.1 * deviation);
            Assert.Equal(deviation, natural[exact.Name].StandardDeviation, 0.1 * deviation);
        }

        Model Define(bool standard) => Model.Define(m =>
        {
            Tensor mu = m.Plate("coefficient", 2).Sample("mu", new Normal(0, 5));
            Tensor deviations = m.Plate("deviation", 2).Sample("sd", new HalfNormal(1));
            Tensor factor = Reshape(deviations, [2, 1]) * m.Sample("L", new LKJCholesky(2, 2));
            Plate plate = m.Plate("group", Groups);
            Tensor b = standard
                ? m.Report("b", mu + MatMul(
                    plate.Sample("z", new Independent(new Normal(Full(0, [2]), 1), 1)), Transpose(factor)))
                : plate.Sample("b", new MultivariateNormal(mu, factor));
            Tensor sigma = m.Sample("sigma", new HalfNormal(2)), byRow = Gather(b, group);
            Tensor design = Stack(Full(1, [x.Length]), x);
            m.Observe("y", new Normal(Sum(byRow * Transpose(design), 1), sigma), y);
        });
    }

    /// <summary>Against the quadrature: means to 0.05 standard deviations, standard deviations to 5 %. The maximum over
    /// groups of the Monte Carlo error of 4000 draws is about 3.5 / √4000 = 0.055, so of the groups the first ten are
    /// looked at.</summary>
    private static void RequireExact(NormalGroups data, Posterior posterior)
    {
        foreach (var (name, (mean, deviation)) in data.Moments())
        {
            Assert.Equal(mean, posterior[name].Mean, 0.05 * deviation);
            Assert.Equal(deviation, posterior[name].StandardDeviation, 0.05 * deviation);
        }
    }

    /// <summary>Numbers that look like standard normal ones, by Box and Muller's method from a lattice.</summary>
    internal static double Noise(int i)
    {
        double u = Fraction(0.5 + 0.6180339887498949 * i), v = Fraction(0.5 + 0.7548776662466927 * i);
        return Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v);
    }

    private static double Fraction(double x) => x - Math.Floor(x);
}
