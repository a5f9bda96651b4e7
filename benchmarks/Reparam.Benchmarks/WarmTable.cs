using System.Diagnostics;
using System.Runtime;
using Reparam.Benchmarks.Accuracy;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>warm</c>: fits with the defaults in one process, the first and those after it.</summary>
internal static class WarmTable
{
    private const ulong Seeds = 5;
    private const double WarmUpSeconds = 1;
    private const int MostWarmUps = 10;
    private const double Seconds = 5;
    private const int FewestFits = 10;

    private static readonly string[] Usual =
    [
        "eight_schools-eight_schools_noncentered", "kidiq-kidscore_momiq", "garch-garch11", "wells", "sleepstudy",
        "radon_mn",
    ];

    /// <param name="names">Of the table of <c>accuracy</c>; none for a few of them.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="error">Where complaints go.</param>
    public static int Print(string[] names, TextWriter output, TextWriter error)
    {
        output.WriteLine("""
            Fits with the defaults, seeds 1 to 5 in turn. Milliseconds of the first, which compiles the code, and of
            those after it: the least, the median, and the processor's on all threads; then megabytes of memory taken
            and garbage collections, all and full ones. The last four are averages over the fits.
            """);
        output.WriteLine();
        output.WriteLine($"{"",-42}{"fits",6}{"first",8}{"least",8}{"median",8}{"cpu",8}{"MB",8}{"GC",8}{"full",8}");
        foreach (string name in names.Length == 0 ? Usual : names)
        {
            try
            {
                if (ReferencePosterior.ModelOf(name) is not { } model)
                {
                    error.WriteLine($"There is no '{name}'. Give names of the table of accuracy in full.");
                    return 2;
                }
                output.WriteLine(Line(name, model));
            }
            catch (IOException failure)
            {
                error.WriteLine($"{name}: {failure.Message} They are read from ../shared/data beside the repository.");
            }
        }
        return 0;
    }

    private static string Line(string name, Model model)
    {
        var watch = Stopwatch.StartNew();
        Inference.Fit(model, 1);
        double first = watch.Elapsed.TotalMilliseconds;
        WarmUp(model);
        var times = new List<double>();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        int collections = GC.CollectionCount(0), full = GC.CollectionCount(2);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        for (var all = Stopwatch.StartNew(); times.Count < FewestFits || all.Elapsed.TotalSeconds < Seconds;)
        {
            watch.Restart();
            Inference.Fit(model, (ulong)times.Count % Seeds + 1);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        double fits = times.Count, cpu = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds;
        times.Sort();
        return FormattableString.Invariant(
            $"{name,-42}{fits,6}{first,8:F0}{times[0],8:F2}{times[times.Count / 2],8:F2}{cpu / fits,8:F2}")
            + FormattableString.Invariant($"{(GC.GetTotalAllocatedBytes(precise: true) - bytes) / fits / 1e6,8:F2}")
            + FormattableString.Invariant($"{(GC.CollectionCount(0) - collections) / fits,8:F3}")
            + FormattableString.Invariant($"{(GC.CollectionCount(2) - full) / fits,8:F3}");
    }

    /// <summary>Until a round compiles nothing: the runtime compiles hot methods again in the background, in pauses
    /// above all.</summary>
    private static void WarmUp(Model model)
    {
        long compiled = -1;
        for (int round = 0; round < MostWarmUps && compiled != JitInfo.GetCompiledMethodCount(); round++)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(200);
            var watch = Stopwatch.StartNew();
            for (ulong seed = 1; seed <= Seeds || watch.Elapsed.TotalSeconds < WarmUpSeconds; seed++)
            {
                Inference.Fit(model, seed % Seeds + 1);
            }
        }
    }
}
