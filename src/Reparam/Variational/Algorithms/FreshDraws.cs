using Reparam.Variational;

namespace Reparam;

/// <summary>
/// Fresh draws at each step, Adam, and an average over the last iterates; ends when the iterates are stationary and the
/// Monte Carlo error of their average is small (Dhaka et al. 2020).
/// </summary>
public sealed record FreshDraws : FitAlgorithm
{
    /// <summary>Draws a step, at least 1.</summary>
    public int DrawsPerStep { get; init; } = 32;

    /// <summary>The most rows a step, at least 1, of a model with rows of a source (<see cref="ModelBuilder.Rows"/>):
    /// each step estimates the bound from rows chosen at random without replacement, weighted by N over their number.
    /// Null for all of them.</summary>
    /// <remarks>A step costs at least as much as one block of rows, about a thousand. The start and the weights of the
    /// final draws still take whole passes over the rows.</remarks>
    public int? RowsPerStep { get; init; }

    /// <summary>The most steps, at least 1; when they are used up before the stopping rule holds, the verdict says
    /// so.</summary>
    public int MaximumSteps { get; init; } = 20_000;

    /// <summary>The step size of Adam, in standard deviations at the mode; above 0.</summary>
    public double StepSize { get; init; } = 0.02;

    /// <summary>How the step size falls: at step t it is StepSize (1 + t / Delay)^-Power. Above 0.</summary>
    public double Power { get; init; } = 0.5;

    /// <summary>The steps after which the step size starts to fall, above 0.</summary>
    public double Delay { get; init; } = 500;

    /// <summary>The standard error of the averaged parameters at which the fit ends, above 0.</summary>
    public double Tolerance { get; init; } = 0.02;

    internal override void Check()
    {
        OptionChecks.AtLeast(1, DrawsPerStep, nameof(FreshDraws), mend: "Leave it unset for 32.");
        OptionChecks.AtLeast(1, RowsPerStep ?? 1, nameof(FreshDraws), mend: "Leave it unset for all rows.");
        OptionChecks.AtLeast(1, MaximumSteps, nameof(FreshDraws), mend: "Leave it unset for 20,000.");
        OptionChecks.Positive(StepSize, nameof(FreshDraws), mend: "Leave it unset for 0.02.");
        OptionChecks.Positive(Power, nameof(FreshDraws), mend: "Leave it unset for 0.5.");
        OptionChecks.Positive(Delay, nameof(FreshDraws), mend: "Leave it unset for 500.");
        OptionChecks.Positive(Tolerance, nameof(FreshDraws), mend: "Leave it unset for 0.02.");
    }
}
