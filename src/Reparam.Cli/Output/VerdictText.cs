namespace Reparam.Cli;

/// <summary>Verdicts in words.</summary>
internal static class VerdictText
{
    /// <summary>"passed", "doubtful" or "failed".</summary>
    public static string Level(Verdict verdict) => verdict.Level switch
    {
        VerdictLevel.Passed => "passed",
        VerdictLevel.Doubtful => "doubtful",
        VerdictLevel.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), $"Unknown level {verdict.Level}."),
    };
}
