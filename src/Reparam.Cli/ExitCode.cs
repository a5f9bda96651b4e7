namespace Reparam.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Fitted. The verdict may still be doubtful or failed: it is in the report and in fit.json.</summary>
    public const int Fitted = 0;

    /// <summary>A fault of ours.</summary>
    public const int InternalError = 1;

    /// <summary>The user's input is wrong; the message says what, where and how to mend it.</summary>
    public const int WrongInput = 2;

    /// <summary>An audit found gradient estimators that disagree, or a calibration posteriors that are off.</summary>
    public const int Disagreement = 3;

    /// <summary>Interrupted: 128 + SIGINT, as shells count it. Of a fit there may be a result that says so.</summary>
    public const int Interrupted = 130;
}
