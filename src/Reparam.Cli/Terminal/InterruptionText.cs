namespace Reparam.Cli;

/// <summary>What is said of a fit that is interrupted.</summary>
internal static class InterruptionText
{
    /// <summary>At the first signal.</summary>
    public const string Ending = "Interrupted: ending the fit with what there is. Ctrl-C again ends at once.";

    /// <summary>How a fit with a checkpoint goes on.</summary>
    public static string Resume(FitRequest request) => $"The same command goes on from {request.Checkpoint}.";
}
