using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

public sealed class ModelBuilderTests
{
    [Fact]
    public void A_name_used_twice_is_refused()
    {
        const string expected =
            "The name 'mu' is used twice in the model. Give each site a name of its own. (Parameter 'name')";
        Assert.Equal(expected, Refused(m =>
        {
            m.Sample("mu", new Normal(0, 1));
            m.Plate("row", 2).Sample("mu", new Normal(0, 1));
        }));
        Assert.Equal(expected, Refused(m => m.Observe("mu", new Normal(m.Sample("mu", new Normal(0, 1)), 1), 2)));
        Assert.Equal(expected, Refused(m => m.Factor("mu", m.Sample("mu", new Normal(0, 1)))));
        Assert.Equal(expected, Refused(m => m.Report("mu", m.Sample("mu", new Normal(0, 1)))));
        Assert.Equal(expected, Refused(m =>
        {
            m.Sample("mu", new Normal(0, 1));
            m.Data("mu", 1);
        }));
    }

    [Fact]
    public void Names_that_differ_in_case_are_two() =>
        Assert.Equal(2, Model.Define(m => m.Sample("Mu", new Normal(m.Sample("mu", new Normal(0, 1)), 1))).Sites.Count);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_name_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(nameof(name), () => Model.Define(m => m.Sample(name, new Normal(0, 1))));
        Assert.Throws<ArgumentException>(nameof(name), () => Model.Define(m => m.Plate(name, 3)));
    }

    [Fact]
    public void A_model_without_unknowns_is_refused() => Assert.Equal(
        "Model.Define: nothing is unknown. Call Sample for each unknown of the model.",
        Refused(m => m.Observe("y", new Normal(0, 1), 2)));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Observed_values_of_another_shape_are_refused_with_both_shapes(int count)
    {
        string expected = $"Observe 'y': the values have shape [{count}], but the distribution Normal has shape [3]. " +
            "Give one value for each element of the distribution. (Parameter 'values')";
        Assert.Equal(expected, Refused(m =>
            m.Observe("y", new Normal(m.Plate("group", 3).Sample("mu", new Normal(0, 1)), 1), new double[count])));
        Assert.Equal(expected, Refused(m =>
            m.Plate("row", 3).Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), new double[count])));
    }

    [Fact]
    public void One_value_does_not_stand_for_those_of_a_plate() => Assert.StartsWith(
        "Observe 'y': the values have shape [], but the distribution Normal has shape [3].",
        Refused(m => m.Plate("row", 3).Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), 1)));

    [Fact]
    public void Observed_values_may_have_further_leading_axes()
    {
        Model model = Model.Define(m =>
            m.Observe("y", new Normal(m.Plate("group", 3).Sample("mu", new Normal(0, 1)), 1), new double[2, 3]));
        (double value, double[] gradient) = LogJoint.At(model.LogDensity, [1, 2, 3]);
        // Two rows of zeros: three times log N(mu; 0, 1) for each group.
        Assert.Equal(-0.5 * 3 * (1 + 4 + 9) - 9 * 0.5 * Math.Log(2 * Math.PI), value, 1e-13);
        Assert.Equal([-3, -6, -9], gradient);
    }

    [Fact]
    public void A_plate_whose_size_disagrees_with_the_parameters_is_refused_with_both_shapes()
    {
        Assert.Equal(
            "Sample 'theta': the parameters of Normal have shape [2], which does not fit the plates around it, of " +
            "shape [3]. Pass numbers for all elements alike, or parameters that broadcast to [3]. (Parameter 'prior')",
            Refused(m => m.Plate("row", 3).Sample("theta", new Normal(new double[2], 1))));
        Assert.Equal(
            "Observe 'y': the parameters of Normal have shape [2], which does not fit the plates around it, of shape " +
            "[4, 3]. Pass numbers for all elements alike, or parameters that broadcast to [4, 3]. " +
            "(Parameter 'likelihood')",
            Refused(m => m.Plate("row", 4).Nested("column", 3).Observe(
                "y", new Normal(m.Plate("group", 2).Sample("mu", new Normal(0, 1)), 1), new double[4, 3])));
    }

    [Theory]
    [InlineData("Normal", 1.0, double.PositiveInfinity, "element [1] is Infinity, but must be a finite number")]
    [InlineData("LogNormal", 1.0, 0.0, "element [1] is 0, but must be a finite number above 0")]
    [InlineData("Poisson", -1.0, 3.0, "element [0] is -1, but must be an integer of at least 0")]
    [InlineData("Poisson", 1.0, 1.5, "element [1] is 1.5, but must be an integer of at least 0")]
    [InlineData("Bernoulli", 1.0, 2.0, "element [1] is 2, but must be 0 or 1")]
    [InlineData("Beta", 0.5, 1.5, "element [1] is 1.5, but must be a number from 0 to 1")]
    public void An_observed_value_outside_the_support_is_refused_by_place(
        string likelihood, double first, double second, string part)
    {
        string message = Refused(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Observe("y", likelihood switch
            {
                "Normal" => new Normal(mu, 1),
                "LogNormal" => new LogNormal(mu, 1),
                "Poisson" => new Poisson(Exp(mu)),
                "Bernoulli" => Bernoulli.FromLogits(mu),
                _ => new Beta(Exp(mu), 2),
            }, new[] { first, second });
        });
        Assert.Equal($"Observe 'y': {part}. Correct the value, or observe it under a distribution that allows it; " +
            $"{likelihood} does not. (Parameter 'values')", message);
    }

    [Fact]
    public void An_observed_integer_above_a_bound_is_refused_by_place() => Assert.StartsWith(
        "Observe 'y': element [2] is 6, but must be an integer from 0 to 5. Correct the value, or ",
        Refused(m => m.Observe(
            "y", new Binomial(5, Sigmoid(m.Sample("p", new Normal(0, 1)))), new double[] { 0, 5, 6 })));

    [Fact]
    public void Missing_values_are_refused_where_they_enter()
    {
        const string expected = "Tensor: element 1 of 2 is NaN. A missing value must be removed or modelled before " +
            "it enters an expression. (Parameter 'values')";
        Assert.Equal(expected,
            Refused(m => m.Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), new[] { 1, double.NaN })));
        Assert.Equal(expected, Refused(m => m.Data("x", new[] { 1, double.NaN })));
    }

    [Fact]
    public void Data_that_are_an_expression_are_refused() => Assert.Equal(
        "Data 'x': numbers are needed, not an expression. Use the expression as it is, or name it with Report. " +
        "(Parameter 'values')",
        Refused(m => m.Data("x", 2 * m.Sample("mu", new Normal(0, 1)))));

    [Fact]
    public void Hiding_a_site_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.Equal(
            "Hide: there is no reported site 'nu'; reported so far: mu, tau. Call Hide once for a site, after its " +
            "Sample. (Parameter 'name')",
            Refused(m =>
            {
                m.Sample("mu", new Normal(0, 1));
                m.Sample("tau", new Normal(0, 1));
                m.Hide("nu");
            }));
        Assert.StartsWith("Hide: there is no reported site 'mu'; nothing is reported yet.", Refused(m =>
        {
            m.Sample("mu", new Normal(0, 1));
            m.Hide("mu");
            m.Hide("mu");
        }));
    }

    [Fact]
    public void Element_names_that_do_not_fit_are_refused() => Assert.Equal(
        "Quantity 'pair': 1 names do not fit 2 elements. Give one for each element in row-major order, or none for " +
        "pair[1] and so on. (Parameter 'value')", Refused(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Report("pair", Stack(mu, -mu), ["only"]);
        }));

    [Theory]
    [InlineData("Sample", "prior")]
    [InlineData("Observe", "likelihood")]
    [InlineData("Factor", "logDensity")]
    [InlineData("Report", "value")]
    public void An_unknown_of_another_model_is_refused_by_its_name_at_the_call_that_uses_it(
        string verb, string parameter)
    {
        Tensor? foreign = null;
        Model.Define(m => foreign = Exp(m.Sample("elsewhere", new Normal(0, 1))));
        Assert.Equal(
            $"{verb} 'here' depends on 'elsewhere', an unknown of another model, but a model can use its own " +
            "unknowns only. Call Sample for 'elsewhere' in this model, or pass numbers for it as data. " +
            $"(Parameter '{parameter}')", Refused(m =>
            {
                Tensor mu = m.Sample("mu", new Normal(0, 1));
                switch (verb)
                {
                    case "Sample":
                        m.Sample("here", new Normal(mu, foreign!));
                        break;
                    case "Observe":
                        m.Observe("here", new Normal(mu, foreign!), 1);
                        break;
                    case "Factor":
                        m.Factor("here", Square(mu * foreign!));
                        break;
                    default:
                        m.Report("here", mu + foreign!);
                        break;
                }
            }));
        Assert.StartsWith("Sample 'here' depends on 'elsewhere'",
            Refused(m => m.Sample("here", new Uniform(0, foreign!))));
    }

    [Fact]
    public void An_unknown_of_the_same_name_in_another_model_is_still_another_s()
    {
        Tensor? foreign = null;
        Model.Define(m => foreign = m.Sample("mu", new Normal(0, 1)));
        Assert.StartsWith("Factor 'f' depends on 'mu', an unknown of another model", Refused(m =>
            m.Factor("f", m.Sample("mu", new Normal(0, 1)) * foreign!)));
    }

    [Fact]
    public void A_model_may_use_the_density_of_another_at_its_own_unknowns()
    {
        Model inner = Model.Define(m => m.Sample("x", new Normal(1, 2)));
        Model outer = Model.Define(m =>
        {
            Tensor z = m.Sample("z", new Normal(0, 1));
            m.Factor("inner", inner.LogDensity.LogProb(Reshape(z, [1])));
        });
        double expected = -0.5 * 0.25 - 0.5 * Math.Pow((0.5 - 1) / 2, 2) - Math.Log(2) - Math.Log(2 * Math.PI);
        Assert.Equal(expected, LogJoint.At(outer.LogDensity, [0.5]).Value, 1e-14);
    }

    private static string Refused(Action<ModelBuilder> define) =>
        Assert.ThrowsAny<ArgumentException>(() => Model.Define(define)).Message;

    [Fact]
    public void A_likelihood_whose_support_moves_with_an_unknown_is_refused()
    {
        // Its formula -n log a knows nothing of a < max y, and would make a as small as the prior lets it.
        var error = Assert.Throws<ArgumentException>(() => Model.Define(m =>
            m.Observe("y", new Uniform(0, m.Sample("a", new LogNormal(0, 5))), new double[] { 1.2, 3.7 })));
        Assert.StartsWith("Observe 'y': the ends of the support of Uniform depend on unknowns.", error.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Model.Define(m =>
            m.Observe("y", new Pareto(m.Sample("a", new LogNormal(0, 5)), 2), new double[] { 1.2, 3.7 })));

        // As a prior it is right: its bijector moves with it.
        Model.Define(m => m.Sample("b", new Uniform(0, m.Sample("a", new LogNormal(0, 5)))));
    }
}
