using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class StepRuleTests
{
    private static readonly Dictionary<string, StepRule> Rules = new()
    {
        ["adam"] = new AdamSteps(),
        ["dog"] = new DistanceOverGradientSteps(),
        ["natural"] = new NaturalGradientSteps(),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_rule_comes_to_the_posterior_of_a_logistic_regression(string name)
    {
        double[] dose = [-0.86, -0.3, -0.05, 0.73], deaths = [0, 1, 3, 5];
        Model model = Model.Define(m =>
        {
            Tensor alpha = m.Sample("alpha", new Normal(0, 2)), beta = m.Sample("beta", new Normal(5, 5));
            m.Observe("deaths", Binomial.FromLogits(5, alpha + beta * dose), deaths);
        });
        Posterior still = Inference.Fit(model, seed: 1, new() { Family = new FullRankGaussian() });
        Posterior fresh = Inference.Fit(model, seed: 1, new()
        {
            Family = new FullRankGaussian(), Algorithm = new FreshDraws { Steps = Rules[name] },
        });
        Assert.DoesNotContain("not yet stationary", fresh.Verdict.ToString(), StringComparison.Ordinal);
        Assert.InRange(fresh.Rounds[0].Iterations, 100, 10_000);
        // The bound is flat at the optimum: an error of 0.02 sd a parameter costs thousandths of a nat.
        Assert.Equal(still.Rungs[0].Elbo, fresh.Rungs[0].Elbo, 0.02);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scales_from_a_millionth_to_a_million_do_not_matter(string name)
    {
        double[] scale = [1e-6, 1e-3, 1, 1e3, 1e6], mean = [2e-6, -1e-3, 0.5, 4e3, -3e6];
        LogDensity density = LogDensity.Over(5, x => Sum(new StudentT(10, mean, scale).LogProb(x)));
        Posterior posterior = Inference.Fit(density, seed: 1, new()
        {
            Family = new MeanFieldGaussian(), Algorithm = new FreshDraws { Steps = Rules[name] },
        });
        Assert.DoesNotContain("not yet stationary", posterior.Verdict.ToString(), StringComparison.Ordinal);
        for (int i = 0; i < 5; i++)
        {
            var summary = posterior[FormattableString.Invariant($"x[{i + 1}]")];
            Assert.Equal(mean[i], summary.Mean, 0.06 * scale[i]);
        }
    }

    [Fact]
    public void Steps_that_are_far_too_large_are_taken_back_and_that_is_said()
    {
        LogDensity density = LogDensity.Over(3, x => -Sum(Exp(x)) + 4 * Sum(x));
        Posterior posterior = Inference.Fit(density, seed: 1, new()
        {
            Algorithm = new FreshDraws { Steps = new AdamSteps { StepSize = 1000 } },
        });
        Assert.Contains("was taken back", posterior.Verdict.ToString(), StringComparison.Ordinal);
        // log of a gamma variable of shape 4: ψ(4).
        Assert.Equal(1.2561176684, posterior["x[1]"].Mean, 0.05);
    }

    [Fact]
    public void Natural_gradients_are_refused_where_the_family_is_not_normal()
    {
        LogDensity normal = LogDensity.Over(2, x => -0.5 * Sum(Square(x)));
        var e = Assert.Throws<ArgumentException>(() => Inference.Fit(normal, seed: 1, new()
        {
            Family = new Odd(), Algorithm = new FreshDraws { Steps = new NaturalGradientSteps() },
        }));
        Assert.Contains("natural gradients are known for normal distributions only", e.Message, StringComparison.Ordinal);
        Assert.Contains("Rate must be at most 1", Assert.Throws<ArgumentOutOfRangeException>(() => Inference.Fit(
            normal, seed: 1, new() { Algorithm = new FreshDraws { Steps = new NaturalGradientSteps { Rate = 2 } } }))
            .Message, StringComparison.Ordinal);
    }

    private sealed record Odd : BijectorFamily
    {
        public override string Name => "odd";

        public override Reparam.Bijectors.Bijector Bijector(Tensor parameters, LogDensity target) =>
            throw new InvalidOperationException("It is refused before it is asked.");

        public override int ParameterCount(LogDensity target) => 1;

        public override double[] Start(LogDensity target, Reparam.Random.RandomKey key) => [0];
    }
}
