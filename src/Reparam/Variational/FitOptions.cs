using Reparam.Variational;

namespace Reparam;

/// <summary>Choices of a fit; each has a working default.</summary>
/// <remarks>Values out of range are refused by <see cref="Inference"/> before any work is done.</remarks>
public sealed record FitOptions
{
    /// <summary>The most unknowns for which the full-rank family is the default.</summary>
    public const int FullRankLimit = 200;

    /// <summary>The most unknowns for which flows are tried: their parameters grow with the square.</summary>
    private const int MostUnknownsOfFlows = 50, MostUnknownsOfNetworks = 12;

    private static readonly FixedDraws Unset = new();

    /// <summary>Whether the algorithm was left to the library.</summary>
    internal bool IsDefaultAlgorithm => ReferenceEquals(Algorithm, Unset);

    /// <summary>The k-hat below which weights are reliable (Vehtari et al. 2024).</summary>
    internal const double ReliableShape = 0.7;

    /// <summary>The family of approximations; null to begin with full-rank, beyond <see cref="FullRankLimit"/> unknowns
    /// with structured for models with plates and at most so many unknowns outside them, and with mean-field for
    /// others, and to go on to richer ones while that pays.</summary>
    public VariationalFamily? Family { get; init; }

    /// <summary>What is maximised. Those whose <see cref="VariationalObjective.AllowsFixedDraws"/> is false need
    /// <see cref="FreshDraws"/>.</summary>
    public VariationalObjective Objective { get; init; } = new ElboObjective();

    /// <summary>How it is maximised; by default over fixed draws, to a gradient norm, and of models with discrete
    /// unknowns that are drawn (<see cref="Model.Drawn"/>) over <see cref="FreshDraws"/>.</summary>
    public FitAlgorithm Algorithm { get; init; } = Unset;

    /// <summary>In which form the sites of hierarchies are fitted. Results are always those of the model as it was
    /// written.</summary>
    public Parameterization Parameterization { get; init; } = Parameterization.Automatic;

    /// <summary>The k-hat to reach, above 0: richer families are tried while it is higher. From 0.7 on weights are not
    /// reliable, and are not used whatever this is.</summary>
    public double TargetShape { get; init; } = ReliableShape;

    /// <summary>Evaluations of the log density after which no richer family is begun; null for no limit.</summary>
    public long? MaximumEvaluations { get; init; }

    /// <summary>The time after which no richer family is begun; null for no limit.</summary>
    /// <remarks>With a limit of time the same seed may give another result on another day.</remarks>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>From how many starts each family is fitted, at least 1: the first at the mode, others around it. The
    /// best is taken; where they come to different ends, the verdict says so.</summary>
    /// <remarks>Modes far from each other are looked for whatever this is; starts show optima of the objective that are
    /// no modes of the density, as flows and mixtures have them.</remarks>
    public int Starts { get; init; } = 1;

    /// <summary>The number of posterior draws to give, at least 1.</summary>
    public int PosteriorDraws { get; init; } = 4000;

    /// <summary>The most threads to use; 0 for as many as the machine has. Results are the same to the bit for any
    /// number.</summary>
    public int Threads { get; init; }

    /// <summary>A file that holds how far the fit has come, so that the same call goes on from there after the process
    /// ended, however it did, and comes to the same bits as if nothing had happened; null for none. It is deleted when
    /// the fit is done.</summary>
    /// <remarks>Of the same model, options, seed and version of the library; any other fit is refused. The file is
    /// replaced as a whole at each writing. It holds the answers of the model since the last round began, a number for
    /// each parameter of the family and step.</remarks>
    public string? Checkpoint { get; init; }

    /// <summary>The steps between two writings of the checkpoint, at least 1: of <see cref="FreshDraws"/>, or
    /// evaluations of the objective over <see cref="FixedDraws"/>.</summary>
    public int CheckpointSteps { get; init; } = 100;

    /// <summary>Whether a fit that is cancelled returns what there is, with a verdict that says so, in place of an <see
    /// cref="OperationCanceledException"/>. Before there is any approximation it throws all the same.</summary>
    public bool ReturnsWhenCancelled { get; init; }

    /// <summary>The family where none is chosen.</summary>
    internal static VariationalFamily DefaultFamily(LogDensity target) =>
        target.Dimension <= FullRankLimit ? new FullRankGaussian()
        : target.Structure.Plates.Count > 0 && target.Structure.Globals.Length <= FullRankLimit
            ? new StructuredGaussian()
        : new MeanFieldGaussian();

    /// <summary>The families where none is chosen, in the order in which they are tried.</summary>
    internal static IReadOnlyList<VariationalFamily> Ladder(LogDensity target) =>
        target.Dimension > MostUnknownsOfFlows || target.Rows is not null ? [DefaultFamily(target)]
        : target.Dimension > MostUnknownsOfNetworks ? [DefaultFamily(target), new SinhArcsinhFamily()]
        : [DefaultFamily(target), new SinhArcsinhFamily(), new InverseAutoregressiveFlow()];

    /// <summary>These options, all of whose values are in range.</summary>
    /// <exception cref="ArgumentNullException">The objective or the algorithm is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">Objective and algorithm do not go together.</exception>
    internal FitOptions Checked()
    {
        OptionChecks.NotNull(Objective, nameof(FitOptions), "new ElboObjective()");
        OptionChecks.NotNull(Algorithm, nameof(FitOptions), "new FixedDraws()");
        OptionChecks.Defined(Parameterization, nameof(FitOptions), "Parameterization.Automatic");
        Objective.Check();
        Family?.Check();
        OptionChecks.Positive(TargetShape, nameof(FitOptions), mend: "Leave it unset for 0.7.");
        OptionChecks.Positive(MaximumEvaluations ?? 1, nameof(FitOptions), "Leave it unset for no limit.",
            nameof(MaximumEvaluations));
        OptionChecks.Positive(TimeLimit?.TotalSeconds ?? 1, nameof(FitOptions), "Leave it unset for no limit.",
            nameof(TimeLimit));
        OptionChecks.AtLeast(1, PosteriorDraws, nameof(FitOptions), mend: "Leave it unset for 4000.");
        OptionChecks.AtLeast(0, Threads, nameof(FitOptions), mend: "Leave it unset for as many as the machine has.");
        OptionChecks.AtLeast(1, Starts, nameof(FitOptions), mend: "Leave it unset for 1.");
        OptionChecks.AtLeast(1, CheckpointSteps, nameof(FitOptions), mend: "Leave it unset for 100.");
        Algorithm.Check();
        Algorithm.CheckFamily(Family);
        return Algorithm is not FixedDraws || Objective.AllowsFixedDraws ? this : throw new ArgumentException(
            $"FitOptions: the objective '{Objective.Name}', in the form chosen, cannot be maximised over fixed draws: its " +
            "gradient is not that of any function of them, or that function has no optimum. Use it with Algorithm = " +
            "new FreshDraws(), or take a form whose AllowsFixedDraws is true.",
            nameof(Objective));
    }
}
