using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>The command <c>reparam</c>.</summary>
internal static class Cli
{
    private const string DebugVariable = "REPARAM_DEBUG";

    /// <summary>Runs a command line, writing plain text.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken) =>
        Run(args, new Streams(output, error), cancellationToken);

    /// <summary>Runs a command line and turns what went wrong into one message and an <see cref="ExitCode"/>.</summary>
    public static int Run(string[] args, Streams streams, CancellationToken cancellationToken)
    {
        try
        {
            return ReparamCommand.Run(args, streams, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            streams.Error.WriteLine("Interrupted: nothing was written.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is UserInputException or FitException)
        {
            streams.Error.WriteLine($"error: {failure.Message}");
            Trace(failure, streams.Error);
            return ExitCode.WrongInput;
        }
        catch (IOException failure)
        {
            // Of files that were asked for there are better messages: left is the terminal, or where it leads to.
            streams.Error.WriteLine(
                $"error: The output cannot be written: {failure.Message.TrimEnd('.')}. Check where it goes, and the "
                    + "space left.");
            Trace(failure, streams.Error);
            return ExitCode.WrongInput;
        }
#pragma warning disable CA1031 // The outermost frame: whatever else comes up is reported as ours.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            string message = failure.Message.ReplaceLineEndings(" ");
            streams.Error.WriteLine($"internal error, please report: {failure.GetType().Name}: {message}");
            Trace(failure, streams.Error);
            return ExitCode.InternalError;
        }
    }

    private static void Trace(Exception failure, TextWriter error)
    {
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1")
        {
            error.WriteLine(failure);
        }
    }
}
