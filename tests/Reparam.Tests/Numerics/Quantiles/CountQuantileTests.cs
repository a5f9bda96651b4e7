using System.Globalization;
using Reparam.Distributions;

namespace Reparam.Tests.Numerics;

/// <summary>Quantiles of counts against the distribution functions, which have references of their own.</summary>
public sealed class CountQuantileTests
{
    private static readonly double[] Probabilities =
    [
        1e-300, 1e-100, 1e-20, 1e-9, 1e-3, 0.02, 0.3, 0.49999, 0.5, 0.50001, 0.75, 0.99, 0.9995, 1 - 1e-6, 1 - 1e-9,
        1 - 1e-13, 1 - 1.1102230246251565e-16,
    ];

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e-3)]
    [InlineData(0.7)]
    [InlineData(11.9)]
    [InlineData(12.1)]
    [InlineData(40)]
    [InlineData(1e3)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    [InlineData(1e12)]
    public void Poisson_quantiles_are_the_least_that_reach_the_probability(double mean) =>
        AssertLeast(new Poisson(mean), 0);

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(20, 0.5)]
    [InlineData(20, 1e-9)]
    [InlineData(20, 0.999)]
    [InlineData(1000, 0.01)]
    [InlineData(1000, 0.995)]
    [InlineData(1e5, 0.2)]
    [InlineData(1e9, 1e-8)]
    [InlineData(1e9, 0.7)]
    [InlineData(1e12, 0.999)]
    public void Binomial_quantiles_are_the_least_that_reach_the_probability(double trials, double probability) =>
        AssertLeast(new Binomial(trials, probability), 0);

    [Theory]
    [InlineData(1e-3, 1)]
    [InlineData(4, 0.01)]
    [InlineData(4, 1e6)]
    [InlineData(55, 8)]
    [InlineData(1e4, 0.05)]
    [InlineData(1e6, 3)]
    [InlineData(1e6, 1e5)]
    [InlineData(1e9, 1e3)]
    [InlineData(1e9, 0.5)]
    public void Negative_binomial_quantiles_are_the_least_that_reach_the_probability(
        double mean, double concentration) =>
        AssertLeast(new NegativeBinomial(mean, concentration), 0);

    [Theory]
    [InlineData(1, 0.5, 0.5)]
    [InlineData(30, 0.01, 0.02)]
    [InlineData(200, 3, 40)]
    [InlineData(5000, 1e4, 2e4)]
    public void Beta_binomial_quantiles_are_the_least_that_reach_the_probability(double trials, double a, double b) =>
        AssertLeast(new BetaBinomial(trials, a, b), 0);

    [Fact]
    public void The_ends_of_the_unit_interval_give_the_ends_of_the_support()
    {
        Assert.Equal([0, double.PositiveInfinity], new Poisson(3).InverseCdf(new double[] { 0, 1 }).ToArray());
        Assert.Equal([0, 7], new Binomial(7, 0.2).InverseCdf(new double[] { 0, 1 }).ToArray());
        Assert.True(double.IsNaN(new Poisson(30).InverseCdf(-0.1).ToDouble()));
        Assert.True(double.IsNaN(new Poisson(3).InverseCdf(1.1).ToDouble()));
    }

    [Fact]
    public void Certain_outcomes_are_drawn()
    {
        Assert.Equal(0, new Binomial(7, 0).InverseCdf(0.9).ToDouble());
        Assert.Equal(7, new Binomial(7, 1).InverseCdf(0.1).ToDouble());
        Assert.Equal(0, new Binomial(0, 0.4).InverseCdf(0.9).ToDouble());
    }

    private static void AssertLeast(Distribution distribution, double least)
    {
        foreach (double p in Probabilities)
        {
            // Compared in the tail that is the smaller; rounding of either side leaves 1e-10 of it.
            double goal = p > 0.5 ? 1 - p : p;
            AssertLeast(distribution, least, p, distribution.InverseCdf(p).ToDouble(), goal, p > 0.5);
            AssertLeast(distribution, least, p, distribution.InverseSurvival(p).ToDouble(), goal, p <= 0.5);
        }

        static void AssertLeast(Distribution distribution, double least, double p, double k, double goal, bool isUpper)
        {
            double At(double x) => (isUpper ? distribution.Survival(x) : distribution.Cdf(x)).ToDouble();
            double at = At(k), before = At(k - 1);
            bool reached = isUpper ? at <= goal * (1 + 1e-10) : at >= goal * (1 - 1e-10);
            bool notBefore = k == least || (isUpper ? before >= goal * (1 - 1e-10) : before <= goal * (1 + 1e-10));
            Assert.True(k >= least && k == Math.Floor(k) && reached && notBefore, string.Create(
                CultureInfo.InvariantCulture, $"{distribution}: at {p:R} the quantile is {k:R}, where the tail is " +
                $"{at:R}, and {before:R} before."));
        }
    }
}
