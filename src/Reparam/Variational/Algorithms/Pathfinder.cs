using Reparam.Variational;

namespace Reparam;

/// <summary>
/// Pathfinder (Zhang, Carpenter, Gelman and Vehtari 2022): along the path of a quasi-Newton search for the mode, the
/// search's own estimates of the curvature make a normal distribution at each step, and the one of the greatest bound
/// is taken. It may lie before the mode, where the mass is. Several paths start around; where they differ, a mixture
/// of them is weighted.
/// </summary>
/// <remarks>Paths run in the coordinates that every fit starts from, so that the scale of the unknowns does not matter,
/// and start up to <see cref="Reach"/> standard deviations out in each. The family is its own:
/// <see cref="FitOptions.Family"/> is left unset. Up to 2048 unknowns the covariance is kept whole, beyond that its
/// diagonal.</remarks>
/// <param name="Paths">The number of paths, at least 1.</param>
public sealed record Pathfinder(int Paths = 4) : FitAlgorithm
{
    /// <summary>The most steps that an estimate of the curvature remembers, at least 1.</summary>
    public int MemoryLength { get; init; } = 6;

    /// <summary>Draws by which the bound of each step is estimated, at least 1.</summary>
    public int DrawsPerStep { get; init; } = 16;

    /// <summary>The most steps of a path, at least 1.</summary>
    public int MaximumSteps { get; init; } = 200;

    /// <summary>How far out paths start, in standard deviations at the mode; above 0.</summary>
    public double Reach { get; init; } = 4;

    internal override void Check()
    {
        OptionChecks.AtLeast(1, Paths, nameof(Pathfinder), mend: "Leave it unset for 4.");
        OptionChecks.AtLeast(1, MemoryLength, nameof(Pathfinder), mend: "Leave it unset for 6.");
        OptionChecks.AtLeast(1, DrawsPerStep, nameof(Pathfinder), mend: "Leave it unset for 16.");
        OptionChecks.AtLeast(1, MaximumSteps, nameof(Pathfinder), mend: "Leave it unset for 200.");
        OptionChecks.Positive(Reach, nameof(Pathfinder), mend: "Leave it unset for 4.");
    }

    internal override void CheckFamily(VariationalFamily? family)
    {
        if (family is not null)
        {
            throw new ArgumentException(
                $"FitOptions: Pathfinder has an approximation of its own, but the family is '{family.Name}'. Leave " +
                "Family unset, or take Algorithm = new FixedDraws().", nameof(family));
        }
    }
}
