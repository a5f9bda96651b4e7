using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;
using static Reparam.Tests.Variational.DrawnModels;

namespace Reparam.Tests.Variational;

/// <summary>Fits of models with discrete unknowns that are drawn, against sums over all values.</summary>
public sealed class DrawnFitTests
{
    // Of about fifty comparisons none is off by 4.5 standard errors more often than once in 2,000 seeds.
    private const double StandardErrors = 4.5;

    [Fact]
    public void Switches_of_which_the_sum_is_observed_are_those_of_the_enumeration()
    {
        Model model = Switches();
        Posterior posterior = Inference.Fit(model, seed: 1);
        double[] exact = Means(
            from theta in Grid(-6, 6, 600) from bits in Enumerable.Range(0, 64)
            select ((theta, z: bits), Switches(theta, bits)),
            static p => p.theta, static p => p.theta * p.theta, static p => p.z & 1, static p => (p.z >> 1) & 1,
            static p => p.z & (p.z >> 1) & 1);
        RequireMean(exact[0], exact[1] - exact[0] * exact[0], posterior["theta"].Mean, posterior);
        RequireShare(exact[2], posterior["z[1]"].Mean, posterior);
        RequireShare(exact[3], posterior["z[2]"].Mean, posterior);
        DiscreteDraws z = posterior.Discrete();
        RequireShare(exact[3], z.Probability(1, 1), posterior);
        // Together, which the product alone has wrong: weights correct it.
        RequireShare(exact[4], Enumerable.Range(0, z.Count).Average(d => z[d][0] * z[d][1]), posterior);
        Assert.Equal([0.0, 1.0], z.Values(0));
        Assert.Equal(posterior.Draws("z[2]"), z.Element(1));
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
    }

    [Fact]
    public void Counts_without_end_are_those_of_sums_cut_far_out()
    {
        Posterior posterior = Inference.Fit(Counts(), seed: 2);
        // Given the rate the sites are independent: one sum each.
        double[] rates = [.. Grid(0.01, 30, 3000)];
        double[][] sums = [.. rates.Select(rate => Trapped.Select(y => Enumerable.Range(0, 80)
            .Sum(k => Math.Exp(LogPoisson(k, rate) + LogNormal(y, k, 0.8)))).ToArray())];
        double[][] firsts = [.. rates.Select(rate => Trapped.Select(y => Enumerable.Range(0, 80)
            .Sum(k => k * Math.Exp(LogPoisson(k, rate) + LogNormal(y, k, 0.8)))).ToArray())];
        double[][] seconds = [.. rates.Select(rate => Trapped.Select(y => Enumerable.Range(0, 80)
            .Sum(k => k * k * Math.Exp(LogPoisson(k, rate) + LogNormal(y, k, 0.8)))).ToArray())];
        double[] exact = Means(Enumerable.Range(0, rates.Length).Select(i =>
                (i, Math.Log(rates[i]) - 0.3 * rates[i] + sums[i].Sum(Math.Log))),
            i => rates[i], i => rates[i] * rates[i], i => firsts[i][0] / sums[i][0], i => firsts[i][4] / sums[i][4],
            i => seconds[i][0] / sums[i][0], i => seconds[i][4] / sums[i][4],
            i => Math.Exp(LogPoisson(3, rates[i]) + LogNormal(Trapped[0], 3, 0.8)) / sums[i][0]);
        RequireMean(exact[0], exact[1] - exact[0] * exact[0], posterior["rate"].Mean, posterior);
        RequireMean(exact[2], exact[4] - exact[2] * exact[2], posterior["n[1]"].Mean, posterior);
        RequireMean(exact[3], exact[5] - exact[3] * exact[3], posterior["n[5]"].Mean, posterior);
        RequireShare(exact[6], posterior.Discrete("n").Probability(0, 3), posterior);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
    }

    [Fact]
    public void Animals_at_sites_are_those_of_sums_cut_far_out()
    {
        Posterior posterior = Inference.Fit(Sites(), seed: 3);
        double Site(int site, double lambda, double p, Func<int, double> f)
        {
            double sum = 0;
            for (int n = (int)Caught[(3 * site)..(3 * site + 3)].Max(); n < 90; n++)
            {
                double log = LogPoisson(n, lambda);
                for (int j = 0; j < 3; j++)
                {
                    log += MathNet.Numerics.Distributions.Binomial.PMFLn(p, n, (int)Caught[3 * site + j]);
                }
                sum += f(n) * Math.Exp(log);
            }
            return sum;
        }
        double[] exact = Means(
            from lambda in Grid(0.2, 40, 150)
            from p in Grid(0.01, 0.99, 80)
            select ((lambda, p), Math.Log(lambda) - 0.2 * lambda + 3 * Math.Log(p * (1 - p))
                + Enumerable.Range(0, 4).Sum(i => Math.Log(Site(i, lambda, p, static _ => 1)))),
            static x => x.lambda, static x => x.lambda * x.lambda, static x => x.p, static x => x.p * x.p,
            x => Site(0, x.lambda, x.p, static n => n) / Site(0, x.lambda, x.p, static _ => 1),
            x => Site(0, x.lambda, x.p, static n => n * n) / Site(0, x.lambda, x.p, static _ => 1));
        RequireMean(exact[0], exact[1] - exact[0] * exact[0], posterior["lambda"].Mean, posterior);
        RequireMean(exact[2], exact[3] - exact[2] * exact[2], posterior["p"].Mean, posterior);
        RequireMean(exact[4], exact[5] - exact[4] * exact[4], posterior["n[1]"].Mean, posterior);
        // No count below what was seen.
        Assert.Equal(4, posterior.Discrete("n").Values(0)[0]);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
    }

    [Fact]
    public void Spins_that_pull_a_little_are_those_of_the_enumeration()
    {
        Posterior posterior = Inference.Fit(Spins(0.3), seed: 4);
        double[] exact = Means(
            from field in Grid(-2.5, 2.5, 250) from bits in Enumerable.Range(0, 256)
            select ((field, z: bits), Spins(0.3, 8, field, bits)),
            static p => p.field * p.field, static p => (p.z & 1) == ((p.z >> 1) & 1) ? 1 : 0,
            static p => Math.Pow(p.field, 4));
        DiscreteDraws z = posterior.Discrete();
        RequireMean(exact[0], exact[2] - exact[0] * exact[0],
            posterior.Draws("field").Average(static f => f * f), posterior);
        RequireShare(exact[1], Enumerable.Range(0, z.Count).Average(d => z[d][0] == z[d][1] ? 1.0 : 0), posterior);
        RequireShare(0.5, posterior["z[4]"].Mean, posterior);
    }

    [Fact]
    public void What_one_product_cannot_hold_is_held_by_a_mixture_or_not_passed()
    {
        // All up and all down are as likely as each other.
        foreach (ulong seed in (ulong[])[1, 2])
        {
            Posterior posterior = Inference.Fit(Spins(1.5), seed);
            Assert.True(Math.Abs(posterior["z[4]"].Mean - 0.5) < 0.05
                || posterior.Verdict.Level != VerdictLevel.Passed, posterior.ToString());
        }
        // Two ends of each of five pairs: more modes than are fitted.
        Posterior pairs = Inference.Fit(Model.Define(m =>
        {
            Tensor field = m.Sample("field", new Normal(0, 0.3));
            Tensor z = m.Plate("spin", 10).Sample("z", new Bernoulli(0.5));
            Tensor spin = Reshape(2 * z - 1, [5, 2]);
            m.Factor("pull", 4 * Sum(Slice(spin, 1, 0, 1) * Slice(spin, 1, 1, 2)) + field * Sum(spin));
        }), seed: 1);
        Assert.NotEqual(VerdictLevel.Passed, pairs.Verdict.Level);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Some_unknowns_are_summed_out_and_others_drawn_in_one_model(bool isAsked)
    {
        Model model = Both(isAsked);
        Assert.Equal(isAsked ? ["kind", "on"] : ["on"], model.Drawn.Select(static d => d.Name));
        Assert.Equal(isAsked ? [] : ["kind"], model.Summations.Select(static s => s.Name));
        Posterior posterior = Inference.Fit(model, seed: 5);
        int[][] kinds = [.. Enumerable.Range(0, 8).Select(static k => new[] { k & 1, (k >> 1) & 1, k >> 2 })];
        int[][] ons = [.. Enumerable.Range(0, 9).Select(static k => new[] { k / 3, k % 3 })];
        double[] exact = Means(
            from mu in Grid(-5, 5, 400) from kind in kinds from states in ons
            select ((mu, kind, states), Both(mu, kind, states)),
            static p => p.mu, static p => p.mu * p.mu, static p => p.kind[1], static p => p.states[0] == 2 ? 1 : 0,
            static p => p.states[1] == 1 ? 1 : 0);
        RequireMean(exact[0], exact[1] - exact[0] * exact[0], posterior["mu"].Mean, posterior);
        RequireShare(exact[2], posterior.Discrete("kind").Probability(1, 1), posterior);
        RequireShare(exact[2], posterior["kinds[2]=1"].Mean, posterior);
        RequireShare(exact[3], posterior.Discrete("on").Probability(0, 2), posterior);
        RequireShare(exact[4], posterior["ons[2]=1"].Mean, posterior);
        Assert.True(posterior.Verdict.Level == VerdictLevel.Passed, posterior.ToString());
    }

    [Fact]
    public void The_same_bits_come_on_any_number_of_threads()
    {
        Posterior one = Inference.Fit(Switches(), seed: 6, new() { Threads = 1 }),
            two = Inference.Fit(Switches(), seed: 6, new() { Threads = 2 });
        Assert.Equal(one.LogDensities, two.LogDensities);
        Assert.Equal(one.ToString(), two.ToString());
    }

    [Fact]
    public void Replicated_data_and_pointwise_log_likelihoods_are_given_the_draws()
    {
        Posterior posterior = Inference.Fit(Counts(), seed: 7);
        IReadOnlyList<double> n = posterior.Draws("n[2]");
        double[,] pointwise = posterior.LogLikelihood();
        for (int d = 0; d < 10; d++)
        {
            Assert.Equal(LogNormal(Trapped[1], n[d], 0.8), pointwise[d, 1], 1e-12);
        }
        // E[y_rep - n] = 0 with standard deviation 0.8.
        PredictiveDraws replicated = posterior.PredictiveDraws();
        double error = Enumerable.Range(0, replicated.Count).Average(d => replicated[d][1] - n[d]);
        Assert.InRange(Math.Abs(error), 0, StandardErrors * 0.8 / Math.Sqrt(replicated.Count));
        Assert.Equal(Trapped.Length, posterior.LeaveOneOut().Points.Length);
    }

    [Fact]
    public void Options_that_do_not_go_with_draws_are_refused_by_name()
    {
        const string Why = ", which does not go with the model: its discrete unknown 'z' is drawn, as it could not " +
            "be summed out (Observe 'y' takes several elements together, by 'sum' of shape []).";
        RequireRefused("FitOptions.Objective: 'R",
            new() { Objective = new RenyiObjective(0.5), Algorithm = new FreshDraws() });
        RequireRefused("FitOptions.Algorithm: FixedDraws", new() { Algorithm = new FixedDraws() });
        RequireRefused("FitOptions.Algorithm: LaplaceApproximation", new() { Algorithm = new LaplaceApproximation() });
        RequireRefused("FitOptions.Steps: ",
            new() { Algorithm = new FreshDraws { Steps = new NaturalGradientSteps() } });
        RequireRefused("FitOptions.DrawsPerStep: ", new() { Algorithm = new FreshDraws { DrawsPerStep = 1 } });
        RequireRefused("FitOptions.Family: ",
            new() { Family = new GaussianMixtureFamily(2), Algorithm = new FreshDraws() });
        RequireRefused("FitOptions.Starts: ", new() { Starts = 2 });

        static void RequireRefused(string start, FitOptions options)
        {
            string message = Assert.Throws<ArgumentException>(() => Inference.Fit(Switches(), 1, options)).Message;
            Assert.StartsWith(start, message, StringComparison.Ordinal);
            Assert.Contains(Why, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Data_that_no_values_allow_are_an_error() => Assert.StartsWith(
        "The log density is not finite at 64 points, the integers at all levels of their ranges.",
        Assert.Throws<FitException>(() => Inference.Fit(Model.Define(m =>
        {
            Tensor z = m.Plate("i", 3).Sample("z", new Bernoulli(0.5)), p = m.Sample("p", new Beta(2, 2));
            m.Observe("y", new Binomial(Sum(z), p), 5);
        }), seed: 1)).Message, StringComparison.Ordinal);

    private static void RequireMean(double exact, double variance, double mean, Posterior posterior) =>
        Assert.True(Math.Abs(mean - exact) <= StandardErrors * Math.Sqrt(variance / posterior.EffectiveSampleSize),
            FormattableString.Invariant($"{mean} is not {exact}, of variance {variance}.\n{posterior}"));

    private static void RequireShare(double exact, double share, Posterior posterior) =>
        RequireMean(exact, exact * (1 - exact), share, posterior);
}
