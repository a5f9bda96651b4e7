using MathNet.Numerics;
using Reparam.Data;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

/// <summary>Ancestral draws against closed forms. Statistical assertions allow five standard errors, which fewer than
/// one seed in a million exceeds; seeds are fixed.</summary>
public sealed class PriorPredictiveTests
{
    private const int Draws = 20_000;

    [Fact]
    public void A_binomial_with_a_beta_prior_gives_beta_binomial_counts()
    {
        const double a = 2, b = 3.5, n = 12;
        PriorPredictive draws = Model.Define(m =>
            m.Plate("row", 2).Observe("y", new Binomial(n, m.Sample("p", new Beta(a, b))), (double[])[3, 4]))
            .PriorPredictive(Draws, seed: 1);
        double mean = n * a / (a + b), variance = mean * b * (a + b + n) / ((a + b) * (a + b + 1));
        double[] first = draws.Data().Element(0), second = draws.Data().Element(1);
        AssertMean(mean, variance, first);
        for (int k = 0; k <= n; k++)
        {
            double expected = Math.Exp(SpecialFunctions.BinomialLn((int)n, k)
                + SpecialFunctions.BetaLn(k + a, n - k + b) - SpecialFunctions.BetaLn(a, b));
            AssertMean(expected, expected * (1 - expected), [.. first.Select(y => y == k ? 1.0 : 0)]);
        }
        // Given p the two are independent: their covariance is n² Var p.
        double between = n * n * a * b / ((a + b) * (a + b) * (a + b + 1));
        double[] products = [.. first.Zip(second, (x, y) => (x - mean) * (y - mean))];
        AssertMean(between, products.Sum(v => (v - between) * (v - between)) / Draws, products);
        AssertMean(a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1)), [.. draws.Draws("p")]);
    }

    [Fact]
    public void Each_site_is_drawn_given_those_before_it_hidden_ones_too()
    {
        PriorPredictive draws = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(1, 2)), tau = m.Sample("tau", new LogNormal(0.2, 0.3));
            m.Hide("mu");
            Tensor theta = m.Plate("group", 3).Sample("theta", new Normal(mu, tau));
            m.Report("double", 2 * theta[1]);
            m.Observe("y", new Normal(theta, 0.5), (double[])[1, 2, 3]);
        }).PriorPredictive(Draws, seed: 2);
        Assert.DoesNotContain("mu", draws.Names);
        double within = Math.Exp(2 * 0.2 + 2 * 0.09), fourth = 3 * Math.Exp(4 * 0.2 + 8 * 0.09);
        double[] y = draws.Data("y").Element(2), theta = [.. draws.Draws("theta[3]")];
        AssertMean(1, 4 + within + 0.25, y);
        // The part of theta that is not shared has a variance of its own, and the shared part is mu.
        double[] differences = [.. draws.Draws("theta[1]").Zip(theta, (s, t) => (s - t) * (s - t) / 2)];
        AssertMean(within, fourth - within * within, differences);
        double[] noise = [.. y.Zip(theta, (v, t) => v - t)];
        AssertMean(0, 0.25, noise);
        AssertMean(0.25, 2 * 0.25 * 0.25, [.. noise.Select(e => e * e)]);
        Assert.Equal(2 * draws.Draws("theta[2]")[17], draws.Draws("double")[17]);
    }

    [Fact]
    public void Rows_of_a_source_are_simulated_from_one_draw_of_the_unknowns()
    {
        const int rows = 3000;
        double[] x = [.. Enumerable.Range(0, rows).Select(i => (double)i)];
        PriorPredictive draws = Model.Define(m =>
        {
            Rows all = m.Rows("row", new MemoryRows().With("x", x).With("y", new double[rows]));
            Tensor mu = m.Sample("mu", new Normal(0, 50));
            all.Observe("y", new Normal(mu + all.Column("x"), 1), all.Column("y"));
        }).PriorPredictive(5, seed: 4);
        for (int d = 0; d < 5; d++)
        {
            double[] residuals = [.. draws.Data()[d].ToArray().Select((v, i) => v - i - draws.Draws("mu")[d])];
            Assert.InRange(residuals.Average(), -5 / Math.Sqrt(rows), 5 / Math.Sqrt(rows));
            Assert.Equal(rows, residuals.Distinct().Count());
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_however_many_draws_follow()
    {
        Model model = Model.Define(m =>
            m.Plate("row", 2).Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), (double[])[3, 4]));
        PriorPredictive few = model.PriorPredictive(3, seed: 9), many = model.PriorPredictive(50, seed: 9);
        Assert.Equal(few.Draws("mu"), many.Draws("mu").Take(3));
        Assert.Equal(few.Data()[2].ToArray(), many.Data()[2].ToArray());
        Assert.NotEqual(few.Draws("mu"), model.PriorPredictive(3, seed: 10).Draws("mu"));
    }

    [Fact]
    public void What_cannot_be_simulated_is_refused()
    {
        void Refuses(string part, Action<ModelBuilder> define) => Assert.Contains(part,
            Assert.Throws<NotSupportedException>(() => Model.Define(define).PriorPredictive(2, seed: 1)).Message,
            StringComparison.Ordinal);
        double[] y = [1, 2, 4];
        Refuses("Factor 'soft'", m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Factor("soft", -Square(mu));
            m.Observe("y", new Normal(mu + Full(0, [3]), 1), y);
        });
        // The same numbers, in a tensor of their own.
        Refuses("Observe 'y'", m => m.Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)) * y, 1), y));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Model.Define(m => m.Sample("mu", new Normal(0, 1))).PriorPredictive(0, seed: 1));
    }

    /// <summary>A mean of as many draws, within five standard errors.</summary>
    private static void AssertMean(double expected, double variance, double[] values)
    {
        double error = Math.Sqrt(variance / values.Length);
        Assert.InRange(values.Average(), expected - 5 * error, expected + 5 * error);
    }
}
