using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reparam.Benchmarks;

/// <summary>Processor time of the calling thread, which does not run while another process has the processor; the time
/// of day's where there is no such clock.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>Nanoseconds since some moment.</summary>
    public static double Nanoseconds()
    {
        if (OperatingSystem.IsLinux() && Read(ThreadProcessorTime, out Time time) == 0)
        {
            return time.Seconds * 1e9 + time.Nanoseconds;
        }
        return Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Read(int clock, out Time time);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
