using Reparam.Variational;

namespace Reparam;

/// <summary>Natural gradients of normal distributions (Khan and Rue 2023, eq. 13): each step mixes a share of the
/// average curvature over fresh draws into the precision, and moves the mean by Newton's step of that share.</summary>
/// <remarks>Needs a <see cref="GaussianFamily"/>. Steps do not depend on the scale of the unknowns.</remarks>
public sealed record NaturalGradientSteps : StepRule
{
    /// <summary>The share at the first steps, above 0 and at most 1.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>How the share falls: at step t it is Rate (1 + t / Delay)^-Power. Above 0.</summary>
    public double Power { get; init; } = 0.6;

    /// <summary>The steps after which the share starts to fall, above 0.</summary>
    public double Delay { get; init; } = 100;

    internal override Stepper Begin(
        VariationalFamily family, LogDensity target, Coordinates start, double[] parameters) =>
        new NaturalGradientStepper(family, start, parameters.Length, this);

    internal override void Check()
    {
        OptionChecks.Positive(Rate, nameof(NaturalGradientSteps), mend: "Leave it unset for 0.1.");
        OptionChecks.Positive(Power, nameof(NaturalGradientSteps), mend: "Leave it unset for 0.6.");
        OptionChecks.Positive(Delay, nameof(NaturalGradientSteps), mend: "Leave it unset for 100.");
        if (Rate > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(Rate), Rate, FormattableString.Invariant(
                $"NaturalGradientSteps: Rate must be at most 1, but is {Rate}. Leave it unset for 0.1."));
        }
    }

    internal override void CheckFamily(VariationalFamily? family)
    {
        if (family is not (null or GaussianFamily))
        {
            throw new ArgumentException(
                $"FitOptions: natural gradients are known for normal distributions only, but the family is " +
                $"'{family.Name}'. Take Steps = new AdamSteps(), or a Gaussian family.", nameof(family));
        }
    }
}
