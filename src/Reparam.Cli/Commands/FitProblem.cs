using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>A model to fit, and what a report says of it.</summary>
internal sealed record FitProblem
{
    public required Model Model { get; init; }

    /// <summary>The model with its design; null for an example.</summary>
    public FormulaModel? FormulaModel { get; init; }

    /// <summary>The name of the built-in example; null for a formula.</summary>
    public string? Example { get; init; }

    /// <summary>The formula, written out in full; null for an example.</summary>
    public string? Formula { get; init; }

    /// <summary>The family's name; null for an example.</summary>
    public string? Family { get; init; }

    /// <summary>The model in a few lines of text.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    public required IReadOnlyList<StatedPrior> Priors { get; init; }

    /// <summary>The number of rows in use.</summary>
    public required int Rows { get; init; }

    public DroppedRows Dropped { get; init; } = new(0, []);

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The names of the effects of single groups, of which there can be thousands.</summary>
    public IReadOnlySet<string> GroupEffects { get; init; } = new HashSet<string>();

    /// <summary>"sha256:..." of the bytes of the data; computed when asked for.</summary>
    public required Func<string> DataHash { get; init; }

    /// <summary>The problem that was asked for.</summary>
    /// <exception cref="UserInputException">The request cannot be met; the message says why.</exception>
    public static FitProblem Read(ModelRequest request) => request.Example switch
    {
        null => FormulaProblem.Read(request),
        EightSchools.Name => EightSchools.Problem(),
        var name => throw new UserInputException(
            $"Unknown example '{name}'. {NearestNames.Suggest(name, [EightSchools.Name], "examples")}"),
    };
}
