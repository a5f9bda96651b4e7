namespace Reparam.Cli;

/// <summary>What <c>reparam fit</c> was asked to do.</summary>
internal sealed record FitRequest
{
    /// <summary>The seed when none is given: there is no ambient randomness.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary>The number of posterior draws when none is given.</summary>
    public const int DefaultDraws = 4000;

    /// <summary>Which model.</summary>
    public required ModelRequest Model { get; init; }

    /// <summary>The approximating family's name; null for the library's choice.</summary>
    public required string? Approximation { get; init; }

    /// <summary>The k-hat to reach; null for the library's choice.</summary>
    public double? TargetShape { get; init; }

    /// <summary>Evaluations after which no richer approximation is begun; null for no limit.</summary>
    public long? Evaluations { get; init; }

    /// <summary>Seconds after which no richer approximation is begun; null for no limit.</summary>
    public double? Seconds { get; init; }

    public required int Draws { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The most threads; 0 for as many as the machine has.</summary>
    public required int Threads { get; init; }

    /// <summary>The file that holds how far the fit has come; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The folder for results; null for none.</summary>
    public required string? Output { get; init; }

    /// <summary>Whether linear-response standard deviations are wanted.</summary>
    public bool HasLinearResponse { get; init; }

    public required bool IsQuiet { get; init; }
}
