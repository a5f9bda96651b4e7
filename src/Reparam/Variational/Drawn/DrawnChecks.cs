namespace Reparam.Variational;

/// <summary>Refuses options that do not go with discrete unknowns that are drawn.</summary>
internal static class DrawnChecks
{
    /// <summary>Refuses what does not go.</summary>
    /// <exception cref="ArgumentException">An option does not.</exception>
    public static void Require(LogDensity target, FitOptions options)
    {
        DrawnUnknown drawn = target.Drawn!.Unknowns[0];
        if (options.Objective is not ElboObjective)
        {
            throw Refused($"Objective: '{options.Objective.Name}' is differentiated along paths alone",
                "Leave it unset for the evidence lower bound.");
        }
        if (options.Algorithm is not FreshDraws && !options.IsDefaultAlgorithm)
        {
            throw Refused($"Algorithm: {options.Algorithm.GetType().Name} needs derivatives along all unknowns",
                "Leave it unset, or take FreshDraws.");
        }
        if (options.Algorithm is FreshDraws { Steps: NaturalGradientSteps })
        {
            throw Refused("Steps: NaturalGradientSteps are those of normal distributions",
                "Take AdamSteps or DistanceOverGradientSteps.");
        }
        if (options.Algorithm is FreshDraws { DrawsPerStep: < 2 })
        {
            throw Refused("DrawsPerStep: the mean over the other draws is taken, of which there are none",
                "Take at least 2, or leave it unset for 32.");
        }
        if (options.Family is GaussianMixtureFamily)
        {
            throw Refused($"Family: '{options.Family.Name}' is no bijector of noise",
                "Take a family of one, such as FullRankGaussian, or leave it unset.");
        }
        if (options.Starts > 1)
        {
            throw Refused("Starts: several fits are not compared",
                "Leave it unset: several modes are looked for always.");
        }

        ArgumentException Refused(string what, string mend) => new(
            $"FitOptions.{what}, which does not go with the model: its discrete unknown '{drawn.Name}' is drawn, as " +
            $"it could not be summed out ({drawn.Reason}). {mend}", nameof(options));
    }
}
