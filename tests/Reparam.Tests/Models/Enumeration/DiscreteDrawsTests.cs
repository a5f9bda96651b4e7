using Reparam.Diagnostics;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models.Enumeration;

/// <summary>Discrete unknowns given back: probabilities in closed form and by sums over all combinations, and draws
/// with those probabilities. Statistical assertions allow five standard errors, which fewer than one seed in a million
/// exceeds; seeds are fixed.</summary>
public sealed class DiscreteDrawsTests
{
    private static readonly double[] Y = [-2.1, 0.3, 1.9, 0.8, -0.6];

    // mu, log sigma, logit theta.
    private static readonly double[] First = [-1, 1.5, 0.1, -0.3, 0.4], Second = [-0.5, 1.1, 0.3, 0.1, -0.2];

    [Fact]
    public void Probabilities_are_the_responsibilities_of_the_components()
    {
        var draws = new ModelDraws(EnumerationTests.Mixture(Y), Points(First, Second), seed: 1);
        DiscreteDraws z = draws.Discrete();
        Assert.Equal(("z", 2), (z.Name, z.Count));
        Assert.Equal([0.0, 1.0], z.Values(3));
        for (int i = 0; i < Y.Length; i++)
        {
            double expected = (Responsibility(Y[i], First) + Responsibility(Y[i], Second)) / 2;
            Assert.Equal(expected, z.Probability(i, 1), 1e-14);
            Assert.Equal(1 - expected, z.Probability(i, 0), 1e-14);
            Assert.Equal(0, z.Probability(i, 0.5));
        }
    }

    [Fact]
    public void Draws_have_the_probabilities_and_the_seed_gives_the_same_bits()
    {
        const int count = 4000;
        var draws = new ModelDraws(EnumerationTests.Mixture(Y), Points([.. Enumerable.Repeat(First, count)]), seed: 7);
        DiscreteDraws z = draws.Discrete("z");
        for (int i = 0; i < Y.Length; i++)
        {
            double p = Responsibility(Y[i], First);
            Assert.Equal(p, z.Element(i).Average(), 5 * Math.Sqrt(p * (1 - p) / count));
        }
        Assert.Equal(z[17].ToArray(), draws.Discrete()[17].ToArray());
        Assert.Equal(z.Element(2)[17], z[17][2]);
    }

    [Fact]
    public void Unknowns_that_hang_together_have_the_probabilities_of_all_combinations()
    {
        // The second state depends on the first, and so does an observation of its own.
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 2));
            Tensor a = m.Sample("a", new Bernoulli(0.4)), b = m.Sample("b", new Bernoulli(0.2 + 0.5 * a));
            m.Observe("x", new Normal(mu * a, 1), 0.9);
            m.Observe("y", new Normal(mu * (b - a), 1), -0.7);
        });
        const double mu = 1.3;
        var weight = new double[2, 2];
        for (int a = 0; a < 2; a++)
        {
            for (int b = 0; b < 2; b++)
            {
                double second = 0.2 + 0.5 * a;
                weight[a, b] = (a == 1 ? 0.4 : 0.6) * (b == 1 ? second : 1 - second) * Math.Exp(
                    EnumerationTests.LogNormal(0.9, mu * a, 1) + EnumerationTests.LogNormal(-0.7, mu * (b - a), 1));
            }
        }
        double total = weight.Cast<double>().Sum();
        const int count = 6000;
        var draws = new ModelDraws(model, Points([.. Enumerable.Repeat(new[] { mu }, count)]), seed: 5);
        DiscreteDraws first = draws.Discrete("a"), last = draws.Discrete("b");
        Assert.Equal((weight[1, 0] + weight[1, 1]) / total, first.Probability(0, 1), 1e-14);
        Assert.Equal((weight[0, 1] + weight[1, 1]) / total, last.Probability(0, 1), 1e-14);
        // Jointly, too: a draw of one goes with that of the other.
        double both = Enumerable.Range(0, count).Average(d => first[d][0] * last[d][0]), p = weight[1, 1] / total;
        Assert.Equal(p, both, 5 * Math.Sqrt(p * (1 - p) / count));
        string message = Assert.Throws<ArgumentException>(() => draws.Discrete()).Message;
        Assert.StartsWith("Discrete: there is no discrete unknown ''; the model has 'a', 'b'.", message);
    }

    [Fact]
    public void Log_likelihoods_are_summed_over_the_unknown()
    {
        var draws = new ModelDraws(EnumerationTests.Mixture(Y), Points(First, Second), seed: 1);
        double[,] actual = draws.LogLikelihood();
        Assert.Equal((2, Y.Length), (actual.GetLength(0), actual.GetLength(1)));
        for (int i = 0; i < Y.Length; i++)
        {
            var (one, other) = Weights(Y[i], Second);
            Assert.Equal(Math.Log(one + other), actual[1, i], 1e-13);
        }
    }

    [Fact]
    public void Values_that_share_an_unknown_are_given_the_others()
    {
        // Occupancy: a site is used or not; where it is not, nothing is ever seen there.
        double[,] seen = { { 0, 1, 0 }, { 0, 0, 0 }, { 1, 1, 0 } };
        Model model = Model.Define(m =>
        {
            Tensor logit = m.Sample("logit", new Normal(0, 1));
            Tensor isUsed = m.Plate("site", 3).Sample("used", new Bernoulli(0.6));
            m.Observe("seen", new Bernoulli(Sigmoid(logit) * Reshape(isUsed, [3, 1])), seen);
        });
        const double logit = 0.2;
        double p = 1 / (1 + Math.Exp(-logit));
        double Site(int i, int without)
        {
            double used = 0.6, unused = 0.4;
            for (int j = 0; j < 3; j++)
            {
                used *= j == without ? 1 : seen[i, j] == 1 ? p : 1 - p;
                unused *= j != without && seen[i, j] == 1 ? 0 : 1;
            }
            return Math.Log(used + unused);
        }
        double[,] actual = new ModelDraws(model, Points([logit]), seed: 1).LogLikelihood("seen");
        for (int e = 0; e < 9; e++)
        {
            Assert.Equal(Site(e / 3, -1) - Site(e / 3, e % 3), actual[0, e], 1e-14);
        }
        double joint = LogJoint.At(model.LogDensity, [logit]).Value;
        Assert.Equal(Site(0, -1) + Site(1, -1) + Site(2, -1) + EnumerationTests.LogNormal(logit, 0, 1), joint, 1e-13);
    }

    [Fact]
    public void Replicated_data_are_drawn_with_the_unknown()
    {
        const int count = 4000;
        var draws = new ModelDraws(EnumerationTests.Mixture(Y), Points([.. Enumerable.Repeat(First, count)]), seed: 3);
        PredictiveDraws replicated = draws.PredictiveDraws();
        DiscreteDraws z = draws.Discrete();
        double[] mu = First[..2], sigma = [Math.Exp(First[2]), Math.Exp(First[3])];
        for (int i = 0; i < Y.Length; i++)
        {
            double[] values = replicated.Element(i), component = z.Element(i);
            double[] residuals = [.. values.Select((v, d) => (v - mu[(int)component[d]]) / sigma[(int)component[d]])];
            Assert.Equal(0, residuals.Average(), 5 / Math.Sqrt(count));
            Assert.Equal(1, residuals.Average(static r => r * r), 5 * Math.Sqrt(2.0 / count));
        }
    }

    [Fact]
    public void Prior_predictive_draws_have_the_unknown_and_data_of_its_component()
    {
        PriorPredictive prior = EnumerationTests.Mixture(Y).PriorPredictive(5000, seed: 2);
        IReadOnlyList<double> z = prior.Draws("z[2]"), theta = prior.Draws("theta"), mu = prior.Draws("mu[1]");
        IReadOnlyList<double> other = prior.Draws("mu[2]");
        // P(z = 0 | theta) = theta, whose mean is 1/2.
        double share = z.Zip(theta, static (value, p) => (1 - value) - p).Average();
        Assert.Equal(0, share, 5 * 0.5 / Math.Sqrt(5000));
        double[] y = prior.Data("y").Element(1);
        double matched = Enumerable.Range(0, 5000).Average(d => Math.Abs(y[d] - (z[d] == 0 ? mu[d] : other[d])));
        double crossed = Enumerable.Range(0, 5000).Average(d => Math.Abs(y[d] - (z[d] == 0 ? other[d] : mu[d])));
        Assert.True(matched < 0.8 * crossed);
    }

    [Fact]
    public void A_fit_gives_the_posterior_of_all_unknowns()
    {
        // One share, and for each of six tosses of two coins which coin it was: all 64 assignments, with a grid for p.
        double[] heads = [5, 1, 4, 0, 5, 2];
        Model model = Model.Define(m =>
        {
            Tensor p = m.Sample("p", new Beta(2, 2));
            Tensor coin = m.Plate("toss", heads.Length).Sample("coin", new Bernoulli(0.3));
            m.Observe("heads", new Binomial(5, p * (1 - 0.7 * coin)), heads);
        });
        Posterior posterior = Inference.Fit(model, seed: 1);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        DiscreteDraws coin = posterior.Discrete("coin");
        const int grid = 20_000;
        double total = 0, mean = 0;
        var biased = new double[heads.Length];
        for (int g = 0; g < grid; g++)
        {
            double p = (g + 0.5) / grid, density = p * (1 - p);
            var shares = new double[heads.Length];
            for (int i = 0; i < heads.Length; i++)
            {
                double fair = 0.7 * Likelihood(heads[i], p), other = 0.3 * Likelihood(heads[i], 0.3 * p);
                density *= fair + other;
                shares[i] = other / (fair + other);
            }
            total += density;
            mean += density * p;
            for (int i = 0; i < heads.Length; i++)
            {
                biased[i] += density * shares[i];
            }
        }
        Assert.Equal(mean / total, posterior["p"].Mean, 0.003);
        for (int i = 0; i < heads.Length; i++)
        {
            Assert.Equal(biased[i] / total, coin.Probability(i, 1), 0.01);
        }
        LeaveOneOut estimate = posterior.LeaveOneOut();
        Assert.Equal(heads.Length, estimate.Points.Length);
    }

    [Fact]
    public void A_discrete_unknown_is_reported_by_the_probabilities_of_its_values()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            Tensor count = m.Plate("row", 2).Sample("k", new Binomial(new double[] { 1, 2 }, 0.5));
            m.Observe("y", new Normal(mu * count, 1), new[] { 0.4, 1.7 });
            m.Report("count", count);
        });
        Tensor x = Tensor.Input("x", [1]);
        Quantity reported = model.LogDensity.Quantities(x).Single(q => q.Name == "count");
        Assert.Equal(["count[1]=0", "count[1]=1", "count[2]=0", "count[2]=1", "count[2]=2"], reported.ElementNames);
        double[] values = Evaluation.Run([x], [[0.8]], [reported.Value], 1)[0];
        double[] weights =
        [
            Math.Exp(EnumerationTests.LogNormal(0.4, 0, 1)), Math.Exp(EnumerationTests.LogNormal(0.4, 0.8, 1)),
            Math.Exp(EnumerationTests.LogNormal(1.7, 0, 1)), 2 * Math.Exp(EnumerationTests.LogNormal(1.7, 0.8, 1)),
            Math.Exp(EnumerationTests.LogNormal(1.7, 1.6, 1)),
        ];
        for (int i = 0; i < values.Length; i++)
        {
            double total = i < 2 ? weights[0] + weights[1] : weights[2] + weights[3] + weights[4];
            Assert.Equal(weights[i] / total, values[i], 1e-14);
        }
    }

    private static double Likelihood(double heads, double p) =>
        Math.Pow(p, heads) * Math.Pow(1 - p, 5 - heads);

    private static (double One, double Other) Weights(double y, double[] point)
    {
        double theta = 1 / (1 + Math.Exp(-point[4]));
        return (theta * Math.Exp(EnumerationTests.LogNormal(y, point[0], Math.Exp(point[2]))),
            (1 - theta) * Math.Exp(EnumerationTests.LogNormal(y, point[1], Math.Exp(point[3]))));
    }

    private static double Responsibility(double y, double[] point)
    {
        var (one, other) = Weights(y, point);
        return other / (one + other);
    }

    private static double[,] Points(params double[][] rows)
    {
        var points = new double[rows.Length, rows[0].Length];
        for (int d = 0; d < rows.Length; d++)
        {
            for (int i = 0; i < rows[d].Length; i++)
            {
                points[d, i] = rows[d][i];
            }
        }
        return points;
    }
}
