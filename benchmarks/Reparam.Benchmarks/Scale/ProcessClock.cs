using System.Diagnostics;

namespace Reparam.Benchmarks.Scale;

/// <summary>Seconds, and seconds of processor time on all cores: on a machine with other work to do they
/// differ.</summary>
internal readonly struct ProcessClock
{
    private readonly long _start;
    private readonly TimeSpan _processor;

    private ProcessClock(long start, TimeSpan processor) => (_start, _processor) = (start, processor);

    public double Seconds => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    public double ProcessorSeconds => (Processor() - _processor).TotalSeconds;

    public static ProcessClock Start() => new(Stopwatch.GetTimestamp(), Processor());

    private static TimeSpan Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
