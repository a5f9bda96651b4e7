using Reparam.Gradients;
using Reparam.Variational;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>Stochastic ascent by Adam (Kingma and Ba 2015), with a step size that falls to a hundredth by half a
/// cosine.</summary>
/// <remarks>The bounds start millions of nats below their optimum. The usual mean of squared gradients over 1000 steps
/// remembers the gradients of that start and makes steps too short for as long; here it is over ten steps.</remarks>
internal static class Ascent
{
    /// <summary>Runs from the start of a program and gives the points after equal parts of the steps, the start
    /// included.</summary>
    /// <param name="program">The program.</param>
    /// <param name="estimator">The estimator of a step; the width of smoothed ones shrinks, and an automatic choice
    /// is made anew at each of the parts.</param>
    /// <param name="steps">How many.</param>
    /// <param name="parts">How many points after the start.</param>
    /// <param name="draws">Draws of a step.</param>
    /// <param name="rate">The first step size.</param>
    public static double[][] Run(DiscontinuousProgram program, GradientEstimator estimator, int steps, int parts = 4,
        int draws = 64, double rate = 0.1)
    {
        double[] at = [.. program.Start];
        var points = new List<double[]> { program.Start };
        var adam = new Adam(at.Length, new CosineDecay(rate, 0.01 * rate, steps), new() { SecondMomentDecay = 0.9 });
        GradientEstimator chosen = estimator;
        // Written out once: the places of the jumps are the same at each point, only the parameters are put in anew.
        var trace = new ProblemTrace(program.Problem, at, nameof(Ascent));
        for (int step = 0; step < steps; step++)
        {
            if (estimator is AutomaticChoice && (step == 0 || step * parts / steps != (step - 1) * parts / steps))
            {
                chosen = estimator.Estimate(program.Problem, at, 64, (ulong)step).Estimator!;
            }
            GradientEstimator own = chosen is SmoothedPathwise smoothed ? smoothed.AtStep(step, steps) : chosen;
            at.CopyTo(trace.At, 0);
            GradientEstimate found = own.Estimate(trace, draws, (ulong)step, CancellationToken.None);
            adam.Step(at, [.. found.Gradient.Select(static g => -g)]);
            if ((step + 1) * parts / steps != step * parts / steps)
            {
                points.Add([.. at]);
            }
        }
        return [.. points];
    }
}
