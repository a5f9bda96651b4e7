namespace Reparam.Cli;

/// <summary>Verdicts in words.</summary>
internal static class VerdictText
{
    /// <summary>The level, and whether the fit was interrupted: "failed: interrupted".</summary>
    public static string Of(Posterior posterior) =>
        Level(posterior.Verdict) + (posterior.IsInterrupted ? ": interrupted" : "");

    /// <summary>"passed", "doubtful" or "failed".</summary>
    public static string Level(Verdict verdict) => verdict.Level switch
    {
        VerdictLevel.Passed => "passed",
        VerdictLevel.Doubtful => "doubtful",
        VerdictLevel.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), $"Unknown level {verdict.Level}."),
    };
}
