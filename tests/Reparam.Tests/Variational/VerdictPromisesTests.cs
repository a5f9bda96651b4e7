using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>What a verdict promises, on targets that a normal approximation cannot fit.</summary>
public sealed class VerdictPromisesTests
{
    public static TheoryData<string, ulong> Hard
    {
        get
        {
            var data = new TheoryData<string, ulong>();
            foreach (string name in new[] { "Cauchy", "Student", "banana", "sharp banana", "mean field", "two modes" })
            {
                for (ulong seed = 1; seed <= 3; seed++)
                {
                    data.Add(name, seed);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Hard))]
    public void Passed_means_that_the_quantiles_hold_what_they_should(string name, ulong seed)
    {
        (LogDensity target, VariationalFamily family, Func<double, double> cdf) = Target(name);
        Posterior posterior = Inference.Fit(target, seed, new() { Family = family });
        if (posterior.Verdict.Level == VerdictLevel.Passed)
        {
            // 400 effective draws, the fewest that pass, have a standard error of 0.011 at 5% and 0.025 at the median.
            Assert.Equal(0.05, cdf(posterior["x[1]"].Quantile05), 0.03);
            Assert.Equal(0.5, cdf(posterior["x[1]"].Median), 0.08);
            Assert.Equal(0.95, cdf(posterior["x[1]"].Quantile95), 0.03);
        }
    }

    [Theory]
    [MemberData(nameof(Hard))]
    public void Draws_left_uncorrected_are_never_passed(string name, ulong seed)
    {
        (LogDensity target, VariationalFamily family, _) = Target(name);
        Posterior posterior = Inference.Fit(target, seed, new() { Family = family });
        Assert.True(posterior.IsCorrected || posterior.Verdict.Level != VerdictLevel.Passed,
            posterior.Verdict.ToString());
        Assert.NotEmpty(posterior.Verdict.Reasons);
        Assert.InRange(posterior.EffectiveSampleSize, 1, 1e6);
        if (posterior.Verdict.Level == VerdictLevel.Failed)
        {
            Assert.True(posterior.ParetoShape >= 1);
        }
    }

    [Fact]
    public void A_mean_field_approximation_of_a_strong_correlation_does_not_pass()
    {
        (LogDensity target, VariationalFamily family, _) = Target("mean field");
        Posterior posterior = Inference.Fit(target, seed: 1, options: new() { Family = family });
        Assert.NotEqual(VerdictLevel.Passed, posterior.Verdict.Level);
        Assert.StartsWith(posterior.Verdict.Level.ToString(), posterior.Verdict.ToString());
    }

    [Fact]
    public void A_normal_posterior_passes_with_equal_weights()
    {
        Posterior posterior = Inference.Fit(new GaussianTarget(4, 0.8).LogDensity, seed: 1);
        Assert.Equal(VerdictLevel.Passed, posterior.Verdict.Level);
        Assert.True(posterior.IsCorrected);
        Assert.True(posterior.ParetoShape < 0.7);
        Assert.True(posterior.EffectiveSampleSize > 4000, $"{posterior.EffectiveSampleSize}");
    }

    private static (LogDensity Target, VariationalFamily Family, Func<double, double> Cdf) Target(string name)
    {
        static double Normal(double x) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, x);
        return name switch
        {
            "Cauchy" => (LogDensity.Over(1, x => new Cauchy(0, 1).LogProb(x[0])), new FullRankGaussian(),
                static x => 0.5 + Math.Atan(x) / Math.PI),
            "Student" => (LogDensity.Over(5, x => Sum(new StudentT(2, 0, 1).LogProb(x))), new FullRankGaussian(),
                static x => MathNet.Numerics.Distributions.StudentT.CDF(0, 1, 2, x)),
            "banana" => (Banana(0.5), new FullRankGaussian(), Normal),
            "sharp banana" => (Banana(0.05), new FullRankGaussian(), Normal),
            "mean field" => (LogDensity.Over(2, x => -0.5 * (Square(x[0]) + Square(20 * (x[1] - x[0])))),
                new MeanFieldGaussian(), Normal),
            // Two modes three standard deviations from each other: what joins them is dense enough to be found.
            _ => (LogDensity.Over(1, x => LogSumExp(Stack(
                    new Normal(-1.5, 1).LogProb(x[0]), Math.Log(0.5) + new Normal(1.5, 1).LogProb(x[0])))),
                new FullRankGaussian(), static x => (2 * Normal(x + 1.5) + Normal(x - 1.5)) / 3),
        };
    }

    private static LogDensity Banana(double width) =>
        LogDensity.Over(2, x => -0.5 * (Square(x[0]) + Square((x[1] - Square(x[0])) / width)));
}
