using System.Globalization;
using Reparam.Gradients;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The six programs whose integrand jumps: what the audit says, where the bound arrives, and variance times
/// cost relative to the score function beside the published one.</summary>
internal static class DiscontinuousTable
{
    private const int VarianceDraws = 4000;
    private const int ValueDraws = 20_000;

    public static int Print(TextWriter output, int steps = 1500)
    {
        var choice = new AutomaticChoice
        {
            Candidates =
            [
                new Pathwise(), new BoundaryCorrected { PilotDraws = 128 },
                new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
            ],
        };
        output.WriteLine("program      dimension  chosen by the audit      bound at start, after plain path, choice");
        var rows = new List<string>();
        foreach (var (program, hidden) in DiscontinuousPrograms.All().Zip(DiscontinuousPrograms.All(hidden: true)))
        {
            GradientEstimator chosen = choice.Estimate(program.Problem, program.Start, 64, 1).Estimator!;
            double[][] path = Ascent.Run(program, chosen, steps);
            double[][] plain = Ascent.Run(hidden, new Pathwise(), steps);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{program.Name,-12} {program.Start.Length,9}  {chosen.Name,-24} {Value(program, program.Start),12:G6} " +
                $"{Value(program, plain[^1]),12:G6} {Value(program, path[^1]),12:G6}"));
            double score = Work(program, new ScoreFunction(), path);
            double Relative(GradientEstimator estimator) => Work(program, estimator, path) / score;
            rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"{program.Name,-12} {Relative(new BoundaryCorrected()),10:G3} " +
                $"{Relative(new BoundaryCorrected { Surface = SurfaceSampling.Coordinate }),10:G3} " +
                $"{program.Published.Boundary,10:G3} {Relative(new SmoothedPathwise()),10:G3} " +
                $"{program.Published.Smoothed,10:G3} " +
                $"{Relative(new ScoreFunction { Baseline = Baseline.LeaveOneOut() }),10:G3}"));
        }
        output.WriteLine();
        output.WriteLine("Variance of one draw times cost, relative to the score function, mean of five points");
        output.WriteLine("program        boundary  coordinate  published   smoothed  published  leave-one-out");
        rows.ForEach(output.WriteLine);
        output.WriteLine();
        output.WriteLine("Published: Wagner, Khajwal and Ong (2024), mean variance of the components; their boundary");
        output.WriteLine("estimator moves one coordinate and takes a boundary at random. Cost: theirs is time, ours is");
        output.WriteLine("counted operations. Smoothed ones are biased.");
        return 0;
    }

    /// <summary>The bound.</summary>
    public static double Value(DiscontinuousProgram program, double[] at) =>
        new ScoreFunction().Estimate(program.Problem, at, ValueDraws, 99).Value;

    private static double Work(DiscontinuousProgram program, GradientEstimator estimator, double[][] points)
    {
        if (estimator.Refusal(program.Problem, program.Start) is not null)
        {
            return double.NaN;
        }
        return points.Average(at =>
        {
            GradientEstimate found = estimator.Estimate(program.Problem, at, VarianceDraws, 7);
            return found.TotalVariance * found.Cost!.Operations;
        });
    }
}
