namespace Reparam.Cli;

/// <summary>Which images were asked for.</summary>
/// <param name="Example">Built-in ones, by their name; null for a file.</param>
/// <param name="Images">An IDX file or a folder of PNG files; null for an example.</param>
/// <param name="Labels">An IDX file of labels; null for none.</param>
internal sealed record ImageDataRequest(string? Example, string? Images, string? Labels)
{
    public bool IsEmpty => this == new ImageDataRequest(null, null, null);
}
