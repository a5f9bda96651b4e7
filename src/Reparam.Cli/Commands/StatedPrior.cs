namespace Reparam.Cli;

/// <summary>A prior in a report.</summary>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Distribution">In Stan's notation, every digit kept.</param>
/// <param name="Short">The same with numbers as a reader wants them.</param>
/// <param name="IsDefault">Whether the user left it open.</param>
internal sealed record StatedPrior(string Parameter, string Distribution, string Short, bool IsDefault);
