using System.Diagnostics;
using System.Globalization;
using Reparam.Data;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Benchmarks.Scale;

/// <summary>Logistic regression on flights: full rank, the rows streamed from a file, against the optimum over all rows
/// in memory.</summary>
internal static class FlightsScale
{
    public static void Print(TextWriter output, IReadOnlyList<string> rules)
    {
        string path = Path.Combine(Path.GetTempPath(), $"reparam-flights-{Environment.ProcessId}.columns");
        try
        {
            if (!FlightsData.TryWrite(path))
            {
                output.WriteLine("flights: the data are not here.");
                return;
            }
            using ColumnFile file = ColumnFile.Open(path);
            output.WriteLine(FormattableString.Invariant(
                $"flights: {file.RowCount:N0} rows, {FlightsData.Model(file).LogDensity.Dimension} unknowns, ") +
                FormattableString.Invariant($"{new FileInfo(path).Length / 1e6:F1} MB on disc, full rank"));
            var runs = new List<(string Name, Coordinates Coordinates)>();
            output.WriteLine($"{"",-34}{"passes",8}{"of which start",16}{"weights",9}{"evaluations",13}" +
                $"{"seconds",9}{"processor",11}{"memory MB",11}");
            foreach (string rule in rules)
            {
                FitAlgorithm algorithm = Algorithm(rule);
                var rows = new CountedRows(file);
                runs.Add((rule, Run(rule, FlightsData.Model(rows).LogDensity, algorithm, rows, output)));
            }
            Coordinates exact = Run("all rows in memory", FlightsData.ModelInMemory(file).LogDensity,
                new FixedDraws { InitialDraws = 1024, MaximumDraws = 2048, Tolerance = 0.01, GradientTolerance = 1e-3 },
                null, output);
            double[] sd = exact.StandardDeviations();
            foreach (var (name, coordinates) in runs)
            {
                double[] own = coordinates.StandardDeviations();
                double[] errors = [.. sd.Select((s, i) =>
                    Math.Abs(coordinates.Centre[i] - exact.Centre[i]) / s)];
                output.WriteLine(FormattableString.Invariant(
                    $"{name,-34} worst mean off by {errors.Max():F4} sd, in the root mean square ") +
                    FormattableString.Invariant($"{Math.Sqrt(errors.Average(e => e * e)):F4}; worst sd by ") +
                    FormattableString.Invariant($"{sd.Select((s, i) => Math.Abs(own[i] / s - 1)).Max():P2}"));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The seed, where a rule names one as in "fixed draws, seed 2"; otherwise 1.</summary>
    private static (string Rule, ulong Seed) Parts(string rule)
    {
        string[] parts = rule.Split(", seed ");
        return (parts[0], parts.Length == 1 ? 1 : ulong.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static FitAlgorithm Algorithm(string rule) => Parts(rule).Rule switch
    {
        "fixed draws" => new FixedDraws(),
        // Six passes at most.
        "fresh draws" => new FreshDraws
        {
            RowsPerStep = 4096,
            MaximumSteps = 830,
            Steps = new NaturalGradientSteps(),
        },
        _ => throw new ArgumentException($"No rule '{rule}'."),
    };

    /// <summary>The approximation itself, without weights.</summary>
    private static Coordinates Run(
        string name, LogDensity target, FitAlgorithm algorithm, CountedRows? rows, TextWriter output)
    {
        var clock = ProcessClock.Start();
        var phases = new PhasePasses(rows);
        FitOptions options = new FitOptions
        {
            Family = new FullRankGaussian(),
            Algorithm = algorithm,
            PosteriorDraws = 1000,
        }.Checked();
        var ladder = new FitLadder(target, options, RandomKey.FromSeed(Parts(name).Seed), new FitContext(phases, default));
        ladder.Run();
        using var process = Process.GetCurrentProcess();
        output.WriteLine(FormattableString.Invariant(
            $"{name,-34}{rows?.Passes,8:F2}{phases.Start,16:F2}{rows?.Passes - phases.BeforeWeights,9:F2}") +
            FormattableString.Invariant($"{ladder.Best.Evaluations,13:N0}{clock.Seconds,9:F1}") +
            FormattableString.Invariant($"{clock.ProcessorSeconds,11:F1}") +
            FormattableString.Invariant($"{process.PeakWorkingSet64 / 1e6,11:F0}") +
            $"  {ladder.Best.Optimum.Problem}");
        output.Flush();
        return ladder.Best.Optimum.Approximation.Coordinates;
    }

    /// <summary>Passes by phase.</summary>
    private sealed class PhasePasses(CountedRows? rows) : IProgress<FitProgress>
    {
        public double? Start { get; private set; }

        public double? BeforeWeights { get; private set; }

        public void Report(FitProgress value)
        {
            if (value.Phase == "weights")
            {
                BeforeWeights ??= rows?.Passes;
            }
            else if (value.Phase != "mode")
            {
                Start ??= rows?.Passes;
            }
        }
    }
}
