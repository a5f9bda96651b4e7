using Reparam.Variational;

namespace Reparam;

/// <summary>Distance over gradients (Ivgi, Hinder and Carmon 2023): the step size is the greatest distance from the
/// start so far over the root of the sum of all squared gradients. Nothing is to be tuned.</summary>
/// <remarks>The average over the iterates is weighted by the distance reached (eq. 2 there).</remarks>
public sealed record DistanceOverGradientSteps : StepRule
{
    /// <summary>r, the first distance, in standard deviations at the mode; above 0, and small. The result hardly
    /// depends on it.</summary>
    public double FirstDistance { get; init; } = 1e-3;

    internal override Stepper Begin(
        VariationalFamily family, LogDensity target, Coordinates start, double[] parameters) =>
        new DistanceOverGradientStepper(family, target, start, parameters, this);

    internal override void Check() =>
        OptionChecks.Positive(FirstDistance, nameof(DistanceOverGradientSteps), mend: "Leave it unset for 0.001.");
}
