namespace Reparam.Cli;

/// <summary>A saved fit, and what is asked of it.</summary>
/// <param name="Folder">The folder that <c>reparam fit --output</c> wrote.</param>
/// <param name="Data">The path of the data, where they are no longer where they were; or null.</param>
/// <param name="NewData">For predictions, the rows to predict; otherwise null.</param>
/// <param name="AllowsNewLevels">For predictions, whether groups may have levels that were not fitted.</param>
/// <param name="Output">A file to write to; null for none.</param>
internal sealed record ResultRequest(
    string Folder, string? Data, string? NewData = null, bool AllowsNewLevels = false, string? Output = null);
