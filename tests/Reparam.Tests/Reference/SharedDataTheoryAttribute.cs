using Reparam.Benchmarks;

namespace Reparam.Tests.Reference;

/// <summary>A test on published data that are too large for the repository: it runs where they lie beside it, and is
/// skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute()
    {
        string? missing = new[] { Path.Combine(ReferenceData.Folder!, "posteriordb"), StanGradients.File }
            .FirstOrDefault(p => !Path.Exists(p));
        if (missing is not null)
        {
            Skip = $"The published data are not at {missing}.";
        }
    }
}
