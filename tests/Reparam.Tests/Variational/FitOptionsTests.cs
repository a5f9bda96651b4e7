using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

public sealed class FitOptionsTests
{
    private static readonly Dictionary<string, (FitOptions Options, string Message)> Wrong = new()
    {
        ["no posterior draws"] = (new() { PosteriorDraws = 0 },
            "FitOptions: PosteriorDraws must be at least 1, but is 0. Leave it unset for 4000."),
        ["negative threads"] = (new() { Threads = -1 },
            "FitOptions: Threads must be at least 0, but is -1. Leave it unset for as many as the machine has."),
        ["unknown entropy"] = (new() { Objective = new ElboObjective((EntropyForm)7) },
            "ElboObjective: Entropy must be a member of EntropyForm, but is 7. Take one, such as Analytic."),
        ["no initial draws"] = (Fixed(new() { InitialDraws = 0 }),
            "FixedDraws: InitialDraws must be at least 2, but is 0. Leave it unset for 128."),
        ["negative initial draws"] = (Fixed(new() { InitialDraws = -8 }),
            "FixedDraws: InitialDraws must be at least 2, but is -8. Leave it unset for 128."),
        ["one initial draw"] = (Fixed(new() { InitialDraws = 1 }),
            "FixedDraws: InitialDraws must be at least 2, but is 1. Leave it unset for 128."),
        ["too few maximum draws"] = (Fixed(new() { InitialDraws = 256, MaximumDraws = 255 }),
            "FixedDraws: MaximumDraws must be at least InitialDraws = 256, but is 255. Raise it, or lower " +
            "InitialDraws."),
        ["too many maximum draws"] = (Fixed(new() { MaximumDraws = int.MaxValue }),
            "FixedDraws: MaximumDraws must be at most 16777216, but is 2147483647. Leave it unset for 8192."),
        ["no tolerance"] = (Fixed(new() { Tolerance = 0 }),
            "FixedDraws: Tolerance must be above 0 and finite, but is 0. Leave it unset for 0.03."),
        ["tolerance NaN"] = (Fixed(new() { Tolerance = double.NaN }),
            "FixedDraws: Tolerance must be above 0 and finite, but is NaN. Leave it unset for 0.03."),
        ["gradient tolerance infinite"] = (Fixed(new() { GradientTolerance = double.PositiveInfinity }),
            "FixedDraws: GradientTolerance must be above 0 and finite, but is Infinity. Leave it unset for 0.005."),
        ["gradient tolerance negative"] = (Fixed(new() { GradientTolerance = -0.5 }),
            "FixedDraws: GradientTolerance must be above 0 and finite, but is -0.5. Leave it unset for 0.005."),
        ["no iterations"] = (Fixed(new() { MaximumIterations = 0 }),
            "FixedDraws: MaximumIterations must be at least 1, but is 0. Leave it unset for 100."),
        ["no draws a step"] = (Fresh(new() { DrawsPerStep = 0 }),
            "FreshDraws: DrawsPerStep must be at least 1, but is 0. Leave it unset for 32."),
        ["no steps"] = (Fresh(new() { MaximumSteps = 0 }),
            "FreshDraws: MaximumSteps must be at least 1, but is 0. Leave it unset for 20,000."),
        ["no step size"] = (Fresh(new() { Steps = new AdamSteps { StepSize = 0 } }),
            "AdamSteps: StepSize must be above 0 and finite, but is 0. Leave it unset for 0.02."),
        ["power NaN"] = (Fresh(new() { Steps = new AdamSteps { Power = double.NaN } }),
            "AdamSteps: Power must be above 0 and finite, but is NaN. Leave it unset for 0.5."),
        ["negative delay"] = (Fresh(new() { Steps = new AdamSteps { Delay = -1 } }),
            "AdamSteps: Delay must be above 0 and finite, but is -1. Leave it unset for 500."),
        ["negative fresh tolerance"] = (Fresh(new() { Tolerance = -0.02 }),
            "FreshDraws: Tolerance must be above 0 and finite, but is -0.02. Leave it unset for 0.02."),
    };

    public static TheoryData<string> Names => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_out_of_range_is_refused_before_the_density_is_looked_at(string name)
    {
        (FitOptions options, string message) = Wrong[name];
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Inference.Fit(Untouched(), seed: 1, options));
        Assert.StartsWith(message + " (Parameter '", e.Message);
        Assert.Contains($": {e.ParamName} must be ", e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.ActualValue);
    }

    [Fact]
    public void Null_is_refused_where_a_value_is_needed_and_stands_for_the_default_family()
    {
        Assert.Equal("FitOptions: Objective is null, but a value is needed. Leave it unset for new ElboObjective(). " +
            "(Parameter 'Objective')",
            Assert.Throws<ArgumentNullException>(
                () => Inference.Fit(Untouched(), seed: 1, new() { Objective = null! })).Message);
        Assert.Equal("FitOptions: Algorithm is null, but a value is needed. Leave it unset for new FixedDraws(). " +
            "(Parameter 'Algorithm')",
            Assert.Throws<ArgumentNullException>(
                () => Inference.Fit(Untouched(), seed: 1, new() { Algorithm = null! })).Message);
        Assert.Equal("full-rank", Inference.Fit(Normal(2), seed: 1, new() { Family = null }).Approximation);
    }

    [Fact]
    public void The_path_only_form_over_fixed_draws_is_refused_before_the_density_is_looked_at()
    {
        var e = Assert.Throws<ArgumentException>(() =>
            Inference.Fit(Untouched(), seed: 1, new() { Objective = new ElboObjective(EntropyForm.PathOnly) }));
        Assert.Equal("Objective", e.ParamName);
        Assert.Contains("cannot be maximised over fixed draws: its gradient is not", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_least_values_allowed_give_a_posterior()
    {
        var few = new FixedDraws { InitialDraws = 2, MaximumDraws = 2, MaximumIterations = 1 };
        VariationalFamily[] families = [new MeanFieldGaussian(), new FullRankGaussian()];
        foreach (VariationalFamily family in families)
        {
            Posterior posterior = Inference.Fit(
                Normal(3), seed: 1, new() { Algorithm = few, Family = family, PosteriorDraws = 1, Threads = 1 });
            Assert.Single(posterior.LogDensities);
            Assert.True(double.IsFinite(posterior["x[1]"].Mean));
        }
        Assert.True(double.IsFinite(Inference.Fit(Normal(3), seed: 1, new()
        {
            Algorithm = new FreshDraws { DrawsPerStep = 1, MaximumSteps = 1 },
        }).Elbo));
    }

    private static FitOptions Fixed(FixedDraws algorithm) => new() { Algorithm = algorithm };

    private static FitOptions Fresh(FreshDraws algorithm) => new() { Algorithm = algorithm };

    private static LogDensity Normal(int dimension) => LogDensity.Over(dimension, x => -0.5 * Sum(Square(x)));

    /// <summary>A log density that fails as soon as work begins.</summary>
    private static LogDensity Untouched() =>
        LogDensity.Over(1, _ => throw new InvalidOperationException("The fit had begun."));
}
