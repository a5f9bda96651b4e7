using System.Diagnostics;
using System.Globalization;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>startup</c>: a command as a process of its own, from its start to its end.</summary>
internal static class StartupTable
{
    private const int Runs = 15;

    public static int Print(string program, string[] arguments, TextWriter output, TextWriter error)
    {
        var seconds = new List<double>();
        double peak = 0;
        for (int run = 0; run < Runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            using Process? process = Start(program, arguments);
            if (process is null)
            {
                error.WriteLine($"'{program}' cannot be started. Give the path of a built command.");
                return 2;
            }
            Task<string> printed = process.StandardOutput.ReadToEndAsync();
            Task<string> complaints = process.StandardError.ReadToEndAsync();
            // The peak is asked for while the process lives; what it grows by in the last two milliseconds is not seen.
            while (!process.WaitForExit(2))
            {
                peak = Math.Max(peak, Peak(process));
            }
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            Task.WaitAll(printed, complaints);
            if (process.ExitCode != 0)
            {
                error.WriteLine($"'{program}' ended with {process.ExitCode}: {complaints.Result.Trim()}");
                return 1;
            }
        }
        seconds.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Runs} runs: least {seconds[0]:F3} s, median {seconds[Runs / 2]:F3} s, most {seconds[^1]:F3} s; ")
            + (peak > 0
                ? string.Create(CultureInfo.InvariantCulture, $"peak memory {peak / 1e6:F0} MB")
                : "peak memory not known"));
        return 0;
    }

    private static Process? Start(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static double Peak(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
            return 0;
        }
    }
}
