using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reparam.Cli.Tests;

/// <summary>The command in a process of its own.</summary>
internal sealed class CommandProcess : IDisposable
{
    private const int InterruptSignal = 2;

    private readonly Process _process;
    private readonly Task<string> _out;

    public CommandProcess(params IEnumerable<string> arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", bin = AppContext.BaseDirectory;
        var start = new ProcessStartInfo(IsInterruptIgnored ? "env" : host)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (IsInterruptIgnored)
        {
            // A job that a script runs in the background ignores Ctrl-C, and so would what it starts.
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(host);
        }
        foreach (string argument in (string[])["exec", "--runtimeconfig",
            Path.Combine(bin, "Reparam.Cli.Tests.runtimeconfig.json"), "--depsfile",
            Path.Combine(bin, "Reparam.Cli.Tests.deps.json"), Path.Combine(bin, "Reparam.Cli.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        _process = Process.Start(start)!;
        _out = _process.StandardOutput.ReadToEndAsync();
    }

    private static bool IsInterruptIgnored { get; } = OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(
            static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (Convert.ToUInt64(mask[7..].Trim(), 16) & (1UL << (InterruptSignal - 1))) != 0;

    public bool HasExited => _process.HasExited;

    public StreamReader Error => _process.StandardError;

    /// <summary>Ctrl-C, at once: a process that sent it would take its time on a busy machine.</summary>
    public void Interrupt() => Assert.Equal(0, Signal(_process.Id, InterruptSignal));

    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits until a checkpoint has been written so many times with another length, or the process
    /// ended.</summary>
    public void AwaitWritings(string checkpoint, int count)
    {
        // On this thread: readers of pipes hold those of the pool, and a timer may be a second late.
        for (long last = 0; count > 0 && !HasExited; Thread.Sleep(1))
        {
            var file = new FileInfo(checkpoint);
            if (file.Exists && file.Length != last)
            {
                last = file.Length;
                count--;
            }
        }
    }

    /// <summary>Waits until something is so, or the process ended.</summary>
    public void Await(Func<bool> isSo)
    {
        while (!isSo() && !HasExited)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>Its end.</summary>
    public async Task<CommandRun> End()
    {
        string error = await Error.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return new CommandRun(_process.ExitCode, await _out, error);
    }

    public void Dispose() => _process.Dispose();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
