using System.Diagnostics;
using Reparam.Benchmarks.Comparison;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>threads</c>: models of the comparison on one thread and on two, timed in turns.</summary>
internal static class ThreadTable
{
    private const double Seconds = 4;
    private const double BatchSeconds = 0.003;

    public static int Print(TextWriter output, string[] keys)
    {
        output.WriteLine($"{ComparisonRow.Many} draws, points copied in and values and gradients copied out.");
        output.WriteLine(
            "Nanoseconds a draw by the clock: minimum (median) of batches of a few milliseconds, in turns.");
        output.WriteLine($"{"",-20}{"one thread",24}{"two threads",24}{"at best",10}{"in the middle",16}");
        foreach (string key in keys.Length > 0 ? keys : ["a9a", "radon_all"])
        {
            ComparisonModel model = ComparisonModels.Find(key)
                ?? throw new InvalidOperationException($"The data of {key} are not beside the repository.");
            double[] points = model.Points(model.LogDensity.Dimension, ComparisonRow.Many);
            GradientRunner[] runners = [.. Enumerable.Range(1, 2)
                .Select(threads => new GradientRunner(key, model.LogDensity, points, threads))];
            double fastest = runners.Min(runner => Measurement.Of(runner.Compiled).Minimum);
            int batch = (int)Math.Max(1, BatchSeconds * 1e9 / fastest);
            List<double>[] times = [[], []];
            for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < Seconds; )
            {
                for (int i = 0; i < runners.Length; i++)
                {
                    long start = Stopwatch.GetTimestamp();
                    for (int run = 0; run < batch; run++)
                    {
                        runners[i].Compiled();
                    }
                    times[i].Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / batch / ComparisonRow.Many);
                }
            }
            double[][] sorted = [.. times.Select(t => t.Order().ToArray())];
            output.WriteLine(FormattableString.Invariant($"{key,-20}{Cell(sorted[0]),24}{Cell(sorted[1]),24}")
                + FormattableString.Invariant($"{sorted[0][0] / sorted[1][0],10:F2}")
                + FormattableString.Invariant($"{Median(sorted[0]) / Median(sorted[1]),16:F2}"));
        }
        return 0;
    }

    private static double Median(double[] sorted) => sorted[sorted.Length / 2];

    private static string Cell(double[] sorted) =>
        FormattableString.Invariant($"{sorted[0]:N0} ({Median(sorted):N0})");
}
