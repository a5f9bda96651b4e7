namespace Reparam.Variational;

/// <summary>What an algorithm ends with.</summary>
/// <param name="Coordinates">The coordinates in which the approximation is the standard normal distribution.</param>
/// <param name="Rounds">How it came about.</param>
/// <param name="Problem">Why the optimum is not to be relied on, or null.</param>
/// <param name="Evaluations">Evaluations of the log density and its gradient.</param>
internal sealed record Optimum(
    Coordinates Coordinates, IReadOnlyList<FitRound> Rounds, string? Problem, long Evaluations);
