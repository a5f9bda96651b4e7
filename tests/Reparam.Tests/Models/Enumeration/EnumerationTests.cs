using Reparam.Data;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models.Enumeration;

/// <summary>Discrete unknowns that are summed out: log densities and gradients against the same models written by hand,
/// and against sums over all combinations of values as numbers.</summary>
public sealed class EnumerationTests
{
    private static readonly double[] Y =
        [.. Enumerable.Range(0, 40).Select(i => 2 * Math.Sin(i) + (i % 3 == 0 ? 3 : -1))];

    [Fact]
    public void A_mixture_is_what_its_log_sum_exp_is_by_hand()
    {
        Model summed = Mixture(Y), byHand = Model.Define(m =>
        {
            var (mu, sigma, theta) = Components(m);
            m.Factor("y", LogSumExp(Stack(
                Log(theta) + new Normal(mu[0], sigma[0]).LogProb(Y),
                Log1p(-theta) + new Normal(mu[1], sigma[1]).LogProb(Y)), 0));
        });
        RequireSame(byHand, summed, [-0.4, 0.7, 0.2, -0.1, 0.3]);
        RequireSame(byHand, summed, [1.4, -0.7, -2, 0.6, -1.3]);
        Assert.Equal("z summed out: 2 values x 40 elements, with y", Assert.Single(summed.Summations).ToString());
        Assert.StartsWith("z summed out: 2 values x 40 elements, with y\n", summed.LogDensity.DescribeEvaluation());
        Assert.Equal(["mu", "sigma", "theta"], summed.Sites.Select(s => s.Name));
        Assert.DoesNotContain(summed.LogDensity.Quantities(Zeros(5)), q => q.Name == "z");
    }

    [Fact]
    public void A_table_may_have_vectors_and_indices_may_start_at_one()
    {
        Model summed = Model.Define(m =>
        {
            Tensor weights = m.Sample("weights", new Dirichlet(new double[] { 2, 1, 3 }));
            Tensor centres = m.Sample("centres", new Independent(new Normal(Zeros(3, 2), 2), 2));
            Tensor z = m.Plate("row", 20).Sample("z", new DiscreteUniform(1, 3));
            m.Factor("weight of z", Log(Gather(weights, z - 1)));
            m.Observe("y", new Independent(new Normal(Gather(centres, z - 1), 0.8), 1), Reshape(Y, [20, 2]));
        });
        Model byHand = Model.Define(m =>
        {
            Tensor weights = m.Sample("weights", new Dirichlet(new double[] { 2, 1, 3 }));
            Tensor centres = m.Sample("centres", new Independent(new Normal(Zeros(3, 2), 2), 2));
            m.Factor("y", LogSumExp(Stack([.. Enumerable.Range(0, 3).Select(k => Log(weights[k]) - Math.Log(3)
                + Sum(new Normal(centres[k], 0.8).LogProb(Reshape(Y, [20, 2])), 1))]), 0));
        });
        RequireSame(byHand, summed, [0.3, -0.6, 0.1, 2, -1, 1.5, 0.4, -0.9]);
    }

    [Fact]
    public void A_missing_predictor_is_summed_over_what_it_may_be()
    {
        int[] missing = [1, 4, 17, 30];
        double[] x =
            [.. Enumerable.Range(0, Y.Length).Select(i => !missing.Contains(i) && i % 3 == 0 ? 1.0 : 0)];
        Model model = Missing(missing, x);
        double[] point = [0.3, -0.4, 1.1, 0.2];
        var (value, _) = LogJoint.At(model.LogDensity, point);
        double p = 1 / (1 + Math.Exp(-point[0])), sigma = Math.Exp(point[3]);
        double expected = LogJoint.At(Model.Define(m =>
        {
            Tensor share = m.Sample("p", new Beta(2, 2));
            m.Sample("a", new Normal(0, 2));
            m.Sample("b", new Normal(0, 2));
            m.Sample("sigma", new HalfNormal(2));
            m.Observe("x", new Bernoulli(share), Observed(missing, x));
        }).LogDensity, point).Value;
        double Density(int i, double at) => LogNormal(Y[i], point[1] + point[2] * at, sigma);
        for (int i = 0; i < Y.Length; i++)
        {
            expected += missing.Contains(i)
                ? Math.Log(p * Math.Exp(Density(i, 1)) + (1 - p) * Math.Exp(Density(i, 0))) : Density(i, x[i]);
        }
        Assert.Equal(expected, value, 1e-12 * Math.Abs(expected));
        RequireGradient(model, point);
    }

    [Fact]
    public void Values_that_differ_by_element_and_several_sites_are_summed_over_all_combinations()
    {
        double[] trials = [2, 1, 3], y = [0.7, 2.9, -0.4, 1.3, 0.2, 2.2];
        Model model = Model.Define(m =>
        {
            Tensor rate = m.Sample("rate", new Normal(0, 1)), slope = m.Sample("slope", new Normal(0, 1));
            Plate groups = m.Plate("group", 3);
            Tensor isOn = m.Sample("on", new Bernoulli(0.3));
            Tensor count = groups.Sample("count", Binomial.FromLogits(trials, rate + isOn));
            Tensor kind = groups.Sample("kind", new Categorical(new[] { 0.2, 0.5, 0.3 }));
            Tensor mean = slope * count + Gather(new double[] { -1, 0, 2 }, kind) * isOn;
            m.Observe("y", new Normal(Gather(mean, [0, 1, 2, 0, 1, 2]), 0.7), y);
            m.Observe("shared", new Normal(isOn, 0.5), 0.4);
        });
        double[] point = [0.3, 0.8];
        double total = 0;
        for (int on = 0; on < 2; on++)
        {
            double product = (on == 1 ? 0.3 : 0.7) * Math.Exp(LogNormal(0.4, on, 0.5));
            for (int g = 0; g < 3; g++)
            {
                double sum = 0;
                for (int count = 0; count <= trials[g]; count++)
                {
                    for (int kind = 0; kind < 3; kind++)
                    {
                        double mean = point[1] * count + new double[] { -1, 0, 2 }[kind] * on;
                        double logit = point[0] + on, success = 1 / (1 + Math.Exp(-logit));
                        sum += new[] { 0.2, 0.5, 0.3 }[kind] * MathNet.Numerics.Distributions.Binomial.PMF(
                            success, (int)trials[g], count)
                            * Math.Exp(LogNormal(y[g], mean, 0.7) + LogNormal(y[g + 3], mean, 0.7));
                    }
                }
                product *= sum;
            }
            total += product;
        }
        double expected = Math.Log(total) + LogNormal(point[0], 0, 1) + LogNormal(point[1], 0, 1);
        Assert.Equal(expected, LogJoint.At(model.LogDensity, point).Value, 1e-12 * Math.Abs(expected));
        RequireGradient(model, point);
    }

    [Fact]
    public void A_chain_written_state_by_state_is_a_hidden_markov_model()
    {
        double[] y = Y[..12];
        double[] start = [Math.Log(0.6), Math.Log(0.4)];
        double[,] transition = { { 0.9, 0.1 }, { 0.25, 0.75 } };
        Model chain = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Independent(new Normal(Zeros(2), 3), 1));
            Tensor state = m.Sample("z0", Categorical.FromLogits(start));
            for (int t = 0; t < y.Length; t++)
            {
                state = t == 0 ? state : m.Sample(
                    FormattableString.Invariant($"z{t}"), new Categorical(Gather(transition, state)));
                m.Observe(FormattableString.Invariant($"y{t}"), new Normal(Gather(mu, state), 1), y[t]);
            }
        });
        Model forward = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Independent(new Normal(Zeros(2), 3), 1));
            m.Observe("y", new HiddenMarkovModel(start, transition, new Normal(mu, 1), y.Length), y);
        });
        RequireSame(forward, chain, [1.2, -0.8]);
    }

    [Fact]
    public void Continuous_sites_may_depend_on_discrete_ones()
    {
        Model summed = Model.Define(m =>
        {
            Tensor z = m.Plate("row", 5).Sample("z", new Bernoulli(0.25));
            Tensor x = m.Plate("row", 5).Sample("x", new Normal(3 * z, m.Sample("tau", new HalfNormal(1))));
            m.Observe("y", new Normal(x, 0.5), Y[..5]);
        });
        Model byHand = Model.Define(m =>
        {
            Tensor x = m.Sample("x", new Independent(new Normal(Zeros(5), 1)));
            Tensor tau = m.Sample("tau", new HalfNormal(1));
            m.Factor("no prior", -new Normal(0, 1).LogProb(x));
            m.Factor("prior", LogSumExp(Stack(
                Math.Log(0.75) + new Normal(0, tau).LogProb(x), Math.Log(0.25) + new Normal(3, tau).LogProb(x)), 0));
            m.Observe("y", new Normal(x, 0.5), Y[..5]);
        });
        double[] x = [0.5, -1, 2, 2.5, 0.1];
        const double logTau = -0.3;
        Assert.Equal(LogJoint.At(byHand.LogDensity, [.. x, logTau]).Value,
            LogJoint.At(summed.LogDensity, [logTau, .. x]).Value, 1e-11);
        // The mixture is no prior of one site alone: no divergence in closed form is of it, and no other form of the
        // site.
        Assert.Equal(["tau"], summed.LogDensity.FixedPriors.Select(static p => p.Name));
        Assert.Empty(HierarchicalSite.Of(summed.Written));
    }

    [Fact]
    public void Other_data_take_the_place_of_those_observed()
    {
        double[] other = [.. Y.Select(v => 0.5 - v)];
        Assert.Equal(LogJoint.At(Mixture(other).LogDensity, [0.1, 0.2, 0.3, 0.4, 0.5]).Value,
            LogJoint.At(Mixture(Y).WithObserved("y", other).LogDensity, [0.1, 0.2, 0.3, 0.4, 0.5]).Value, 1e-12);
    }

    [Fact]
    public void A_scalar_switch_is_summed_over_all_data_at_once()
    {
        Model summed = Model.Define(m =>
        {
            Tensor slope = m.Sample("slope", new Normal(0, 1)), isOn = m.Sample("on", new Bernoulli(0.2));
            m.Observe("y", new Normal(slope + isOn, 1.5), Y);
        });
        Model byHand = Model.Define(m =>
        {
            Tensor slope = m.Sample("slope", new Normal(0, 1));
            m.Factor("y", LogSumExp(Stack(Math.Log(0.8) + Sum(new Normal(slope, 1.5).LogProb(Y)),
                Math.Log(0.2) + Sum(new Normal(slope + 1, 1.5).LogProb(Y)))));
        });
        RequireSame(byHand, summed, [0.3]);
    }

    [Fact]
    public void A_site_that_nothing_depends_on_sums_to_one()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Sample("z", new Bernoulli(Sigmoid(mu)));
        });
        Assert.Equal(LogNormal(0.3, 0, 1), LogJoint.At(model.LogDensity, [0.3]).Value, 1e-15);
        Assert.Equal("z summed out: 2 values x 1 element; nothing else depends on it", model.Summations[0].ToString());
    }

    [Fact]
    public void Vectors_and_reports_and_rows_are_refused_by_name()
    {
        Assert.StartsWith("Sample 'k': a value of Multinomial must be ",
            Refused(m => m.Sample("k", new Multinomial(3, new[] { 0.5, 0.5 }))));
        Assert.StartsWith("Report 'mean' depends on 'z', a discrete unknown that is summed out", Refused(m =>
        {
            Tensor mu = m.Sample("mu", new Independent(new Normal(Zeros(2), 1), 1));
            m.Report("mean", Gather(mu, m.Sample("z", new Bernoulli(0.5))));
        }));
        Assert.StartsWith("Observe 'y' depends on a discrete unknown and on the rows 'row'", Refused(m =>
        {
            Rows rows = m.Rows("row", new MemoryRows().With("y", Y));
            Tensor z = m.Sample("z", new Bernoulli(0.5));
            rows.Observe("y", new Normal(z, m.Sample("sigma", new HalfNormal(1))), rows.Column("y"));
        }));
    }

    [Fact]
    public void A_model_of_discrete_unknowns_alone_and_an_index_without_row_are_refused()
    {
        Assert.StartsWith("Model.Define: all unknowns are discrete, so that there is nothing to fit along a gradient",
            Assert.Throws<ArgumentException>(() => Model.Define(m => m.Sample("z", new Bernoulli(0.5)))).Message);
        Assert.StartsWith("Gather: index 2 at place 0 is no row of a tensor of shape [2]",
            Assert.Throws<ArgumentException>(() => Model.Define(m =>
            {
                Tensor mu = m.Sample("mu", new Independent(new Normal(Zeros(2), 1), 1));
                m.Observe("y", new Normal(Gather(mu, m.Sample("z", new DiscreteUniform(0, 2))), 1), 1.0);
            })).Message);
    }

    internal static Model Mixture(double[] y) => Model.Define(m =>
    {
        var (mu, sigma, theta) = Components(m);
        Tensor z = m.Plate("row", y.Length).Sample("z", new Categorical(Stack(theta, 1 - theta)));
        m.Observe("y", new Normal(Gather(mu, z), Gather(sigma, z)), y);
    });

    internal static (Tensor Mu, Tensor Sigma, Tensor Theta) Components(ModelBuilder m)
    {
        Tensor mu = m.Sample("mu", new Independent(new Normal(Zeros(2), 2)));
        return (mu, m.Plate("component", 2).Sample("sigma", new HalfNormal(2)), m.Sample("theta", new Beta(5, 5)));
    }

    internal static Tensor Zeros(params int[] lengths) => Full(0, Shape.Create(lengths));

    internal static double LogNormal(double x, double mean, double sigma) =>
        -0.5 * ((x - mean) / sigma * ((x - mean) / sigma) + Math.Log(2 * Math.PI)) - Math.Log(sigma);

    private static double[] Observed(int[] missing, double[] x) => [.. x.Where((_, i) => !missing.Contains(i))];

    private static Model Missing(int[] missing, double[] x) => Model.Define(m =>
    {
        Tensor p = m.Sample("p", new Beta(2, 2));
        Tensor a = m.Sample("a", new Normal(0, 2)), b = m.Sample("b", new Normal(0, 2));
        Tensor sigma = m.Sample("sigma", new HalfNormal(2));
        m.Observe("x", new Bernoulli(p), Observed(missing, x));
        Tensor absent = m.Plate("missing", missing.Length).Sample("x missing", new Bernoulli(p));
        m.Observe("y", new Normal(a + b * (x + ScatterAdd(absent, missing, x.Length)), sigma), Y);
    });

    private static void RequireSame(Model expected, Model actual, double[] point)
    {
        var (value, gradient) = LogJoint.At(expected.LogDensity, point);
        var (ownValue, ownGradient) = LogJoint.At(actual.LogDensity, point);
        Assert.Equal(value, ownValue, 1e-12 * Math.Abs(value));
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(gradient[i], ownGradient[i], 1e-12 * Math.Max(1, Math.Abs(value)));
        }
    }

    // Differences of the value, as numbers of their own: off by h² and by rounding over h.
    private static void RequireGradient(Model model, double[] point)
    {
        double[] gradient = LogJoint.At(model.LogDensity, point).Gradient;
        const double h = 1e-5;
        for (int i = 0; i < point.Length; i++)
        {
            double At(double by) => LogJoint.At(
                model.LogDensity, [.. point.Select((v, j) => j == i ? v + by : v)]).Value;
            Assert.Equal((At(h) - At(-h)) / (2 * h), gradient[i], 1e-6 * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    private static string Refused(Action<ModelBuilder> define) =>
        Assert.Throws<NotSupportedException>(() => Model.Define(define)).Message;
}
