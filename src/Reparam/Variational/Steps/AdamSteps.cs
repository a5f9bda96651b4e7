using Reparam.Variational;

namespace Reparam;

/// <summary>Adam (Kingma and Ba 2015): each parameter moves by about the step size, which falls like a power of the
/// number of steps.</summary>
public sealed record AdamSteps : StepRule
{
    /// <summary>The size of the first steps, in standard deviations at the mode; above 0.</summary>
    public double StepSize { get; init; } = 0.02;

    /// <summary>How the step size falls: at step t it is StepSize (1 + t / Delay)^-Power. Above 0.</summary>
    public double Power { get; init; } = 0.5;

    /// <summary>The steps after which the step size starts to fall, above 0.</summary>
    public double Delay { get; init; } = 500;

    internal override Stepper Begin(
        VariationalFamily family, LogDensity target, Coordinates start, double[] parameters) =>
        new AdamStepper(family, target, start, parameters, this);

    internal override void Check()
    {
        OptionChecks.Positive(StepSize, nameof(AdamSteps), mend: "Leave it unset for 0.02.");
        OptionChecks.Positive(Power, nameof(AdamSteps), mend: "Leave it unset for 0.5.");
        OptionChecks.Positive(Delay, nameof(AdamSteps), mend: "Leave it unset for 500.");
    }
}
