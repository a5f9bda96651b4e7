using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class CensoredTests
{
    [Fact]
    public void The_ends_hold_the_tails_and_the_rest_is_the_source()
    {
        var source = new Normal(0.5, 2);
        var censored = new Censored(source, -1, 3);
        double[] inside = [-0.75, 0, 2.5];
        Assert.Equal(source.LogProb(inside).ToArray(), censored.LogProb(inside).ToArray());
        Assert.Equal(source.LogCdf(-1).ToDouble(), censored.LogProb(-1).ToDouble());
        Assert.Equal(source.LogSurvival(3).ToDouble(), censored.LogProb(3).ToDouble());
        Assert.Equal([0, source.Cdf(0.25).ToDouble(), 1], censored.Cdf(new double[] { -1.5, 0.25, 3 }).ToArray());
        Assert.Equal([1, source.Survival(0.25).ToDouble(), 0], censored.Survival(new double[] { -1.5, 0.25, 3 }).ToArray());
    }

    [Fact]
    public void Of_integers_the_upper_end_counts_itself()
    {
        var censored = new Censored(new Poisson(4), null, 6);
        double total = censored.LogProb(new double[] { 0, 1, 2, 3, 4, 5, 6 }).ToArray().Sum(Math.Exp);
        DistributionLaws.AssertClose(1, total, 1e-14, "the total probability");
    }

    [Fact]
    public void The_gradient_through_draws_that_are_moved_to_the_ends_is_that_of_the_expectation()
    {
        Tensor loc = Input("loc", []), scale = Input("scale", []);
        var censored = new Censored(new Normal(loc, scale), -1, 3);
        // Integrated from kink to kink: at these the draw reaches an end.
        double m = 0.5, s = 2;
        (double[] nodes, double[] weights) = Between((-1 - m) / s, (3 - m) / s);
        Tensor phi = weights * (Tensor)Array.ConvertAll(nodes, z => Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI));
        double below = MathNet.Numerics.Distributions.Normal.CDF(m, s, -1);
        double above = 1 - MathNet.Numerics.Distributions.Normal.CDF(m, s, 3);
        Tensor estimate = Sum(phi * Square(censored.FromNoise(nodes))) + below * Square(censored.FromNoise(-9))
            + above * Square(censored.FromNoise(9));
        // ∂E/∂θ = E[2x ∂x/∂θ; inside]: ∂E/∂μ = ∫ 2x p dx, ∂E/∂σ = ∫ 2x z p dx, between the ends.
        double[] x = Array.ConvertAll(nodes, z => m + s * z);
        double[] density = phi.ToArray();
        double[][] result = Evaluation.Run([loc, scale], [[m], [s]], Differentiate.Gradient(estimate, loc, scale), 1);
        DistributionLaws.AssertClose(x.Zip(density, (v, w) => 2 * v * w).Sum(), result[0][0], 1e-13, "in loc");
        DistributionLaws.AssertClose(
            x.Zip(nodes, (v, z) => v * z).Zip(density, (v, w) => 2 * v * w).Sum(), result[1][0], 1e-13, "in scale");
        // And that is the derivative of E[x²], by differences of its integral.
        DistributionLaws.AssertClose((Moment(m + 1e-5, s) - Moment(m - 1e-5, s)) / 2e-5, result[0][0], 1e-9, "difference");
    }

    private static double Moment(double m, double s)
    {
        (double[] nodes, double[] weights) = Between(-1, 3);
        return nodes.Zip(weights, (x, w) => w * x * x * MathNet.Numerics.Distributions.Normal.PDF(m, s, x)).Sum()
            + MathNet.Numerics.Distributions.Normal.CDF(m, s, -1)
            + 9 * (1 - MathNet.Numerics.Distributions.Normal.CDF(m, s, 3));
    }

    private static (double[] Nodes, double[] Weights) Between(double lower, double upper) =>
        Quadrature.Over(Support.Interval(lower, upper));
}
