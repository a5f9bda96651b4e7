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
    public static Measurement Of(Func<double> action)
    {
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
            watch.Restart();
            for (int i = 0; i < batch; i++)
            {
                action();
            }
            times.Add(watch.Elapsed.TotalNanoseconds / batch);
        }
        times.Sort();
        return new Measurement(times[0], times[times.Count / 2]);
    }
}
