using Reparam.Data;
using Reparam.Distributions;
using static Reparam.Tensor;
using static Reparam.Tests.Models.Enumeration.EnumerationTests;

namespace Reparam.Tests.Models.Enumeration;

/// <summary>Discrete unknowns that stay in the log density, and why.</summary>
public sealed class DrawnUnknownTests
{
    [Fact]
    public void What_takes_several_elements_together_is_told_with_the_operation()
    {
        Model model = Model.Define(m =>
        {
            Tensor z = m.Plate("row", 4).Sample("z", new Bernoulli(0.5));
            m.Observe("y", new Normal(Sum(z), m.Sample("sigma", new HalfNormal(1))), 1.0);
        });
        Assert.Equal("z drawn (4 elements): Observe 'y' takes several elements together, by 'sum' of shape []",
            Assert.Single(model.Drawn).ToString());
        Assert.Empty(model.Summations);
        Assert.StartsWith("z drawn (4 elements): ", model.LogDensity.DescribeEvaluation(), StringComparison.Ordinal);
        // Continuous unknowns come first, whatever the order in which they were written.
        Assert.Equal(["sigma", "z"], model.Sites.Select(static s => s.Name));
        double sigma = Math.Exp(0.3), expected = Math.Log(2) + LogNormal(sigma, 0, 1) + 0.3 + 4 * Math.Log(0.5)
            + LogNormal(1, 3, sigma);
        Assert.Equal(expected, LogJoint.At(model.LogDensity, [0.3, 1, 0, 1, 1]).Value, 1e-12);
    }

    [Fact]
    public void Infinitely_many_values_too_many_operations_and_wishes_are_told()
    {
        Model model = Model.Define(m =>
        {
            Tensor x = m.Sample("x", new Normal(0, 1)), sum = x;
            foreach (string name in new[] { "a", "b", "c" })
            {
                sum += m.Sample(name, new Binomial(40, 0.5));
            }
            m.Sample("k", new Poisson(2));
            m.Sample("asked", new Bernoulli(0.5));
            m.DoNotSumOut("asked");
            m.Observe("y", new Normal(sum, 1), 3.0);
        });
        Assert.Equal(["a", "b", "k", "asked"], model.Drawn.Select(static d => d.Name));
        Assert.EndsWith(" of its 41 values, and at most 10000 are in all",
            model.Drawn[0].Reason, StringComparison.Ordinal);
        Assert.Equal("k drawn (1 element): Poisson has infinitely many values", model.Drawn[2].ToString());
        Assert.Equal("as was asked for", model.Drawn[3].Reason);
        Assert.Equal(["c"], model.Summations.Select(static s => s.Name));
        Assert.Equal(["x", "a", "b", "k", "asked"], model.Sites.Select(static s => s.Name));
    }

    [Fact]
    public void What_is_computed_from_a_drawn_unknown_can_be_reported_and_its_values_have_shares()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1)), z = m.Plate("i", 2).Sample("z", new Bernoulli(0.5));
            m.DoNotSumOut("z");
            m.Report("shifted", mu + z);
            m.Report("values", z);
            m.Observe("y", new Normal(mu + z, 1), new[] { 0.5, 1.5 });
        });
        double[,] points = { { 0.25, 0, 1 }, { -0.5, 1, 1 } };
        var draws = new ModelDraws(model, points, seed: 1);
        DiscreteDraws z = draws.Discrete();
        Assert.Equal([1.0, 1.0], z[1].ToArray());
        Assert.Equal(0.5, z.Probability(0, 1));
        Assert.Equal(1, z.Probability(1, 1));
        Assert.Equal([1.0], z.Values(1));
        IReadOnlyList<Quantity> quantities = model.LogDensity.Quantities(Tensor.From([0.25, 0, 1], [3]));
        Assert.Equal(["mu", "z", "shifted", "values"], quantities.Select(static q => q.Name));
        Assert.Equal([0.25, 1.25], quantities[2].Value.ToArray());
        Assert.Equal(["values[1]=0", "values[1]=1", "values[2]=0", "values[2]=1"], quantities[3].ElementNames);
        Assert.Equal([1.0, 0, 0, 1], quantities[3].Value.ToArray());
    }

    [Fact]
    public void Trials_may_be_unknown_counts()
    {
        Model model = Model.Define(m =>
        {
            Tensor p = m.Sample("p", new Beta(2, 2)), n = m.Sample("n", new Poisson(4));
            m.Observe("y", new Binomial(n, p), 3);
        });
        // p = ½: a beta density of 3/2 and a derivative of the logistic function of ¼.
        double At(double n) => LogJoint.At(model.LogDensity, [0, n]).Value;
        Assert.Equal(Math.Log(1.5 / 4) - 4 + 5 * Math.Log(4) - Math.Log(120) + Math.Log(10 / 32.0), At(5), 1e-12);
        Assert.Equal(double.NegativeInfinity, At(2));
        // Where they are few, they are summed out.
        Model summed = Model.Define(m =>
        {
            Tensor p = m.Sample("p", new Beta(2, 2)), n = m.Sample("n", new DiscreteUniform(1, 4));
            m.Observe("y", new Binomial(n, p), 3);
        });
        Assert.Equal(Math.Log(1.5 / 4) + Math.Log((1 / 8.0 + 4 / 16.0) / 4),
            LogJoint.At(summed.LogDensity, [0]).Value, 1e-12);
        Assert.True(double.IsFinite(LogJoint.At(summed.LogDensity, [0.4]).Gradient[0]));
        // The ends of a continuous unknown's making are refused as before.
        Assert.StartsWith("Observe 'y': the ends of the support",
            Assert.Throws<ArgumentException>(() => Model.Define(m =>
            m.Observe("y", new Binomial(Floor(m.Sample("x", new HalfNormal(9))), 0.5), 3))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Other_data_take_the_place_of_those_observed()
    {
        Model model = Model.Define(m =>
        {
            Tensor p = m.Sample("p", new Beta(2, 2)), n = m.Sample("n", new Poisson(4));
            m.Observe("y", new Binomial(n, p), 3);
        }).WithObserved("y", 1);
        Assert.Equal(Math.Log(1.5 / 4) - 4 + 2 * Math.Log(4) - Math.Log(2) + Math.Log(2 / 4.0),
            LogJoint.At(model.LogDensity, [0, 2]).Value, 1e-12);
        Assert.Equal(double.NegativeInfinity, LogJoint.At(model.LogDensity, [0, 0]).Value);
    }

    [Fact]
    public void What_can_neither_be_summed_out_nor_drawn_is_refused()
    {
        Assert.StartsWith("Sample 'z': it cannot be summed out (Poisson has infinitely many values) and would have " +
            "to be drawn, which does not go with rows of a source, here 'row'.",
            Assert.Throws<NotSupportedException>(() => Model.Define(m =>
            {
                Rows rows = m.Rows("row", new MemoryRows().With("y", new[] { 1.0, 2 }));
                m.Sample("z", new Poisson(2));
                rows.Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), rows.Column("y"));
            })).Message, StringComparison.Ordinal);
        Assert.StartsWith("Sample 'k': a value of Binomial must be an integer from 0 to a bound of the model, which " +
            "is no set of integers with ends known beforehand",
            Assert.Throws<NotSupportedException>(() => Model.Define(m =>
                m.Sample("k", new Binomial(m.Sample("n", new Poisson(2)), 0.5)))).Message, StringComparison.Ordinal);
        Assert.Equal("DoNotSumOut: there is no discrete unknown 'mu'; there is 'z'. Call it after Sample, with the " +
            "name given there. (Parameter 'name')", Assert.Throws<ArgumentException>(() => Model.Define(m =>
            {
                m.Sample("mu", new Normal(0, 1));
                m.Sample("z", new Bernoulli(0.5));
                m.DoNotSumOut("mu");
            })).Message);
    }
}
