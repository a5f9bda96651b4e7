namespace Reparam.Formulas.Tests;

/// <summary>Files of the repository, found from wherever the tests run.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string Reference(string name) =>
        Path.Combine(Root, "tests", "Reparam.Formulas.Tests", "Reference", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Reparam.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No Reparam.slnx above the test's folder.");
        }

        return folder.FullName;
    }
}
