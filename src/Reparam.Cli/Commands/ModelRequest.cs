namespace Reparam.Cli;

/// <summary>Which model was asked for: an example alone, or the other four.</summary>
/// <param name="Example">The name of a built-in example; null for a formula.</param>
/// <param name="Formula">The formula; null for an example.</param>
/// <param name="Family">The name of the family; null for an example.</param>
/// <param name="Data">The path of the CSV file; null for an example.</param>
/// <param name="Priors">Priors as they were written.</param>
internal sealed record ModelRequest(
    string? Example, string? Formula, string? Family, string? Data, IReadOnlyList<string> Priors);
