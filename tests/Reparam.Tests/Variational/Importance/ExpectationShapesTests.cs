using Reparam.Distributions;
using Reparam.Variational;
using Reparam.Tests.Diagnostics;

namespace Reparam.Tests.Variational.Importance;

public sealed class ExpectationShapesTests
{
    [Fact]
    public void Each_quantity_has_the_tail_of_its_own_terms()
    {
        // Equal ratios; a normal quantity, one with Pareto tails of shape 0.8, and a constant one.
        const int draws = 4096;
        ulong state = 1;
        double[] values = [.. Enumerable.Range(0, 2 * draws).Select(i => i < draws
            ? LinearCongruential.Normal(ref state)
            : Math.Pow(LinearCongruential.Uniform(ref state), -0.8))];
        var shapes = new ExpectationShapes(new double[draws], () => [.. values, .. Enumerable.Repeat(3.0, draws)]);
        // The standard error of k-hat from a tail of 192 is about (1 + k) / √192; five of them.
        Assert.InRange(shapes.Of(0), -0.5, 0.4);
        Assert.InRange(shapes.Of(1), 0.8 - 0.65, 0.8 + 0.65);
        Assert.Equal(double.NegativeInfinity, shapes.Of(2));
    }

    [Fact]
    public void A_quantity_that_the_bad_direction_does_not_touch_is_no_better_than_its_ratios()
    {
        // Ratios heavy in one direction; a quantity of another has about the tail of the ratios, one that grows with
        // them a heavier one.
        const int draws = 4096;
        ulong state = 5;
        double[] z = [.. Enumerable.Range(0, draws).Select(_ => LinearCongruential.Normal(ref state))];
        double[] other = [.. z.Select(_ => LinearCongruential.Normal(ref state))];
        var shapes = new ExpectationShapes([.. z.Select(v => 0.25 * v * v)], () => [.. z, .. other]);
        Assert.True(shapes.Of(0) > 0.3);
        Assert.True(shapes.Of(1) > 0.3);
    }

    [Fact]
    public void A_posterior_tells_them_by_name()
    {
        Posterior posterior = Inference.Fit(Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 1));
            m.Report("pair", Tensor.Stack(mu, mu * mu));
            m.Observe("y", new Normal(mu, 1), 0.5);
        }), seed: 1);
        Assert.All(posterior.Summaries, s => Assert.True(posterior.ParetoShapeOf(s.Name) < 0.5));
        Assert.Throws<KeyNotFoundException>(() => posterior.ParetoShapeOf("nu"));
    }
}
