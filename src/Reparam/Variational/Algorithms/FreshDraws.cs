using Reparam.Variational;

namespace Reparam;

/// <summary>
/// Fresh draws at each step, and an average over the last iterates; ends when the iterates are stationary and the
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

    /// <summary>How it steps; by default Adam.</summary>
    public StepRule Steps { get; init; } = new AdamSteps();

    /// <summary>The standard error of the averaged parameters at which the fit ends, above 0.</summary>
    public double Tolerance { get; init; } = 0.02;

    internal override void Check()
    {
        OptionChecks.AtLeast(1, DrawsPerStep, nameof(FreshDraws), mend: "Leave it unset for 32.");
        OptionChecks.AtLeast(1, RowsPerStep ?? 1, nameof(FreshDraws), mend: "Leave it unset for all rows.");
        OptionChecks.AtLeast(1, MaximumSteps, nameof(FreshDraws), mend: "Leave it unset for 20,000.");
        OptionChecks.NotNull(Steps, nameof(FreshDraws), "new AdamSteps()");
        Steps.Check();
        OptionChecks.Positive(Tolerance, nameof(FreshDraws), mend: "Leave it unset for 0.02.");
    }

    internal override void CheckFamily(VariationalFamily? family) => Steps.CheckFamily(family);
}
