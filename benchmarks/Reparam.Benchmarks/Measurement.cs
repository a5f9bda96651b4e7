using System.Diagnostics;

namespace Reparam.Benchmarks;

/// <summary>Nanoseconds a call: the minimum and the median over batches.</summary>
/// <remarks>The minimum is what the code can do when nothing disturbs it, and what ratios are made of; the distance of the
/// median from it tells how busy the machine was.</remarks>
internal readonly record struct Measurement(double Minimum, double Median)
{
    private const int Batches = 41;
    private const double BatchSeconds = 0.01;
    private const double WarmUpSeconds = 1.0;

    /// <summary>Times an action.</summary>
    public static Measurement Of(Func<double> action)
    {
        // The warm-up lets the runtime compile the hot methods in its last tier, and counts the calls of a batch.
        long calls = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < WarmUpSeconds)
        {
            action();
            calls++;
        }
        int batch = (int)Math.Max(1, calls * BatchSeconds / watch.Elapsed.TotalSeconds);
        var times = new double[Batches];
        for (int b = 0; b < Batches; b++)
        {
            watch.Restart();
            for (int i = 0; i < batch; i++)
            {
                action();
            }
            times[b] = watch.Elapsed.TotalNanoseconds / batch;
        }
        Array.Sort(times);
        return new Measurement(times[0], times[Batches / 2]);
    }
}
