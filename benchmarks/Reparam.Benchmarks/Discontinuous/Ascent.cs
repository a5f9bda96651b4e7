using Reparam.Gradients;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>Stochastic ascent by Adam (Kingma and Ba 2015), as the published runs use it.</summary>
internal static class Ascent
{
    /// <summary>Runs from the start of a program and gives the points after equal parts of the steps, the start
    /// included.</summary>
    /// <param name="program">The program.</param>
    /// <param name="estimator">The estimator of a step; of smoothed ones the width shrinks.</param>
    /// <param name="steps">How many.</param>
    /// <param name="parts">How many points after the start.</param>
    /// <param name="draws">Draws of a step.</param>
    /// <param name="rate">The step size.</param>
    public static double[][] Run(DiscontinuousProgram program, GradientEstimator estimator, int steps, int parts = 4,
        int draws = 16, double? rate = null)
    {
        double[] at = [.. program.Start], first = new double[at.Length], second = new double[at.Length];
        var points = new List<double[]> { program.Start };
        for (int step = 0; step < steps; step++)
        {
            GradientEstimator own = estimator is SmoothedPathwise smoothed ? smoothed.AtStep(step, steps) : estimator;
            GradientEstimate found = own.Estimate(program.Problem, at, draws, (ulong)step);
            for (int i = 0; i < at.Length; i++)
            {
                first[i] = 0.9 * first[i] + 0.1 * found.Gradient[i];
                second[i] = 0.999 * second[i] + 0.001 * found.Gradient[i] * found.Gradient[i];
                at[i] += (rate ?? program.Rate) * first[i] / (1 - Math.Pow(0.9, step + 1))
                    / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step + 1))) + 1e-8);
            }
            if ((step + 1) * parts / steps != step * parts / steps)
            {
                points.Add([.. at]);
            }
        }
        return [.. points];
    }
}
