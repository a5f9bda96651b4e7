using Reparam.Random;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>Bounds of the log evidence and divergences, where all of them are known: of normal distributions.</summary>
public sealed class BoundsTests
{
    private const double LogEvidence = -7.5;

    private static readonly GaussianTarget Target = new(4, 0.8, LogEvidence);

    private static readonly Dictionary<string, VariationalObjective> All = new()
    {
        ["ELBO"] = new ElboObjective(),
        ["analytic divergences"] = new AnalyticDivergenceObjective(),
        ["importance-weighted"] = new ImportanceWeightedObjective(5),
        ["doubly reparameterised"] = new ImportanceWeightedObjective(5, WeightGradient.DoublyReparameterized),
        ["Rényi 0.5"] = new RenyiObjective(0.5),
        ["Rényi 0"] = new RenyiObjective(0),
        ["Rényi 1"] = new RenyiObjective(1),
        ["Rényi 2"] = new RenyiObjective(2),
        ["Rényi -1"] = new RenyiObjective(-1),
        ["chi-square"] = new ChiSquareUpperBound(),
        ["chi of order 3"] = new ChiSquareUpperBound(3),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> Conservative => [.. All
        .Where(o => o.Value.AllowsFixedDraws || o.Value is RenyiObjective { Alpha: >= 0 }).Select(o => o.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void At_the_posterior_every_bound_is_the_log_evidence_and_stationary(string name)
    {
        var run = new ObjectiveRun(Target.LogDensity, new FullRankGaussian(), All[name], draws: 8);
        // Moments of this noise are those of the normal distribution, which quadratics in closed form need.
        double[] noise = GaussianTarget.Cubature(4);
        double[][] points = [.. Enumerable.Repeat(noise, All[name].PointsPerDraw)];
        (double value, double[] gradient) = run.Run(Target.FullRankParameters, points);
        Assert.Equal(Sign(name) * LogEvidence, value, 1e-10);
        Assert.True(gradient.Max(Math.Abs) < 1e-10, $"{gradient.Max(Math.Abs)}");
    }

    [Fact]
    public void The_forward_divergence_is_zero_at_the_posterior()
    {
        var run = new ObjectiveRun(Target.LogDensity, new FullRankGaussian(), new ForwardDivergenceObjective(), 8);
        (double value, double[] gradient) = run.Run(Target.FullRankParameters, GaussianTarget.Cubature(4));
        Assert.Equal(0, value, 1e-10);
        Assert.True(gradient.Max(Math.Abs) < 1e-10);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(-0.5)]
    public void Renyi_bounds_of_normal_distributions_are_those_of_the_closed_form(double alpha)
    {
        // Gil, Alajaji and Linder (2013), table 2: D(q ‖ p) between N(m, s²) and N(0, 1).
        const double m = 0.4, s = 1.1;
        double variance = alpha + (1 - alpha) * s * s;
        double divergence = Math.Log(1 / s) + Math.Log(1 / variance) / (2 * (alpha - 1)) + alpha * m * m / (2 * variance);
        double expected = LogEvidence - divergence;
        double found = Value(new RenyiObjective(alpha), m, s);
        // 65,536 quasi-random draws: far tails of the ratio are what errs.
        Assert.Equal((alpha < 0 ? -1 : 1) * expected, found, 1e-4);
        if (alpha < 0)
        {
            Assert.Equal(found, Value(new ChiSquareUpperBound(1 - alpha), m, s), 1e-12);
        }
    }

    [Fact]
    public void At_order_one_the_Renyi_bound_is_the_evidence_lower_bound() => Assert.Equal(
        Value(new ElboObjective(EntropyForm.MonteCarlo), 0.4, 1.2), Value(new RenyiObjective(1), 0.4, 1.2), 1e-13);

    [Fact]
    public void Bounds_stand_in_order_around_the_log_evidence()
    {
        const double m = 0.5, s = 1.3;
        double[] values =
        [
            Value(new RenyiObjective(2), m, s), Value(new ElboObjective(), m, s),
            Value(new ImportanceWeightedObjective(2), m, s), Value(new ImportanceWeightedObjective(10), m, s),
            LogEvidence, -Value(new ChiSquareUpperBound(1.5), m, s), -Value(new ChiSquareUpperBound(), m, s),
            -Value(new ChiSquareUpperBound(4), m, s),
        ];
        for (int i = 1; i < values.Length; i++)
        {
            Assert.True(values[i] > values[i - 1] + 1e-3, $"{i}: {values[i - 1]} then {values[i]}.");
        }
    }

    [Fact]
    public void The_forward_divergence_and_its_gradient_are_those_of_the_closed_form()
    {
        // KL(N(0, 1) ‖ N(m, s²)) = log s + (1 + m²) / (2 s²) - ½; by the logarithm of s its slope is 1 - (1 + m²) / s².
        const double m = 0.5, s = 1.3;
        var run = new ObjectiveRun(Standard(), new FullRankGaussian(), new ForwardDivergenceObjective(), 65_536);
        (double value, double[] gradient) = run.Run(
            [m, Math.Log(s)], QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), 1, 65_536));
        Assert.Equal(-(Math.Log(s) + (1 + m * m) / (2 * s * s) - 0.5), value, 1e-4);
        Assert.Equal(-m / (s * s), gradient[0], 1e-3);
        Assert.Equal(-(1 - (1 + m * m) / (s * s)), gradient[1], 1e-3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1.5)]
    public void The_gradient_of_the_chi_bound_is_that_of_the_closed_form(double order)
    {
        // With α = 1 - n, V = α + (1 - α) s²: minus the bound is D = -log s - log V / (2 (α - 1)) + α m² / (2 V).
        const double m = 0.3, s = 1.2, step = 1e-5;
        double alpha = 1 - order;
        double Divergence(double mean, double log)
        {
            double variance = alpha + (1 - alpha) * Math.Exp(2 * log);
            return -log - Math.Log(variance) / (2 * (alpha - 1)) + alpha * mean * mean / (2 * variance);
        }

        var run = new ObjectiveRun(Standard(), new FullRankGaussian(), new ChiSquareUpperBound(order), 65_536);
        double[] gradient = run.Run(
            [m, Math.Log(s)], QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), 1, 65_536)).Gradient;
        double log = Math.Log(s);
        Assert.Equal((Divergence(m + step, log) - Divergence(m - step, log)) / (2 * step), gradient[0], 1e-3);
        Assert.Equal((Divergence(m, log + step) - Divergence(m, log - step)) / (2 * step), gradient[1], 1e-3);
    }

    [Fact]
    public void The_gradient_of_the_chi_bound_leads_back_from_where_no_draw_reaches_the_posterior()
    {
        // Downhill of the estimate itself would be further away: at every draw g / q falls with the distance.
        var run = new ObjectiveRun(Standard(), new FullRankGaussian(), new ChiSquareUpperBound(), 64);
        Assert.True(run.RunRandom([9, 0], 1).Gradient[0] < 0);
        Assert.True(run.RunRandom([-9, 0], 1).Gradient[0] > 0);
        var estimate = new ObjectiveRun(Standard(), new FullRankGaussian(),
            new CustomObjective("estimate", terms => -0.5 * terms.LogMeanExp(draw => 2 * draw.LogRatio)), 64);
        Assert.True(estimate.RunRandom([9, 0], 1).Gradient[0] > 0);
    }

    [Theory]
    [MemberData(nameof(Conservative))]
    public void The_gradient_is_that_of_the_value_on_fixed_draws(string name)
    {
        LogDensity target = LogDensity.Over(2, x => Sum(-Square(Square(x)) + Sin(3 * x)) - Square(x[0] * x[1]));
        double[] parameters = [0.3, -0.2, -0.4, 0.1, 0.25];
        var run = new ObjectiveRun(target, new FullRankGaussian(), All[name], draws: 16);
        run.AssertGradientIsOfTheValue(parameters, run.Noise(3), 1e-9);
    }

    [Theory]
    [InlineData("Rényi 0.5")]
    [InlineData("Rényi 1")]
    [InlineData("ELBO")]
    public void With_a_mixture_too(string name)
    {
        LogDensity target = LogDensity.Over(2, x => Sum(-Square(Square(x)) + Sin(3 * x)) - Square(x[0] * x[1]));
        var family = new GaussianMixtureFamily(3);
        double[] parameters =
            [.. Enumerable.Range(0, family.ParameterCount(target)).Select(i => 0.5 * Math.Cos(3 * i))];
        var run = new ObjectiveRun(target, family, All[name], draws: 16);
        run.AssertGradientIsOfTheValue(parameters, run.Noise(3), 1e-9);
    }

    [Fact]
    public void Ratios_that_differ_by_thousands_of_nats_do_not_overflow()
    {
        // log E exp(c ε) over the draws, against sums in the order of size.
        const int draws = 512;
        double[] noise = QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), 1, draws);
        foreach (double c in new double[] { 1e-6, 1, 30, 700, 4000, -4000 })
        {
            LogDensity target = LogDensity.Over(1, x => Sum(c * x) - 0.5 * Sum(Square(x)));
            var run = new ObjectiveRun(target, new MeanFieldGaussian(), new RenyiObjective(0), draws);
            double[] ratios = [.. noise.Select(e => c * e + 0.5 * Math.Log(2 * Math.PI))];
            double most = ratios.Max(), expected = most + Math.Log(ratios.Average(r => Math.Exp(r - most)));
            (double value, double[] gradient) = run.Run([0, 0], noise);
            Assert.Equal(expected, value, 1e-12 * Math.Max(1, Math.Abs(expected)));
            Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
        }
    }

    private static double Sign(string name) => All[name].IsMinimized ? -1 : 1;

    private static LogDensity Standard() =>
        LogDensity.Over(1, x => Sum(new Reparam.Distributions.Normal(0, 1).LogProb(x)) + LogEvidence);

    /// <summary>Over many quasi-random draws of N(m, s²), with N(0, 1) as posterior.</summary>
    private static double Value(VariationalObjective objective, double m, double s)
    {
        const int draws = 65_536;
        var run = new ObjectiveRun(Standard(), new FullRankGaussian(), objective, draws);
        int points = objective.PointsPerDraw;
        double[] noise = QuasiMonteCarlo.Normal(RandomKey.FromSeed(1), points, draws);
        return run.Run([m, Math.Log(s)], [.. noise.Chunk(draws)]).Value;
    }
}
