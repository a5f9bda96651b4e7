namespace Reparam.Tests.Reference;

/// <summary>Files of the repository and beside it, found from wherever the tests run.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder that holds Reparam.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Published data, too large for the repository, where they lie beside it.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reparam.slnx")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException(
            $"No folder above {AppContext.BaseDirectory} holds Reparam.slnx; run the tests inside the repository.");
    }
}
