using Reparam.Data;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Models;

/// <summary>Models of other data are the models that would have been written with them.</summary>
public sealed class WithObservedTests
{
    private static readonly double[] First = [1.2, 0.4, 2.2, 1.7], Second = [-3, 0.25, 8, 1];

    [Fact]
    public void The_density_is_that_of_the_model_written_with_the_other_values()
    {
        Model expected = Counts([5, 0, 2000], Second), actual = Counts([1, 2, 3], First)
            .WithObserved("count", (double[])[7, 7, 7]).WithObserved("y", Second)
            .WithObserved("count", (double[])[5, 0, 2000]);
        double[] point = [0.3, -0.4], expectedGradient = new double[2], gradient = new double[2];
        Assert.Equal(
            expected.LogDensity.Evaluate(point, expectedGradient), actual.LogDensity.Evaluate(point, gradient));
        Assert.Equal(expectedGradient, gradient);
        Assert.Equal(Second, actual.Observed("y").ToArray());
        Assert.Equal(["count", "y"], actual.ObservedNames);
        Assert.Equal(new ModelDraws(expected, new[,] { { 0.3, -0.4 } }, 1).LogLikelihood(),
            new ModelDraws(actual, new[,] { { 0.3, -0.4 } }, 1).LogLikelihood());
    }

    [Fact]
    public void The_model_itself_stays_as_it_was()
    {
        Model model = Counts([1, 2, 3], First);
        double before = model.LogDensity.Evaluate([0.1, 0.2]);
        Assert.NotEqual(before, model.WithObserved("y", Second).LogDensity.Evaluate([0.1, 0.2]));
        Assert.Equal(before, model.LogDensity.Evaluate([0.1, 0.2]));
        Assert.Equal(First, model.Observed("y").ToArray());
    }

    [Fact]
    public void Values_are_replaced_wherever_their_tensor_is_used()
    {
        Assert.Equal(Regression(Second).LogDensity.Evaluate([0.7, 0.2]),
            Regression(First).WithObserved("y", Second).LogDensity.Evaluate([0.7, 0.2]), 1e-12);
    }

    [Fact]
    public void What_cannot_take_the_place_of_the_values_is_refused()
    {
        Model model = Counts([1, 2, 3], First);
        void Throws<T>(string part, Action action) where T : Exception =>
            Assert.Contains(part, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
        Throws<ArgumentException>("those observed have [4]", () => model.WithObserved("y", (double[])[1, 2]));
        Throws<ArgumentException>("Observe 'count'", () => model.WithObserved("count", (double[])[1, -2, 3]));
        Throws<ArgumentException>("There is no observation 'x'", () => model.WithObserved("x", First));
        Throws<ArgumentException>("not an expression", () => model.WithObserved("y", Exp((Tensor)First)));
        Throws<NotSupportedException>("rows of a source", () => Model.Define(m =>
        {
            Rows rows = m.Rows("row", new MemoryRows().With("y", First));
            rows.Observe("y", new Normal(m.Sample("mu", new Normal(0, 1)), 1), rows.Column("y"));
        }).WithObserved("y", Second));
    }

    private static Model Counts(double[] counts, double[] y) => Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 1)), sigma = m.Sample("sigma", new HalfNormal(1));
        m.Plate("count", 3).Observe("count", Poisson.FromLogRate(mu), counts);
        m.Observe("y", new Normal(mu + Full(0, [4]), sigma), y);
    });

    /// <summary>Each value has the one before as its mean, and the prior a scale from the data.</summary>
    private static Model Regression(double[] series) => Model.Define(m =>
    {
        Tensor y = m.Data("series", series), slope = m.Sample("slope", new Normal(0, Sum(Square(y))));
        Tensor before = Concatenate([(Tensor)new double[] { 0 }, y[..3]], 0);
        m.Observe("y", new Normal(slope * before, m.Sample("sigma", new HalfNormal(1))), y);
    });
}
