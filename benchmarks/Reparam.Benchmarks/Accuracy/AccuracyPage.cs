namespace Reparam.Benchmarks.Accuracy;

/// <summary>The page <c>docs/accuracy-posteriors.md</c>.</summary>
internal static class AccuracyPage
{
    public static void Write(TextWriter page, IReadOnlyList<AccuracyRow> rows,
        (IReadOnlyList<string> Provenance, IReadOnlyList<StanAccuracy> Runs) stan)
    {
    }
}
