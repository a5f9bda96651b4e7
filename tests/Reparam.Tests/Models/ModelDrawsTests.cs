using MathNet.Numerics;
using Reparam.Data;
using Reparam.Diagnostics;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

/// <summary>What follows from posterior draws for the data, where it is known in closed form. Statistical assertions
/// allow five standard errors, which fewer than one seed in a million exceeds; seeds are fixed.</summary>
public sealed class ModelDrawsTests
{
    private const double Prior = 2, Noise = 1.5;

    private static readonly double[] Observed = [1.2, 0.4, 2.2, 1.7, -0.3, 0.9, 3.1, -1.4];

    [Fact]
    public void Pointwise_log_likelihoods_are_the_densities_at_each_draw()
    {
        double[,] points = { { 0.5, 0.1 }, { -1, 0.4 }, { 2, -0.7 } };
        var draws = new ModelDraws(TwoObservations(), points, seed: 1);
        double[,] actual = draws.LogLikelihood();
        Assert.Equal((3, 8 + 3), (actual.GetLength(0), actual.GetLength(1)));
        for (int d = 0; d < 3; d++)
        {
            double mu = points[d, 0], sigma = Math.Exp(points[d, 1]);
            for (int i = 0; i < 8; i++)
            {
                double z = (Observed[i] - mu) / sigma;
                Assert.Equal(-0.5 * z * z - Math.Log(sigma) - 0.5 * Math.Log(2 * Math.PI), actual[d, i], 1e-12);
            }
            for (int i = 0; i < 3; i++)
            {
                double rate = Math.Exp(mu), count = i + 1;
                Assert.Equal(count * mu - rate - SpecialFunctions.GammaLn(count + 1), actual[d, 8 + i], 1e-12);
            }
        }
        Assert.Equal(3, draws.LogLikelihood("count").GetLength(1));
        Assert.Equal(points, draws.Unconstrained());
        Assert.Equal(actual[1, 9], draws.Take(2).LogLikelihood()[1, 9]);
    }

    [Fact]
    public void Rows_of_a_source_give_what_the_same_numbers_give_in_memory()
    {
        const int rows = 2500;
        double[] x = [.. Enumerable.Range(0, rows).Select(i => Math.Sin(i))],
            y = [.. x.Select((v, i) => 0.5 * v + Math.Cos(7.0 * i))];
        Model streamed = Model.Define(m =>
        {
            Rows all = m.Rows("row", new MemoryRows().With("x", x).With("y", y));
            all.Observe("y", new Normal(m.Sample("slope", new Normal(0, 1)) * all.Column("x"), 0.8), all.Column("y"));
        });
        Model constant = Model.Define(m => m.Observe("y", new Normal(m.Sample("slope", new Normal(0, 1)) * x, 0.8), y));
        double[,] points = { { 0.4 }, { 0.5 }, { 0.61 }, { 0.45 } };
        var expected = new ModelDraws(constant, points, seed: 3);
        var actual = new ModelDraws(streamed, points, seed: 3);
        Assert.Equal(expected.LogLikelihood(), actual.LogLikelihood());
        LeaveOneOut estimate = actual.LeaveOneOut();
        Assert.Equal(rows, estimate.Points.Length);
        Assert.Equal(expected.LeaveOneOut().Elpd, estimate.Elpd);
        PredictiveDraws replicated = actual.PredictiveDraws();
        Assert.Equal((Shape.Create([rows]), 4), (replicated.Shape, replicated.Count));
        for (int d = 0; d < 4; d++)
        {
            double[] noise = [.. Enumerable.Range(0, rows).Select(i => (replicated[d][i] - points[d, 0] * x[i]) / 0.8)];
            Assert.InRange(noise.Average(), -5 / Math.Sqrt(rows), 5 / Math.Sqrt(rows));
            Assert.InRange(noise.Sum(e => e * e) / rows, 1 - 5 * Math.Sqrt(2.0 / rows), 1 + 5 * Math.Sqrt(2.0 / rows));
            Assert.Equal(rows, noise.Distinct().Count());
        }
        Assert.Contains("are rows of a source",
            Assert.Throws<NotSupportedException>(() => actual.Check()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaving_out_one_value_of_a_conjugate_normal_model_is_exact()
    {
        Posterior posterior = Fit();
        LeaveOneOut actual = posterior.LeaveOneOut();
        for (int i = 0; i < Observed.Length; i++)
        {
            var (mean, variance) = Conjugate([.. Observed.Where((_, j) => j != i)]);
            double predictive = variance + Noise * Noise, residual = Observed[i] - mean;
            double expected = -0.5 * residual * residual / predictive - 0.5 * Math.Log(2 * Math.PI * predictive);
            LeaveOneOutPoint point = actual.Points[i];
            Assert.InRange(point.Elpd, expected - 5 * point.MonteCarloStandardError,
                expected + 5 * point.MonteCarloStandardError);
            Assert.InRange(point.MonteCarloStandardError, 1e-5, 0.05);
        }
        Assert.True(actual.IsReliable);
        // One parameter.
        Assert.InRange(actual.EffectiveParameters, 0.3, 1.7);
    }

    [Fact]
    public void Replicated_data_have_the_moments_of_the_posterior_predictive_distribution()
    {
        var (mean, variance) = Conjugate(Observed);
        PredictiveDraws replicated = Fit().PredictiveDraws();
        double sd = Math.Sqrt(variance + Noise * Noise), n = replicated.Count;
        for (int i = 0; i < Observed.Length; i++)
        {
            double[] element = replicated.Element(i);
            Assert.InRange(element.Average(), mean - 5 * sd / Math.Sqrt(n), mean + 5 * sd / Math.Sqrt(n));
            double spread = element.Sum(v => (v - mean) * (v - mean)) / n / (sd * sd);
            Assert.InRange(spread, 1 - 5 * Math.Sqrt(2 / n), 1 + 5 * Math.Sqrt(2 / n));
        }
        // Two values share the unknown and nothing else.
        double[] first = replicated.Element(0), second = replicated.Element(1);
        double covariance = first.Zip(second, (a, b) => (a - mean) * (b - mean)).Sum() / n;
        double error = Math.Sqrt((sd * sd * sd * sd + variance * variance) / n);
        Assert.InRange(covariance, variance - 5 * error, variance + 5 * error);
    }

    [Fact]
    public void Checks_find_what_the_model_does_not_give_and_nothing_else()
    {
        double[] counts = [0, 0, 0, 0, 0, 0, 9, 12, 0, 0, 8, 0, 0, 11, 0, 0, 0, 10, 0, 0];
        Posterior poisson = Inference.Fit(Model.Define(m =>
            m.Plate("row", 20).Observe("y", Poisson.FromLogRate(m.Sample("log_rate", new Normal(0, 2))), counts)), 1);
        IReadOnlyList<PredictiveCheck> checks = poisson.Check(statistics:
            new Dictionary<string, Func<double[], double>> { ["range"] = static y => y.Max() - y.Min() });
        Assert.Equal(["mean", "sd", "min", "max", "share of zeros", "range"], checks.Select(c => c.Statistic));
        Assert.Equal(0.75, checks[4].Observed);
        Assert.InRange(checks[4].TailProbability, 0, 0.001);
        Assert.InRange(checks[1].TailProbability, 0, 0.001);
        Assert.False(checks[0].IsExtreme);
        Assert.True(checks[4].IsExtreme && checks[5].IsExtreme);
        IReadOnlyList<PredictiveCheck> normal = Fit().Check();
        Assert.Equal(["mean", "sd", "min", "max"], normal.Select(c => c.Statistic));
        Assert.DoesNotContain(normal, c => c.IsExtreme);
    }

    [Fact]
    public void The_same_seed_gives_the_same_replicates_and_another_gives_others()
    {
        var points = new double[,] { { 0.3 }, { 0.7 } };
        double[] Values(ulong seed) => new ModelDraws(Normal(Observed), points, seed).PredictiveDraws()[1].ToArray();
        Assert.Equal(Values(5), Values(5));
        Assert.NotEqual(Values(5), Values(6));
        // Equal draws of the unknowns have noise of their own.
        var twice = new ModelDraws(Normal(Observed), new double[,] { { 0.3 }, { 0.3 } }, 5).PredictiveDraws();
        Assert.NotEqual(twice[0].ToArray(), twice[1].ToArray());
    }

    [Fact]
    public void Parameters_shared_by_a_plate_have_noise_of_their_own_in_each_element()
    {
        Model model = Model.Define(m => m.Plate("g", 2).Nested("r", 3).Observe(
            "y", new Normal(Reshape(m.Plate("g2", 2).Sample("mu", new Normal(0, 1)), [2, 1]), 0.5), Full(0.2, [2, 3])));
        PredictiveDraws draws = new ModelDraws(model, new double[,] { { 100, -100 } }, 1).PredictiveDraws();
        Assert.Equal([2, 3], draws.Shape);
        double[] values = draws[0].ToArray();
        Assert.Equal(6, values.Distinct().Count());
        Assert.All(values[..3], v => Assert.InRange(v, 95, 105));
        Assert.All(values[3..], v => Assert.InRange(v, -105, -95));
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Model model = TwoObservations();
        void Throws<T>(string part, Action action) where T : Exception =>
            Assert.Contains(part, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
        Throws<ArgumentException>("2 columns are needed", () => _ = new ModelDraws(model, new double[4, 3], 1));
        Throws<ArgumentException>("unconstrained[1, 0] = NaN, of 'mu'",
            () => _ = new ModelDraws(model, new[,] { { 0.0, 0 }, { double.NaN, 0 } }, 1));
        var draws = new ModelDraws(model, new double[2, 2], 1);
        Throws<ArgumentException>("observes 'y', 'count'", () => draws.PredictiveDraws());
        Throws<ArgumentException>("There is no observation 'z'", () => draws.LogLikelihood("z"));
        Throws<ArgumentOutOfRangeException>("from 1 to 2", () => draws.Take(3));
        Throws<NotSupportedException>("does not say what was observed", () =>
            Inference.Fit(LogDensity.Over(1, static x => -0.5 * Sum(Square(x))), seed: 1).LeaveOneOut());
    }

    private static Posterior Fit() => Inference.Fit(Normal(Observed), seed: 1);

    private static Model Normal(double[] y) => Model.Define(m =>
        m.Plate("row", y.Length).Observe("y", new Normal(m.Sample("mu", new Normal(0, Prior)), Noise), y));

    private static (double Mean, double Variance) Conjugate(double[] y)
    {
        double precision = 1 / (Prior * Prior) + y.Length / (Noise * Noise);
        return (y.Sum() / (Noise * Noise) / precision, 1 / precision);
    }

    private static Model TwoObservations() => Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 1)), sigma = m.Sample("sigma", new HalfNormal(1));
        m.Plate("row", 8).Observe("y", new Normal(mu, sigma), Observed);
        m.Plate("count", 3).Observe("count", Poisson.FromLogRate(mu), (double[])[1, 2, 3]);
    });
}
