using System.Diagnostics;
using System.Runtime;

namespace Reparam.Benchmarks;

/// <summary>Nanoseconds a call: the minimum and the median over batches, fewer where a call takes long.</summary>
/// <remarks>The minimum is what the code can do when nothing disturbs it, and what ratios are made of; the distance of
/// the median from it tells how busy the machine was.</remarks>
internal readonly record struct Measurement(double Minimum, double Median)
{
    private const int Batches = 401;
    private const int FewestBatches = 5;
    private const double BatchSeconds = 0.001;
    private const double MostSeconds = 4;
    private const double WarmUpSeconds = 0.3;
    private const int FewestWarmUps = 4;
    private const int MostWarmUps = 20;

    /// <summary>Times an action.</summary>
    /// <param name="action">What to time.</param>
    /// <param name="isOneThread">Whether all of it runs on the calling thread, whose processor time is then taken: on a
    /// busy machine an action of many milliseconds is never undisturbed.</param>
    public static Measurement Of(Func<double> action, bool isOneThread = false)
    {
        Func<double> clock = isOneThread
            ? ThreadClock.Nanoseconds
            : static () => Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);
        // The runtime compiles hot methods again in the background: each pause gives it the core that is being
        // measured. On a busy core that takes it long, so warming up goes on until two rounds compiled nothing.
        long calls = 0;
        var watch = new Stopwatch();
        int quiet = 0;
        for (int warmUp = 0; warmUp < MostWarmUps && (warmUp < FewestWarmUps || quiet < 2); warmUp++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(200);
            calls = 0;
            for (watch.Restart(); watch.Elapsed.TotalSeconds < WarmUpSeconds; calls++)
            {
                action();
            }
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
        int batch = (int)Math.Max(1, calls * BatchSeconds / watch.Elapsed.TotalSeconds);
        var times = new List<double>(Batches);
        var all = Stopwatch.StartNew();
        while (times.Count < Batches && (times.Count < FewestBatches || all.Elapsed.TotalSeconds < MostSeconds))
        {
            double start = clock();
            for (int i = 0; i < batch; i++)
            {
                action();
            }
            times.Add((clock() - start) / batch);
        }
        times.Sort();
        return new Measurement(times[0], times[times.Count / 2]);
    }
}
