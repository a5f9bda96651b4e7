using System.Runtime.InteropServices;

namespace Reparam.Cli;

/// <summary>Ctrl-C, or a request to terminate, ends a fit in an orderly way; a second one ends the process at
/// once.</summary>
internal sealed class ConsoleCancellation : IDisposable
{
    /// <summary>Progress hides the cursor (ECMA-48, DECTCEM).</summary>
    private const string ShowCursor = "\u001b[?25h";

    private readonly CancellationTokenSource _source = new();
    private int _signals;
    private readonly PosixSignalRegistration[] _registrations;

    public ConsoleCancellation() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _source.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Exchange(ref _signals, 1) == 0)
        {
            _source.Cancel();
            return;
        }
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(ShowCursor);
        }
        // Not the death by signal, which would leave half-written folders behind.
        Environment.Exit(ExitCode.Interrupted);
    }
}
