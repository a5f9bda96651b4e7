namespace Reparam.Cli;

/// <summary>What <c>reparam fit</c> was asked to do.</summary>
internal sealed record FitRequest
{
    /// <summary>The seed when none is given: there is no ambient randomness.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary>The number of posterior draws when none is given.</summary>
    public const int DefaultDraws = 4000;

    /// <summary>A built-in example; null for a formula.</summary>
    public required string? Example { get; init; }

    public required string? Formula { get; init; }

    public required string? Family { get; init; }

    /// <summary>The path of the CSV file.</summary>
    public required string? Data { get; init; }

    /// <summary>Priors as they were written.</summary>
    public required IReadOnlyList<string> Priors { get; init; }

    /// <summary>The approximating family's name; null for the library's choice.</summary>
    public required string? Approximation { get; init; }

    public required int Draws { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The most threads; 0 for as many as the machine has.</summary>
    public required int Threads { get; init; }

    /// <summary>The folder for results; null for none.</summary>
    public required string? Output { get; init; }

    public required bool IsQuiet { get; init; }
}
