using Reparam.Benchmarks.Discontinuous;
using Reparam.Gradients;

namespace Reparam.Tests.Gradients.Audit;

/// <summary>The six programs beside their exact bounds, which are sums of normal probabilities and moments, and for the
/// walk a recursion by quadrature.</summary>
/// <remarks>Seeds are fixed. Five standard errors in each of at most 82 components: a false alarm in 20,000 for each
/// program if errors are normal.</remarks>
public class ExactBoundsTests
{
    private static DiscontinuousProgram Program(string name, bool hidden = false) => name == "walk, proper"
        ? DiscontinuousPrograms.Walk(hidden, everyStep: true)
        : DiscontinuousPrograms.All(hidden).Single(p => p.Name == name);

    /// <summary>A point some way up, where jumps matter: from the start by exact gradients.</summary>
    private static double[] PartOfTheWay(DiscontinuousProgram program, ExactBound exact, int steps) =>
        Ascent.Run(program.Start, (at, _) => exact.Gradient(at), steps)[^1];

    [Theory]
    [InlineData("temperature")]
    [InlineData("textmsg")]
    [InlineData("influenza")]
    [InlineData("cheating")]
    [InlineData("walk")]
    [InlineData("walk, proper")]
    [InlineData("xornet")]
    public void The_exact_bound_is_the_mean_of_draws(string name)
    {
        DiscontinuousProgram program = Program(name);
        ExactBound exact = ExactBounds.Of(name);
        GradientEstimate atStart = new ScoreFunction().Estimate(program.Problem, program.Start, 20_000, 5);
        Assert.InRange((exact.Value(program.Start) - atStart.Value) / atStart.StandardError, -4, 4);
    }

    [Theory]
    [InlineData("temperature", 10, 4000)]
    [InlineData("textmsg", 10, 20_000)]
    [InlineData("influenza", 10, 4000)]
    [InlineData("cheating", 10, 20_000)]
    [InlineData("walk, proper", 10, 20_000)]
    [InlineData("xornet", 10, 100_000)]
    public void The_choice_has_the_exact_gradient_and_the_plain_path_has_not(string name, int steps, int draws)
    {
        DiscontinuousProgram program = Program(name);
        ExactBound exact = ExactBounds.Of(name);
        double[] at = PartOfTheWay(program, exact, steps), right = exact.Gradient(at);
        var choice = new AutomaticChoice
        {
            Candidates =
            [
                new Pathwise(), new BoundaryCorrected { PilotDraws = 128 },
                new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
            ],
            PilotDraws = 64,
        };
        double Apart(GradientEstimate found) => Enumerable.Range(0, at.Length).Max(i =>
            Math.Abs(found.Gradient[i] - right[i])
                / (found.GradientStandardErrors[i] + 1e-9 * Math.Abs(right[i]) + double.Epsilon));
        double chosen = Apart(choice.Estimate(program.Problem, at, draws, 1));
        double plain = Apart(new Pathwise().Estimate(Program(name, hidden: true).Problem, at, draws, 2));
        Assert.True(chosen < 5 && plain > 6, FormattableString.Invariant(
            $"The choice is {chosen} standard errors off, the plain path {plain}."));
    }

    [Fact]
    public void The_quadrature_of_the_walk_has_converged_at_its_optimum()
    {
        ExactBound coarse = ExactBounds.Of("walk, proper");
        var best = coarse.Maximize(Program("walk, proper").Start, 200);
        var fine = new ExactBound(32, static t => new WalkBound(panels: 30).Of(t, everyStep: true));
        Assert.Equal(fine.Value(best.Point.AsSpan()), -best.Value, 0.001);
    }

    [Fact]
    public void The_quadrature_of_the_walk_is_the_mean_of_draws_at_its_optimum()
    {
        // Who never arrives costs half a million nats, and is rarely met: here he costs three.
        const double never = 10;
        double[] best = [.. ExactBounds.Of("walk, proper").Maximize(Program("walk, proper").Start, 200).Point];
        var exact = new ExactBound(32, static t => new WalkBound().Of(t, everyStep: true, never));
        GradientEstimate found = new ScoreFunction().Estimate(
            DiscontinuousPrograms.Walk(everyStep: true, never: never).Problem, best, 100_000, 5);
        Assert.InRange((exact.Value(best) - found.Value) / found.StandardError, -4, 4);
        Assert.InRange(found.StandardError, 0, 0.02);
    }

    [Fact]
    public void The_published_walk_has_no_upper_limit()
    {
        // Who starts below 0 has arrived; the 15 further steps have no prior, and add the logarithm of their spread.
        DiscontinuousProgram walk = DiscontinuousPrograms.Walk();
        double At(double spread) => new ScoreFunction().Estimate(walk.Problem,
            [-12, .. new double[15], 0.5, .. Enumerable.Repeat(spread, 15)], 4000, 1).Value;
        Assert.Equal(15 * Math.Log(1e3), At(1e6) - At(1e3), 1e-6);
    }

    [Theory]
    [InlineData("textmsg", 292.41785)]
    [InlineData("cheating", 65.351845)]
    public void The_optimum_is_found_from_anywhere_near(string name, double loss)
    {
        ExactBound exact = ExactBounds.Of(name);
        double[] start = Program(name).Start;
        foreach (double shift in new[] { -0.3, 0, 0.3 })
        {
            Assert.Equal(loss, exact.Maximize([.. start.Select(x => x + shift)]).Value, 1e-4);
        }
    }
}
