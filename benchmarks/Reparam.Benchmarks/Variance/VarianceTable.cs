using Reparam.Gradients;

namespace Reparam.Benchmarks.Variance;

/// <summary>The variance of the gradient of one draw, for all estimators on standard problems: counts and fixed seeds,
/// so that it is the same on every machine.</summary>
internal static class VarianceTable
{
    private const int Draws = 4096;

    /// <summary>Prints the table, and draws the figure if a file is named.</summary>
    public static int Print(TextWriter output, string? figure)
    {
        var panels = new List<LineChart.Panel>();
        foreach (VarianceProblem problem in VarianceProblems.All)
        {
            GradientEstimate[][] found = [.. problem.Estimators.Select(e => problem.At.Select(at =>
            {
                var (expectation, theta) = problem.Problem(at);
                return e.Estimate(expectation, theta, Draws, 1);
            }).ToArray())];
            int score = Array.FindIndex(problem.Estimators, static e => e is ScoreFunction);
            double reference = Work(found[score][problem.Shown]);
            output.WriteLine(FormattableString.Invariant(
                $"{problem.Title}; {problem.Axis} = {problem.At[problem.Shown]}"));
            output.WriteLine($"{"",-42}{"variance",10}{"f",5}{"∇f",5}{"∇²f",5}{"operations",12}{"work / score",14}");
            foreach (GradientEstimate estimate in found.Select(f => f[problem.Shown]))
            {
                EstimatorCost cost = estimate.Cost!;
                output.WriteLine(FormattableString.Invariant($"{Name(estimate.Estimator!),-42}") +
                    FormattableString.Invariant($"{estimate.TotalVariance,10:G3}{cost.FunctionEvaluations,5}") +
                    FormattableString.Invariant($"{cost.GradientEvaluations,5}{cost.HessianEvaluations,5}") +
                    FormattableString.Invariant($"{cost.Operations,12:F0}{Work(estimate) / reference,14:G3}"));
            }
            output.WriteLine();
            panels.Add(new(problem.Title, problem.Axis, problem.At, [.. found.Select((row, i) => new LineChart.Line(
                Name(problem.Estimators[i]), [.. row.Select(static e => e.TotalVariance)]))]));
        }
        if (figure is not null)
        {
            File.WriteAllText(figure, LineChart.Draw("Variance of the gradient of one draw", panels));
        }
        return 0;
    }

    private static double Work(GradientEstimate estimate) => estimate.TotalVariance * estimate.Cost!.Operations;

    private static string Name(GradientEstimator estimator) => estimator.Name + (estimator.IsBiased ? " (biased)" : "");
}
