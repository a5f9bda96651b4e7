namespace Reparam.Formulas.Tests;

/// <summary>A test on the six reference data sets, which are too large for the repository: it runs where they lie
/// beside it, and is skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReferenceDataTheoryAttribute : TheoryAttribute
{
    public ReferenceDataTheoryAttribute()
    {
        if (!Directory.Exists(Folder))
        {
            Skip = $"The reference data sets are not at {Folder}.";
        }
    }

    internal static string Folder { get; } =
        Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "references"));
}
