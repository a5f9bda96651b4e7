using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>What each family is for: a normalised density of its shape, so that the bound is minus the
/// divergence.</summary>
public sealed class FamilyFitsTests
{
    private static readonly LogDensity Banana = LogDensity.Over(2, x =>
        new Normal(0, 1).LogProb(x[0]) + new Normal(Square(x[0]), 0.5).LogProb(x[1]));

    private static readonly LogDensity Funnel = LogDensity.Over(5, x =>
        new Normal(0, 1.5).LogProb(x[0]) + Sum(new Normal(0, Exp(0.5 * x[0])).LogProb(x[1..5])));

    // Two modes six deviations apart.
    private static readonly LogDensity Bimodal = LogDensity.Over(2, x => LogSumExp(Stack(
        Math.Log(0.6) + Sum(new Normal(-1.5, 0.7).LogProb(x)), Math.Log(0.4) + Sum(new Normal(1.5, 0.5).LogProb(x)))));

    private static readonly LogDensity Heavy = LogDensity.Over(3, x =>
        Sum(new StudentT(3, 0, 1).LogProb(Stack(x[0], x[1] - 0.8 * x[0], 5 * x[2]))) + Math.Log(5));

    // The logarithm of a gamma variable: one unknown, a long tail to the left.
    private static readonly LogDensity Skewed = LogDensity.Over(1, x => Sum(new Gamma(0.7, 1).LogProb(Exp(x)) + x));

    // One normal distribution, wherever it lies: of two modes FullRankGaussian would fit both.
    private static readonly CustomFamily OneNormal = new("one normal", _ => 0, (_, _) => new Reparam.Bijectors.Identity());

    private static readonly Dictionary<string, (LogDensity Target, VariationalFamily Family, double Missing)> Fits = new()
    {
        ["banana, coupling flow"] = (Banana, new CouplingFlow(), 0.05),
        ["banana, spline flow"] = (Banana, new SplineFlow(), 0.05),
        ["banana, inverse autoregressive flow"] = (Banana, new InverseAutoregressiveFlow(), 0.02),
        ["banana, mixture"] = (Banana, new GaussianMixtureFamily(6), 0.15),
        ["funnel, coupling flow"] = (Funnel, new CouplingFlow { Depth = 2 }, 0.2),
        ["funnel, mixture"] = (Funnel, new GaussianMixtureFamily(4), 0.3),
        ["two modes, mixture"] = (Bimodal, new GaussianMixtureFamily(4), 0.01),
        ["heavy tails, Student t"] = (Heavy, new StudentTFamily(), 0.01),
        ["skewed, spline flow"] = (Skewed, new SplineFlow(), 0.02),
    };

    public static TheoryData<string> Names => [.. Fits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_richer_family_misses_little_of_what_a_normal_distribution_misses(string name)
    {
        (LogDensity target, VariationalFamily family, double missing) = Fits[name];
        Posterior normal = Inference.Fit(target, seed: 1, new() { Family = OneNormal });
        Posterior rich = Inference.Fit(target, seed: 1, new() { Family = family });
        Assert.InRange(rich.Elbo, -missing, 4 * rich.ElboStandardError);
        Assert.True(rich.Elbo - normal.Elbo > 2 * missing || normal.Elbo < 3 * rich.Elbo,
            $"{rich.Elbo} beside {normal.Elbo}.");
        // A bound over the draws of the fit above that over others is a flow that has adapted to the draws.
        Assert.True(rich.ObjectiveValue < rich.Elbo + 4 * rich.ElboStandardError + 0.02,
            $"{rich.ObjectiveValue} over the draws of the fit, {rich.Elbo} over others.");
    }

    [Fact]
    public void Weights_of_the_right_family_are_better_behaved()
    {
        // One normal distribution has a tail too light for the one and cannot reach both modes of the other.
        Posterior heavy = Inference.Fit(Heavy, seed: 1, new() { Family = new StudentTFamily() });
        Posterior modes = Inference.Fit(Bimodal, seed: 1, new() { Family = new GaussianMixtureFamily(4) });
        Posterior normal = Inference.Fit(Bimodal, seed: 1, new() { Family = OneNormal });
        Assert.True(heavy.ParetoShape < 0.5, $"{heavy.ParetoShape}");
        Assert.True(modes.IsCorrected && modes.EffectiveSampleSize > 3500, $"{modes.EffectiveSampleSize}");
        Assert.True(!normal.IsCorrected && normal.ParetoShape > 1, $"{normal.ParetoShape}");
        // 0.6 · -1.5 + 0.4 · 1.5: to a twentieth of a standard deviation of 1.6.
        Assert.Equal(-0.3, modes["x[1]"].Mean, 0.08);
    }

    [Fact]
    public void Degrees_of_freedom_are_learned()
    {
        // Mean 0 and the variance of ν = 3, which is 3: a normal approximation has less.
        Posterior posterior = Inference.Fit(Heavy, seed: 1, new() { Family = new StudentTFamily() });
        Assert.Equal(Math.Sqrt(3), posterior["x[1]"].StandardDeviation, 0.1);
    }

    [Fact]
    public void Fresh_draws_fit_a_flow_too()
    {
        Posterior posterior = Inference.Fit(Banana, seed: 1, new()
        {
            Family = new InverseAutoregressiveFlow(),
            Algorithm = new FreshDraws
            {
                DrawsPerStep = 64, Steps = new AdamSteps { StepSize = 0.01 }, MaximumSteps = 4000,
            },
        });
        Assert.InRange(posterior.Elbo, -0.05, 4 * posterior.ElboStandardError);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_out_of_range_is_refused(string _, VariationalFamily family, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Inference.Fit(Banana, seed: 1, new() { Family = family }));
        Assert.StartsWith(message + " (Parameter '", error.Message);
    }

    public static TheoryData<string, VariationalFamily, string> Wrong => new()
    {
        { "depth", new CouplingFlow { Depth = 0 },
            "CouplingFlow: Depth must be at least 1, but is 0. Leave it unset for the default." },
        { "width", new InverseAutoregressiveFlow { Width = -2 },
            "InverseAutoregressiveFlow: Width must be at least 1, but is -2. Leave it unset for the default." },
        { "bins", new SplineFlow { Bins = 1 },
            "SplineFlow: Bins must be at least 2, but is 1. Leave it unset for 8." },
        { "bound", new SplineFlow { Bound = double.NaN },
            "SplineFlow: Bound must be above 0 and finite, but is NaN. Leave it unset for 5." },
        { "components", new GaussianMixtureFamily(0),
            "GaussianMixtureFamily: Count must be at least 1, but is 0. Two or three are a good beginning." },
        { "spread", new GaussianMixtureFamily(2) { Spread = 0 },
            "GaussianMixtureFamily: Spread must be above 0 and finite, but is 0. Leave it unset for 2." },
    };
}
