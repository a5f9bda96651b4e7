using System.Text.Json;
using Reparam.Distributions;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public class KullbackLeiblerTests
{
    [Fact]
    public void Accuracy_is_kept_where_both_are_close_and_where_parameters_are_large()
    {
        string path = RepositoryRoot.File("tests/Reparam.Tests/Reference/divergences.json");
        var failures = new List<string>();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonElement c in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            DivergenceCase family = DivergenceCase.All.Single(d => d.Type.Name == c.GetProperty("family").GetString());
            double expected = c.GetProperty("divergence").GetDouble(), actual = KullbackLeibler.Divergence(
                family.At(Values(c.GetProperty("p"))), family.At(Values(c.GetProperty("q")))).ToDouble();
            double error = Math.Abs(actual / expected - 1);
            if (error > c.GetProperty("allowed").GetDouble())
            {
                failures.Add($"{c}: {actual:R}, relative error {error:E1}.");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Batches_broadcast()
    {
        Tensor divergence = KullbackLeibler.Divergence(
            new Normal(new double[] { 0, 1 }, 1), new Normal(From([0, 2, 4], [3, 1]), 2));

        Assert.Equal(Shape.Create([3, 2]), divergence.Shape);
        double[] values = divergence.ToArray();
        Assert.Equal(KullbackLeibler.Divergence(new Normal(1, 1), new Normal(4, 2)).ToDouble(), values[5]);
        Assert.Equal(Shape.Create([3]), KullbackLeibler.Divergence(
            new Normal(0, 1), new Gamma(new double[] { 1, 2, 3 }, 1)).Shape);
    }

    [Fact]
    public void Batches_of_vectors_broadcast()
    {
        Tensor means = From([0.1, 0.2, -0.4, 1.3], [2, 2]), factor = From([0.7, 0, 0.3, 1.1], [2, 2]);
        Tensor q = Constant([0.3, 0.4], [2]), scale = Constant([0.8, 1.7], [2]);
        Distribution[] second = [new MultivariateNormal(q, factor), new Independent(new Normal(q, scale))];
        foreach (Distribution one in second)
        {
            double[] batch = KullbackLeibler.Divergence(new MultivariateNormal(means, factor), one).ToArray();
            double[] diagonal = KullbackLeibler.Divergence(new Independent(new Normal(means, scale)), one).ToArray();
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal(KullbackLeibler.Divergence(new MultivariateNormal(means[i], factor), one).ToDouble(),
                    batch[i], 1e-15);
                Assert.Equal(KullbackLeibler.Divergence(new Independent(new Normal(means[i], scale)), one).ToDouble(),
                    diagonal[i], 1e-15);
            }
        }
    }

    [Fact]
    public void Independent_parts_are_summed_over_the_axes_that_both_made_events()
    {
        Tensor loc = Constant([1, 2, 3, 4, 5, 6], [2, 3]);
        var p = new Normal(loc, 1);
        var q = new Normal(0, 2);
        var parts = new Independent(p, 2);
        var zero = new Independent(new Normal(Full(0, [2, 3]), 2), 2);

        Assert.Equal(KullbackLeibler.Divergence(p, q).ToArray().Sum(),
            KullbackLeibler.Divergence(parts, zero).ToDouble(), 1e-13);
        Assert.Equal(KullbackLeibler.Divergence(parts, zero).ToDouble(), KullbackLeibler.Divergence(
            new Independent(new Independent(p)), zero).ToDouble(), 1e-13);
    }

    [Fact]
    public void Transformed_distributions_are_compared_by_their_sources_where_bijectors_are_equal()
    {
        var p = new TransformedDistribution(new Normal(0, 1), new Reparam.Bijectors.Exp());
        var q = new TransformedDistribution(new Normal(1, 2), new Reparam.Bijectors.Exp());

        Assert.Equal(KullbackLeibler.Divergence(new LogNormal(0, 1), new LogNormal(1, 2)).ToDouble(),
            KullbackLeibler.Divergence(p, q).ToDouble());
        Assert.False(KullbackLeibler.TryDivergence(
            p, new TransformedDistribution(new Normal(1, 2), new Reparam.Bijectors.Softplus()), out _));
    }

    [Fact]
    public void Mass_where_the_other_has_none_is_infinitely_far()
    {
        static double Of(Distribution p, Distribution q) => KullbackLeibler.Divergence(p, q).ToDouble();

        Assert.Equal(double.PositiveInfinity, Of(new Normal(0, 1), new Gamma(1, 1)));
        Assert.Equal(double.PositiveInfinity, Of(new Uniform(-0.5, 0.5), new Exponential(1)));
        Assert.Equal(double.PositiveInfinity, Of(new Uniform(0, 2), new Uniform(0, 1)));
        Assert.Equal(double.PositiveInfinity, Of(new Uniform(0.5, 1.5), new Beta(2, 2)));
        Assert.Equal(double.PositiveInfinity, Of(new Pareto(1, 2), new Pareto(1.5, 2)));
        Assert.Equal(double.PositiveInfinity, Of(new Bernoulli(0.5), new Bernoulli(0)));
        Assert.Equal(double.PositiveInfinity, Of(new Poisson(2), new Bernoulli(0.5)));
        Assert.Equal(Math.Log(2), Of(new Bernoulli(0), new Bernoulli(0.5)), 1e-15);
        Assert.Equal(Math.Log(2), Of(new Uniform(0, 1), new Uniform(0, 2)), 1e-15);
        Assert.Equal(0, Of(new Uniform(0, 1), new Beta(1, 1)), 1e-15);
    }

    [Fact]
    public void A_pair_without_a_closed_form_is_refused_by_name_and_can_be_estimated()
    {
        Distribution p = new Logistic(0, 1), q = new StudentT(5, 0, 1);

        Assert.False(KullbackLeibler.TryDivergence(p, q, out Tensor? none));
        Assert.Null(none);
        string message = Assert.Throws<NotSupportedException>(() => KullbackLeibler.Divergence(p, q)).Message;
        Assert.Contains("from Logistic to StudentT", message, StringComparison.Ordinal);
        Assert.Contains("KullbackLeibler.Estimate", message, StringComparison.Ordinal);
        Assert.True(KullbackLeibler.Estimate(p, q, 5000, seed: 1).Value.ToDouble() > 0);

        message = Assert.Throws<NotSupportedException>(() =>
            KullbackLeibler.Divergence(new Binomial(3, 0.5), new Binomial(4, 0.5))).Message;
        Assert.Contains("only where totalCount is the same", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Different_events_and_batches_are_refused_with_both_shapes()
    {
        var p = new Normal(new double[] { 0, 1 }, 1);

        string message = Assert.Throws<ArgumentException>(() =>
            KullbackLeibler.Divergence(new Independent(p), new Normal(0, 1))).Message;
        Assert.Contains("events of shape [2]", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() =>
            KullbackLeibler.Divergence(p, new Normal(new double[] { 0, 1, 2 }, 1))).Message;
        Assert.Contains("[2], and Normal, [3], do not broadcast", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_estimate_has_its_standard_error_and_depends_on_the_seed_alone()
    {
        var p = new Normal(new double[] { 0, 1 }, 1);
        var q = new Laplace(0, 1);
        double[] exact = KullbackLeibler.Divergence(p, q).ToArray();
        DivergenceEstimate estimate = KullbackLeibler.Estimate(p, q, 20_000, seed: 5);

        Assert.Equal(20_000, estimate.Draws);
        for (int i = 0; i < 2; i++)
        {
            double error = estimate.StandardError.ToArray()[i];
            Assert.InRange(error, 1e-4, 0.02);
            // Five standard errors: one false alarm in 1.7e6.
            Assert.InRange(estimate.Value.ToArray()[i], exact[i] - 5 * error, exact[i] + 5 * error);
        }
        Assert.Equal(estimate.Value.ToArray(), KullbackLeibler.Estimate(p, q, 20_000, seed: 5).Value.ToArray());
        Assert.NotEqual(estimate.Value.ToArray(), KullbackLeibler.Estimate(p, q, 20_000, seed: 6).Value.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => KullbackLeibler.Estimate(p, q, 1, seed: 5));
    }

    [Fact]
    public void An_estimate_is_infinite_where_a_draw_has_no_density()
    {
        DivergenceEstimate estimate = KullbackLeibler.Estimate(new Bernoulli(0.5), new Bernoulli(0), 100, seed: 1);

        Assert.Equal(double.PositiveInfinity, estimate.Value.ToDouble());
        Assert.Equal(double.NaN, estimate.StandardError.ToDouble());
    }

    [Fact]
    public void A_pair_is_registered_once()
    {
        KullbackLeibler.Register<Point, Normal>(static (p, q) => -q.LogProb(p.Value));

        Assert.Contains((typeof(Point), typeof(Normal)), KullbackLeibler.Pairs);
        Assert.Equal(HalfLogTwoPi,
            KullbackLeibler.Divergence(new Point(1), new Normal(1, 1)).ToDouble(), 1e-15);
        Assert.Contains("from Point to Normal is registered already", Assert.Throws<ArgumentException>(() =>
            KullbackLeibler.Register<Point, Normal>(static (_, _) => 0)).Message, StringComparison.Ordinal);
        Assert.Contains("from Normal to Laplace is registered already", Assert.Throws<ArgumentException>(() =>
            KullbackLeibler.Register<Normal, Laplace>(static (_, _) => 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_from_many_threads_lets_one_win()
    {
        int wins = 0;
        Parallel.For(0, 32, _ =>
        {
            try
            {
                KullbackLeibler.Register<Point, Point>(static (_, _) => 0);
                Interlocked.Increment(ref wins);
            }
            catch (ArgumentException)
            {
            }
        });

        Assert.Equal(1, wins);
    }

    [Fact]
    public void The_page_lists_the_pairs()
    {
        string path = RepositoryRoot.File("docs/divergences.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = page.IndexOf("| p |", StringComparison.Ordinal);
        int end = page.IndexOf("\n\n", start, StringComparison.Ordinal);
        string expected = DivergencePage.Table();
        if (Environment.GetEnvironmentVariable("REPARAM_ACCEPT") == "1")
        {
            File.WriteAllText(path, page = page[..start] + expected + page[end..]);
            end = start + expected.Length;
        }
        Assert.True(page[start..end] == expected, "docs/divergences.md does not list the registered pairs:\n\n  "
            + "REPARAM_ACCEPT=1 dotnet test -c Release tests/Reparam.Tests --filter The_page_lists_the_pairs\n");
    }

    private static double[] Values(JsonElement array) => [.. array.EnumerateArray().Select(static v => v.GetDouble())];

    private sealed record Point(Tensor Value) : Distribution
    {
        public override Support Support => Support.Real;

        public override Shape BatchShape => Value.Shape;

        public override Tensor LogProb(Tensor x) => Select(Equal(x, Value), 0, double.NegativeInfinity);
    }
}
