using static Reparam.Tensor;

namespace Reparam.Tests.Models;

public sealed class LogDensityTests
{
    [Fact]
    public void A_function_is_a_log_density_with_one_term_and_one_quantity()
    {
        LogDensity banana = LogDensity.Over(2, x => -0.5 * (x[0] * x[0] + Square(x[1] - x[0] * x[0]) / 0.1), "z");
        Assert.Equal(2, banana.Dimension);
        Tensor point = new double[] { 1, 3 };
        Assert.Equal(-0.5 * (1 + 4 / 0.1), banana.LogProb(point).ToDouble(), 1e-14);
        Term term = Assert.Single(banana.Terms(point));
        Assert.Equal(("log_density", TermKind.Factor), (term.Name, term.Kind));
        Assert.Equal(["z[1]", "z[2]"], Assert.Single(banana.Quantities(point)).ElementNames);
    }

    [Fact]
    public void A_function_that_gives_no_scalar_is_refused_with_its_shape()
    {
        LogDensity density = LogDensity.Over(2, x => -x);
        var e = Assert.Throws<ArgumentException>(() => density.LogProb(new double[] { 1, 2 }));
        Assert.Equal("LogDensity.Over: the function must give a scalar, but gave shape [2]. Sum over its axes.",
            e.Message);
    }

    [Fact]
    public void A_point_of_another_dimension_is_refused_with_both()
    {
        LogDensity density = LogDensity.Over(2, Sum);
        var e = Assert.Throws<ArgumentException>("x", () => density.LogProb(new double[] { 1, 2, 3 }));
        Assert.Equal("LogDensity: a vector of length 2 is needed, but the shape is [3]. Pass the unconstrained forms " +
            "of all unknowns, one after another. (Parameter 'x')", e.Message);
    }

    [Fact]
    public void No_unknowns_are_refused() => Assert.StartsWith(
        "LogDensity.Over: dimension must be at least 1, but is 0. Pass the number of unknowns.",
        Assert.Throws<ArgumentOutOfRangeException>("dimension", () => LogDensity.Over(0, Sum)).Message);
}
