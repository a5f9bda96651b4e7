using Reparam.Gradients;
using Reparam.Variational;

namespace Reparam.Benchmarks.Discontinuous;

/// <summary>Ascent by Adam (Kingma and Ba 2015), with a step size that falls to a thousandth by cosines.</summary>
/// <remarks>The bounds start millions of nats below their optimum. The usual mean of squared gradients over 1000 steps
/// remembers the gradients of that start and makes steps too short for as long; in the first half it is over ten steps.
/// But rare large gradients count too little then, so that the second half starts anew with the usual one.</remarks>
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
        GradientEstimator chosen = estimator;
        // Written out once: the places of the jumps are the same at each point, only the parameters are put in anew.
        var trace = new ProblemTrace(program.Problem, program.Start, nameof(Ascent));
        return Run(program.Start, (at, step) =>
        {
            if (estimator is AutomaticChoice && (step == 0 || step * parts / steps != (step - 1) * parts / steps))
            {
                chosen = estimator.Estimate(program.Problem, at, 64, (ulong)step).Estimator!;
            }
            GradientEstimator own = chosen is SmoothedPathwise smoothed ? smoothed.AtStep(step, steps) : chosen;
            at.CopyTo(trace.At, 0);
            return [.. own.Estimate(trace, draws, (ulong)step, CancellationToken.None).Gradient];
        }, steps, parts, rate);
    }

    /// <summary>Runs with any gradient.</summary>
    /// <param name="start">The first point.</param>
    /// <param name="gradient">The gradient at a point and step.</param>
    /// <param name="steps">How many.</param>
    /// <param name="parts">How many points after the start.</param>
    /// <param name="rate">The first step size.</param>
    public static double[][] Run(
        double[] start, Func<double[], int, double[]> gradient, int steps, int parts = 4, double rate = 0.1)
    {
        double[] at = [.. start];
        var points = new List<double[]> { start };
        var schedule = new CosineDecay(rate, 0.001 * rate, steps);
        var adam = new Adam(at.Length, schedule, new() { SecondMomentDecay = 0.9 });
        for (int step = 0; step < steps; step++)
        {
            if (step == steps / 2)
            {
                adam = new Adam(at.Length, new CosineDecay(schedule.At(step), 0.001 * rate, steps - step));
            }
            adam.Step(at, [.. gradient(at, step).Select(static g => -g)]);
            if ((step + 1) * parts / steps != step * parts / steps)
            {
                points.Add([.. at]);
            }
        }
        return [.. points];
    }
}
