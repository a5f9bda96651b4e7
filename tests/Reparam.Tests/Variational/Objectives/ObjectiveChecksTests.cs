using Reparam.Data;
using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Tests.Variational;

/// <summary>What objectives refuse, and what fits tell of them.</summary>
public sealed class ObjectiveChecksTests
{
    private static readonly LogDensity Target = LogDensity.Over(
        2, x => Sum(new Normal(0, 1).LogProb(x)) + Math.Log(3));

    private static readonly Dictionary<string, (VariationalObjective Objective, string Message)> Wrong = new()
    {
        ["no points"] = (new ImportanceWeightedObjective(0),
            "ImportanceWeightedObjective: Points must be at least 1, but is 0. Five to fifty are usual."),
        ["unknown gradient"] = (new ImportanceWeightedObjective(2, (WeightGradient)9), "ImportanceWeightedObjective: " +
            "Gradient must be a member of WeightGradient, but is 9. Take one, such as Total."),
        ["Rényi NaN"] = (new RenyiObjective(double.NaN),
            "RenyiObjective: Alpha must be finite, but is NaN. 0.5 is a common choice; 1 is the ELBO."),
        ["chi of order one"] = (new ChiSquareUpperBound(1),
            "ChiSquareUpperBound: Order must be above 1 and finite, but is 1. Leave it unset for 2."),
        ["no custom points"] = (new CustomObjective("mine", terms => terms.Mean(d => d.LogRatio)) { Points = 0 },
            "CustomObjective: Points must be at least 1, but is 0. Leave it unset for 1."),
    };

    public static TheoryData<string> Names => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_out_of_range_is_refused(string name)
    {
        (VariationalObjective objective, string message) = Wrong[name];
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Inference.Fit(Target, seed: 1, new() { Objective = objective }));
        Assert.StartsWith(message + " (Parameter '", error.Message);
    }

    public static TheoryData<VariationalObjective> OfNoFunction =>
    [
        new ForwardDivergenceObjective(), new ImportanceWeightedObjective(3, WeightGradient.DoublyReparameterized),
        new ChiSquareUpperBound(), new RenyiObjective(-0.5), new RenyiObjective(0.5),
        new CustomObjective("mine", terms => terms.Mean(d => d.LogRatio)) { IsForFixedDraws = false },
    ];

    [Theory]
    [MemberData(nameof(OfNoFunction))]
    public void What_cannot_be_maximised_over_fixed_draws_needs_fresh_ones(VariationalObjective objective)
    {
        var error = Assert.Throws<ArgumentException>(
            () => Inference.Fit(Target, seed: 1, new() { Objective = objective }));
        Assert.Contains($"the objective '{objective.Name}', in the form chosen,", error.Message,
            StringComparison.Ordinal);
        Posterior posterior = Inference.Fit(Target, seed: 1, new()
        {
            Objective = objective, Algorithm = new FreshDraws { MaximumSteps = 200, Steps = new AdamSteps { StepSize = 0.002 } },
        });
        Assert.Equal(Math.Log(3), posterior.Elbo, 0.1);
    }

    public static TheoryData<VariationalObjective> NotLinear =>
    [
        new RenyiObjective(2), new ImportanceWeightedObjective(2),
        new CustomObjective("mine", terms => terms.LogMeanExp(d => d.LogRatio)),
    ];

    [Theory]
    [MemberData(nameof(NotLinear))]
    public void What_is_not_linear_in_the_log_density_is_refused_for_rows_of_a_source(VariationalObjective objective)
    {
        Model model = Rowwise();
        var error = Assert.Throws<ArgumentException>(
            () => Inference.Fit(model, seed: 1, new() { Objective = objective }));
        Assert.Contains($"'{objective.Name}' is not linear in the log density, of which only blocks of the rows 'row'",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Those_that_are_linear_go_block_by_block()
    {
        Posterior expected = Inference.Fit(Rowwise(), seed: 1);
        var objective = new CustomObjective("mine", terms => terms.Mean(d => d.LogRatio)) { IsAffineInLogJoint = true };
        foreach (VariationalObjective linear in new VariationalObjective[] { objective, new AnalyticDivergenceObjective() })
        {
            Posterior found = Inference.Fit(Rowwise(), seed: 1, new() { Objective = linear });
            Assert.Equal(expected.Elbo, found.Elbo, 1e-3);
        }
    }

    [Fact]
    public void A_function_that_varies_by_draw_is_refused_by_the_name_of_the_objective()
    {
        var error = Assert.Throws<ArgumentException>(() => Inference.Fit(Target, seed: 1, new()
        {
            Objective = new CustomObjective("mine", terms =>
            {
                Tensor? ratio = null;
                terms.Mean(draw => ratio = draw.LogRatio);
                return ratio!;
            }),
        }));
        Assert.Contains("CustomObjective 'mine': the function must give a scalar that does not vary by draw, but gave " +
            "shape [], which varies. Average over draws by terms.Mean.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_posterior_tells_what_was_optimised()
    {
        Posterior posterior = Inference.Fit(Target, seed: 1, new()
        {
            Objective = new ChiSquareUpperBound(), Algorithm = new FreshDraws { MaximumSteps = 200, Steps = new AdamSteps { StepSize = 0.002 } },
        });
        Assert.Equal("chi-square upper bound", posterior.Objective);
        Assert.Equal(Math.Log(3), posterior.ObjectiveValue, 0.1);
        Assert.Equal(Math.Log(3), posterior.Elbo, 0.1);
        posterior = Inference.Fit(Target, seed: 1);
        Assert.Equal("ELBO", posterior.Objective);
        Assert.Equal(posterior.Rounds[^1].Elbo, posterior.ObjectiveValue);
    }

    [Fact]
    public void The_evidence_of_a_skewed_posterior_is_bracketed_and_by_more_points_more_closely()
    {
        // log of a gamma variable: evidence 1.
        LogDensity skewed = LogDensity.Over(1, x => Sum(new Gamma(1.5, 1).LogProb(Exp(x)) + x));
        double Fitted(VariationalObjective objective) =>
            Inference.Fit(skewed, seed: 1, new() { Objective = objective }).ObjectiveValue;

        double elbo = Fitted(new ElboObjective()), five = Fitted(new ImportanceWeightedObjective(5)),
            twenty = Fitted(new ImportanceWeightedObjective(20));
        Assert.True(elbo < five - 1e-3 && five < twenty && twenty < 0.003, $"{elbo}, {five}, {twenty}");
        double chi = Inference.Fit(skewed, seed: 1, new()
        {
            Objective = new ChiSquareUpperBound(), Algorithm = new FreshDraws { DrawsPerStep = 256, MaximumSteps = 1000 },
        }).ObjectiveValue;
        Assert.InRange(chi, 0.001, 0.2);
    }

    [Fact]
    public void A_posterior_brackets_the_evidence_whatever_was_optimised()
    {
        // Two normal densities, 1.8 deviations apart: flat on top, with tails that a normal approximation covers.
        LogDensity flat = LogDensity.Over(1, x => LogSumExp(Stack(
            Sum(new Normal(-0.9, 1).LogProb(x)), Sum(new Normal(0.9, 1).LogProb(x)))) - Math.Log(2));
        Posterior posterior = Inference.Fit(flat, seed: 1);
        Assert.InRange(posterior.Elbo, -0.05, -0.001);
        Assert.InRange(posterior.LogEvidenceUpperBound, 0.001, 0.05);
        // Tails of a Cauchy density weigh infinitely in squares.
        LogDensity heavy = LogDensity.Over(1, x => Sum(new Cauchy(0, 1).LogProb(x)));
        Assert.Equal(double.PositiveInfinity, Inference.Fit(heavy, seed: 1).LogEvidenceUpperBound);
    }

    private static Model Rowwise() => Model.Define(m =>
    {
        Tensor mean = m.Sample("mean", new Normal(0, 3));
        Rows rows = m.Rows("row", new MemoryRows().With("y", [1, 2.5, 0.3, 1.7]));
        rows.Observe("y", new Normal(mean, 1), rows.Column("y"));
    });
}
