namespace Reparam.Neural.Tests;

/// <summary>A test on published data that are too large for the repository: it runs where they lie beside it, and is
/// skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string name)
    {
        if (!Path.Exists(File(name)))
        {
            Skip = $"The published data are not at {File(name)}.";
        }
    }

    /// <summary>Where published data lie.</summary>
    public static string File(string name) =>
        Path.GetFullPath(RepositoryRoot.File(Path.Combine("..", "shared", "data", name)));
}
