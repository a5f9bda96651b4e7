using Reparam.Variational;

namespace Reparam;

/// <summary>Choices of a fit; each has a working default.</summary>
/// <remarks>Values out of range are refused by <see cref="Inference"/> before any work is done.</remarks>
public sealed record FitOptions
{
    /// <summary>The most unknowns for which the full-rank family is the default.</summary>
    public const int FullRankLimit = 200;

    /// <summary>The family of approximations; null to begin with full-rank, beyond <see cref="FullRankLimit"/> unknowns
    /// with structured for models with plates and at most so many unknowns outside them, and with mean-field for
    /// others, and to go on to richer ones while that pays.</summary>
    public VariationalFamily? Family { get; init; }

    /// <summary>What is maximised. The path-only form of the entropy needs <see cref="FreshDraws"/>.</summary>
    public VariationalObjective Objective { get; init; } = new ElboObjective();

    /// <summary>How it is maximised; by default over fixed draws, to a gradient norm.</summary>
    public FitAlgorithm Algorithm { get; init; } = new FixedDraws();

    /// <summary>The number of posterior draws to give, at least 1.</summary>
    public int PosteriorDraws { get; init; } = 4000;

    /// <summary>The most threads to use; 0 for as many as the machine has. Results are the same to the bit for any
    /// number.</summary>
    public int Threads { get; init; }

    /// <summary>The family where none is chosen.</summary>
    internal static VariationalFamily DefaultFamily(LogDensity target) =>
        target.Dimension <= FullRankLimit ? new FullRankGaussian()
        : target.Structure.Plates.Count > 0 && target.Structure.Globals.Length <= FullRankLimit
            ? new StructuredGaussian()
        : new MeanFieldGaussian();

    /// <summary>These options, all of whose values are in range.</summary>
    /// <exception cref="ArgumentNullException">The objective or the algorithm is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">Objective and algorithm do not go together.</exception>
    internal FitOptions Checked()
    {
        OptionChecks.NotNull(Objective, nameof(FitOptions), "new ElboObjective()");
        OptionChecks.NotNull(Algorithm, nameof(FitOptions), "new FixedDraws()");
        Objective.Check();
        OptionChecks.AtLeast(1, PosteriorDraws, nameof(FitOptions), mend: "Leave it unset for 4000.");
        OptionChecks.AtLeast(0, Threads, nameof(FitOptions), mend: "Leave it unset for as many as the machine has.");
        Algorithm.Check();
        return Algorithm is not FixedDraws || Objective.IsConservative ? this : throw new ArgumentException(
            "FitOptions: the path-only gradient is not the gradient of any function of fixed draws, so no minimiser " +
            "can follow it. Use it with Algorithm = new FreshDraws(), or take Analytic or MonteCarlo entropy.",
            nameof(Objective));
    }
}
