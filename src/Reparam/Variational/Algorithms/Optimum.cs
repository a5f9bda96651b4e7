namespace Reparam.Variational;

/// <summary>What an algorithm ends with.</summary>
/// <param name="Approximation">The best member of the family.</param>
/// <param name="Rounds">How it came about.</param>
/// <param name="Problem">Why the optimum is not to be relied on, or null.</param>
/// <param name="Evaluations">Evaluations of the log density and its gradient.</param>
internal sealed record Optimum(
    Approximation Approximation, IReadOnlyList<FitRound> Rounds, string? Problem, long Evaluations)
{
    /// <summary>What it takes to say how it answers to changes; null where it is not an optimum over fixed
    /// draws.</summary>
    public OptimumResponse? Response { get; init; }

    /// <summary>Reasons to doubt it that weights do not see, as sentences.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>What the optimiser met on its way and dealt with, or null.</summary>
    public string? Note { get; init; }
}
