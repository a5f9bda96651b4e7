using System.Globalization;
using Reparam.Gradients;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>The six programs whose integrand jumps: what the audit says, where the bound arrives, and variance times
/// cost relative to the score function beside the published one.</summary>
internal static class DiscontinuousTable
{
    private const int VarianceDraws = 4000;

    public static int Print(TextWriter output, int steps = 1000)
    {
        OptimumTable.Print(output, steps);
        output.WriteLine();
        output.WriteLine("Variance of one draw times cost, relative to the score function, mean of five points");
        output.WriteLine("program        boundary  coordinate  published   smoothed  published  leave-one-out");
        foreach (DiscontinuousProgram program in DiscontinuousPrograms.All())
        {
            double[][] path = Ascent.Run(program, OptimumTable.Choice, steps);
            double score = Work(program, new ScoreFunction(), path);
            double Relative(GradientEstimator estimator) => Work(program, estimator, path) / score;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{program.Name,-12} {Relative(new BoundaryCorrected()),10:G3} " +
                $"{Relative(new BoundaryCorrected { Surface = SurfaceSampling.Coordinate }),10:G3} " +
                $"{program.Published.Boundary,10:G3} {Relative(new SmoothedPathwise()),10:G3} " +
                $"{program.Published.Smoothed,10:G3} " +
                $"{Relative(new ScoreFunction { Baseline = Baseline.LeaveOneOut() }),10:G3}"));
        }
        output.WriteLine();
        output.WriteLine("Published: Wagner, Khajwal and Ong (2024), mean variance of the components; their boundary");
        output.WriteLine("estimator moves one coordinate and takes a boundary at random. Cost: theirs is time, ours is");
        output.WriteLine("counted operations. Smoothed ones are biased.");
        return 0;
    }

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
