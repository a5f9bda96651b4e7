using Reparam.Benchmarks.Discontinuous;
using Reparam.Gradients;

namespace Reparam.Tests.Gradients.Audit;

/// <summary>The six programs of the literature on discontinuous integrands: the plain path is wrong, the audit names
/// the culprit, and the automatic choice climbs to where it should.</summary>
/// <remarks>Runs are by fixed seeds; differences are some tens of standard errors where they are asserted.</remarks>
public class DiscontinuousProgramsTests
{
    private static readonly AutomaticChoice Choice = new()
    {
        Candidates =
        [
            new Pathwise(), new BoundaryCorrected { PilotDraws = 64 },
            new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
        ],
        PilotDraws = 64,
    };

    /// <summary>The words of the operations that jump, in the order of the program.</summary>
    public static TheoryData<string, string[]> Culprits => new()
    {
        { "temperature", ["x[0..20] ≤ 18", "22 ≤ x[0..20]", "0.5 ≤ x[21..41]"] },
        { "textmsg", ["≤ x[2]"] },
        { "influenza", ["0 ≤ x[0..13][0..12]", "0 ≤ x[0..13][1..13]"] },
        { "cheating", ["x[0] ≤ x[1..101]"] },
        { "walk", ["0 ≤ x[0]", "0 ≤ x[0] + x[1]"] },
        { "xornet", ["0 ≤ matmul("] },
    };

    [Theory]
    [MemberData(nameof(Culprits))]
    public void The_audit_names_the_culprit(string name, string[] words)
    {
        DiscontinuousProgram program = DiscontinuousPrograms.All().Single(p => p.Name == name);
        var trace = new ProblemTrace(program.Problem, program.Start, "test");
        Jump[] jumps = [.. trace.Jumps.Where(static j => j.Continuity == Continuity.Jumps)];
        string[] found = [.. jumps.Select(j => trace.Words(j.Operation))];
        Assert.All(words, w => Assert.Contains(found, f => f.Contains(w, StringComparison.Ordinal)));
        Assert.Contains("jumps at a place", new Pathwise().Refusal(program.Problem, program.Start),
            StringComparison.Ordinal);
        // The coins of the survey jump by noise that no parameter moves, the absolute steps of the walk are continuous.
        Assert.DoesNotContain(found, f => f.Contains("x[101..201]", StringComparison.Ordinal));
        Assert.Equal(name == "walk" ? 15 : 0, trace.Jumps.Count(static j => j.Continuity == Continuity.Proven));
        if (name == "walk")
        {
            Assert.Equal(16, jumps.Length);
        }
    }

    [Theory]
    [InlineData("temperature")]
    [InlineData("textmsg")]
    [InlineData("influenza")]
    [InlineData("cheating")]
    [InlineData("walk")]
    [InlineData("xornet")]
    public void The_choice_agrees_with_the_other_estimators(string name)
    {
        // The plain path is held against the exact gradient in ExactBoundsTests.
        DiscontinuousProgram program = DiscontinuousPrograms.All().Single(p => p.Name == name);
        AuditReport report = Expectation.Audit(
            program.Problem, program.Start, new() { Estimator = Choice, Draws = 4096 });
        Assert.True(report is { Agrees: true, InterchangeHolds: false });
    }

    [Fact]
    public void The_survey_reaches_the_optimum_that_is_known_and_the_plain_path_does_not_move()
    {
        DiscontinuousProgram program = DiscontinuousPrograms.Cheating();
        ExactBound exact = ExactBounds.Of("cheating");
        double[][] found = Ascent.Run(program, Choice.Estimate(program.Problem, program.Start, 64, 1).Estimator!, 400);
        double[] best = [.. exact.Maximize(program.Start).Point];
        Assert.Equal(best[0], found[^1][0], 0.1);
        Assert.Equal(exact.Value(best), exact.Value(found[^1]), 0.05);
        double[][] plain = Ascent.Run(DiscontinuousPrograms.Cheating(hidden: true), new Pathwise(), 400);
        Assert.Equal(0, plain[^1][0], 0.02);
    }

    [Theory]
    [InlineData("temperature", 60)]
    [InlineData("walk", 100)]
    [InlineData("influenza", 150)]
    [InlineData("xornet", 150)]
    public void The_choice_climbs_where_the_plain_path_falls_behind(string name, int steps)
    {
        DiscontinuousProgram program = DiscontinuousPrograms.All().Single(p => p.Name == name);
        DiscontinuousProgram hidden = DiscontinuousPrograms.All(hidden: true).Single(p => p.Name == name);
        GradientEstimator chosen = Choice.Estimate(program.Problem, program.Start, 64, 1).Estimator!;
        GradientEstimate Bound(double[] at) => new ScoreFunction().Estimate(program.Problem, at, 4000, 99);
        GradientEstimate right = Bound(Ascent.Run(program, chosen, steps, draws: 64, rate: 0.05)[^1]);
        GradientEstimate wrong = Bound(Ascent.Run(hidden, new Pathwise(), steps, draws: 64, rate: 0.05)[^1]);
        double error = Math.Sqrt(Math.Pow(right.StandardError, 2) + Math.Pow(wrong.StandardError, 2));
        Assert.True(right.Value > wrong.Value + 5 * error, FormattableString.Invariant(
            $"{right.Value} ± {right.StandardError} by {chosen.Name}, {wrong.Value} ± {wrong.StandardError} plainly."));
        Assert.True(right.Value > Bound(program.Start).Value);
    }
}
