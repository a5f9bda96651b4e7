namespace Reparam.Tests.Reference;

/// <summary>Files beside the repository.</summary>
internal static class RepositoryFiles
{
    /// <summary>Published data, too large for the repository, where they lie beside it.</summary>
    public static string Shared { get; } = Path.GetFullPath(RepositoryRoot.File("../shared"));
}
