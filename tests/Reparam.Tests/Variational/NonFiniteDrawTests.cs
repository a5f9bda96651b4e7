using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class NonFiniteDrawTests
{
    [Fact]
    public void The_first_draw_that_is_not_finite_is_named_with_its_point_and_its_operation()
    {
        LogDensity density = LogDensity.Over(2, x => Log(x[0]) - x[1]);
        var coordinates = new Coordinates([1, 0], [0.5, 2]);
        // Draws as [element · draws + draw].
        double[] noise = [0, 1, -3, -4, 0, 0, 0.25, 0];
        Assert.Equal(" The first such draw is 2 of 4 (counted from 0). At x = [-0.5, 0.5]: It began in the factor " +
            "'log_density': log(-0.5 from unknown 'x[1]') is NaN.",
            NonFiniteDraw.Describe(density, coordinates, noise, 4));
        Assert.Equal("", NonFiniteDraw.Describe(density, coordinates, [0, 1, 0, 0], 2));
    }

    [Fact]
    public void A_gradient_that_is_not_finite_at_a_draw_is_named_too() => Assert.StartsWith(
        " The first such draw is 1 of 2 (counted from 0). At x = [0]: The log density is finite there, its gradient is",
        NonFiniteDraw.Describe(LogDensity.Over(1, x => Sqrt(x[0])), new Coordinates([1], [0.5]), [0, -2], 2),
        StringComparison.Ordinal);

    [Fact]
    public void A_point_that_is_not_finite_itself_is_said_to_be() => Assert.Equal(
        " The point itself is not finite, in 'x[2]': x = [1, NaN].",
        NonFiniteDraw.Describe(LogDensity.Over(2, Sum), [1, double.NaN]));

    [Fact]
    public void A_fit_that_finds_no_start_says_where_it_began()
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Observe("y", new Normal(Log(mu - new double[] { -9, 9, 9 }), 1), new double[] { 1, 2, 3 });
        });
        var e = Assert.Throws<FitException>(() => Inference.Fit(model, seed: 1));
        Assert.Contains(" At x = [0]: It began in the likelihood of 'y', row 1 of 3 (counted from 0): " +
            "log(-9 from subtract) is NaN. Check that the priors", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_that_is_finite_at_single_points_only_says_at_which_draw_it_began()
    {
        // Finite at the origin, where the search starts and stays, and nowhere else.
        LogDensity density = LogDensity.Over(1, x => Log(StopGradient(Equal(x[0], 0)) * (1 + 0 * x[0])));
        var e = Assert.Throws<FitException>(() => Inference.Fit(density, seed: 1));
        Assert.Contains("single points only. The first such draw is 0 of 128 (counted from 0). At x = [", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("It began in the factor 'log_density': log(0 from multiply) is -Infinity. Check it for hard " +
            "limits", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_with_fresh_draws_names_the_draw_in_its_verdict()
    {
        // Beyond 2.5 standard deviations the logarithm is of a negative number.
        LogDensity density = LogDensity.Over(1, x => -0.5 * Square(x[0]) + 1e-9 * Log(2.5 - x[0]));
        Posterior posterior = Inference.Fit(density, seed: 1, options: new() { Algorithm = new FreshDraws() });
        Assert.Contains(posterior.Verdict.Reasons, static reason =>
            reason.Contains("The bound is not finite at step", StringComparison.Ordinal)
            && reason.Contains("The first such draw is", StringComparison.Ordinal)
            && reason.Contains("log(-", StringComparison.Ordinal)
            && reason.Contains("from subtract) is NaN.", StringComparison.Ordinal));
    }
}
