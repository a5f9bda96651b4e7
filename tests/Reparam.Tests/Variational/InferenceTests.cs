using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class InferenceTests
{
    private static readonly Model Schools = Model.Define(m =>
    {
        double[] effect = [28, 8, -3, 7, -1, 1, 18, 12], error = [15, 10, 16, 11, 9, 11, 10, 18];
        Tensor mu = m.Sample("mu", new Normal(0, 5)), tau = m.Sample("tau", new HalfCauchy(5));
        Plate schools = m.Plate("school", 8);
        Tensor z = schools.Sample("z", new Normal(0, 1));
        m.Report("theta", mu + tau * z);
        schools.Observe("y", new Normal(mu + tau * z, error), effect);
    });

    public static TheoryData<string> Algorithms => ["fixed", "fresh"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads(string algorithm)
    {
        Posterior Fit(ulong seed, int threads) =>
            Inference.Fit(Schools, seed, new() { Threads = threads, Algorithm = Algorithm(algorithm, quick: true) });
        Posterior one = Fit(5, 1), two = Fit(5, 2), other = Fit(6, 1);
        Assert.Equal(one.Elbo, two.Elbo);
        Assert.Equal(one.ParetoShape, two.ParetoShape);
        Assert.Equal(one.Evaluations, two.Evaluations);
        Assert.Equal(one.LogDensities, two.LogDensities);
        Assert.Equal(one.Rounds, two.Rounds);
        Assert.Equal(one.ToString(), two.ToString());
        foreach (ParameterSummary summary in one.Summaries)
        {
            Assert.Equal(one.Draws(summary.Name), two.Draws(summary.Name));
            Assert.Equal(summary.Summary, two[summary.Name]);
            Assert.NotEqual(one.Draws(summary.Name), other.Draws(summary.Name));
        }
        Assert.NotEqual(one.Elbo, other.Elbo);
    }

    [Fact]
    public void Fixed_and_fresh_draws_come_to_the_same_posterior()
    {
        double[] dose = [-0.86, -0.3, -0.05, 0.73], deaths = [0, 1, 3, 5];
        Model model = Model.Define(m =>
        {
            Tensor alpha = m.Sample("alpha", new Normal(0, 2)), beta = m.Sample("beta", new Normal(5, 5));
            m.Observe("deaths", Binomial.FromLogits(5, alpha + beta * dose), deaths);
        });
        Posterior still = Inference.Fit(model, seed: 1);
        Posterior fresh = Inference.Fit(model, seed: 1, options: new() { Algorithm = new FreshDraws() });
        Assert.Equal(still.Elbo, fresh.Elbo, 5 * (still.ElboStandardError + fresh.ElboStandardError));
        foreach (string name in new[] { "alpha", "beta" })
        {
            double sd = still[name].StandardDeviation;
            Assert.Equal(still[name].Mean, fresh[name].Mean, 0.1 * sd);
            Assert.Equal(sd, fresh[name].StandardDeviation, 0.1 * sd);
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Draws_of_constrained_unknowns_lie_in_their_supports(string algorithm)
    {
        double[] counts = [3, 0, 1];
        Model model = Model.Define(m =>
        {
            m.Observe("wait", new Exponential(m.Sample("rate", new Gamma(2, 1))), new[] { 0.2 });
            m.Observe("heads", new Binomial(3, m.Sample("p", new Beta(1, 1))), 3);
            Tensor w = m.Sample("w", new Dirichlet(new double[] { 1, 1, 1 }));
            m.Factor("counts", XLogY(counts, w));
            m.Sample("u", new Uniform(-1, 2));
            m.Sample("cut", new OrderedPair());
        });
        Posterior posterior = Inference.Fit(
            model, seed: 1, options: new() { Algorithm = Algorithm(algorithm, quick: true) });
        Assert.All(posterior.Draws("rate"), static v => Assert.True(v > 0));
        Assert.All(posterior.Draws("p"), static v => Assert.InRange(v, 0, 1));
        Assert.All(posterior.Draws("u"), static v => Assert.InRange(v, -1, 2));
        for (int d = 0; d < posterior.LogDensities.Count; d++)
        {
            double[] w = [.. Enumerable.Range(1, 3).Select(i => posterior.Draws($"w[{i}]")[d])];
            Assert.All(w, static v => Assert.InRange(v, 0, 1));
            Assert.Equal(1, w.Sum(), 1e-12);
            Assert.True(posterior.Draws("cut[1]")[d] < posterior.Draws("cut[2]")[d]);
        }
        // Three heads of three: Beta(4, 1), whose mean is 4/5.
        Assert.Equal(0.8, posterior["p"].Mean, 0.02);
    }

    [Fact]
    public void The_log_densities_are_those_of_the_draws()
    {
        Posterior posterior = Inference.Fit(Schools, seed: 3);
        for (int d = 0; d < 20; d++)
        {
            double[] point =
            [
                posterior.Draws("mu")[d], Math.Log(posterior.Draws("tau")[d]),
                .. Enumerable.Range(1, 8).Select(j => posterior.Draws($"z[{j}]")[d]),
            ];
            Assert.Equal(Models.LogJoint.At(Schools.LogDensity, point).Value, posterior.LogDensities[d], 1e-10);
            Assert.Equal(
                posterior.Draws("mu")[d] + posterior.Draws("tau")[d] * posterior.Draws("z[3]")[d],
                posterior.Draws("theta[3]")[d], 1e-12);
        }
    }

    [Fact]
    public void As_many_draws_are_given_as_were_asked_for()
    {
        Posterior posterior = Inference.Fit(Schools, seed: 3, options: new() { PosteriorDraws = 123 });
        Assert.Equal(123, posterior.LogDensities.Count);
        Assert.All(posterior.Summaries, s => Assert.Equal(123, posterior.Draws(s.Name).Count));
    }

    [Fact]
    public void A_name_that_is_not_there_is_refused_with_those_that_are()
    {
        Posterior posterior = Inference.Fit(LogDensity.Over(2, x => -Sum(Square(x))), seed: 1);
        const string expected = "There is no 'y' in this posterior. It holds: x[1], x[2].";
        Assert.Equal(expected, Assert.Throws<KeyNotFoundException>(() => posterior.Draws("y")).Message);
        Assert.Equal(expected, Assert.Throws<KeyNotFoundException>(() => posterior["y"]).Message);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Cancellation_stops_a_fit_before_and_while_it_runs(string algorithm)
    {
        using var source = new CancellationTokenSource();
        var reports = new List<FitProgress>();
        var progress = new Reporter(report =>
        {
            reports.Add(report);
            if (report.Phase.StartsWith("full-rank", StringComparison.Ordinal))
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Inference.Fit(
            Schools, seed: 1, options: new() { Algorithm = Algorithm(algorithm, quick: false) }, progress,
            source.Token));
        Assert.Single(reports, static r => r.Phase.StartsWith("full-rank", StringComparison.Ordinal));
        Assert.DoesNotContain(reports, static r => r.Phase == "weights");
        Assert.ThrowsAny<OperationCanceledException>(
            () => Inference.Fit(Schools, seed: 1, cancellationToken: source.Token));
    }

    [Fact]
    public void A_density_that_is_finite_nowhere_is_refused_with_the_term_that_is_not()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Factor("impossible", Log(-1 - Square(mu)));
        });
        var e = Assert.Throws<FitException>(() => Inference.Fit(model, seed: 1));
        Assert.Contains("The log density is not finite at the origin of unconstrained space", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("'impossible' (NaN at the origin, finite at 0 of 64 points)", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("Check that", e.Message, StringComparison.Ordinal);
    }

    private static FitAlgorithm Algorithm(string name, bool quick) => name == "fixed" ? new FixedDraws()
        : new FreshDraws { MaximumSteps = quick ? 1500 : 20_000 };

    /// <summary>Reports on the spot: Progress&lt;T&gt; would post them elsewhere.</summary>
    private sealed class Reporter(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }

    /// <summary>An ordered pair around the origin.</summary>
    private sealed record OrderedPair : Distribution
    {
        public override Support Support => Support.Ordered;

        public override Shape BatchShape => Shape.Scalar;

        public override Shape EventShape => [2];

        public override Tensor LogProb(Tensor x) => -0.5 * Sum(Square(x), -1);
    }
}
