using System.Diagnostics;
using Reparam.Benchmarks.Accuracy;
using Reparam.Variational;

namespace Reparam.Benchmarks.Deterministic;

/// <summary>The table of <c>dadvi</c>: mean-field fits over fixed draws, their standard deviations with and without
/// linear response, and how often Monte Carlo intervals of their means cover.</summary>
internal static class ResponseTable
{
    private const int Repetitions = 200;
    private const int CoverageDraws = 64;
    private const int ManyDraws = 1 << 15;

    /// <summary>The 97.5 % quantile of Student's t with 31 degrees of freedom.</summary>
    private const double Quantile = 2.0395;

    private static readonly string[] Covered = ["eight_schools", "nes1992", "garch"];

    /// <param name="names">Parts of names of posteriors; all where there are none.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="error">Where complaints go.</param>
    public static int Print(string[] names, TextWriter output, TextWriter error)
    {
        try
        {
            foreach (string name in names.Length == 0 ? Covered : names)
            {
                Coverage(name, output);
            }
            Deviations(names, output);
            return 0;
        }
        catch (IOException failure)
        {
            error.WriteLine($"The reference posteriors are not here: {failure.Message}");
            return 2;
        }
    }

    private static void Deviations(string[] names, TextWriter output)
    {
        output.WriteLine("""
            Mean-field fits with the defaults (seed 1), against long NUTS runs. Root mean square over the parameters of
            log(sd / reference sd): of the approximation, and by linear response. Milliseconds of the fit, and of the
            responses of all numbers.
            """);
        output.WriteLine($"{"",-42}{"mean-field",12}{"response",12}{"worst",34}{"fit ms",9}{"more ms",9}");
        int better = 0, all = 0;
        foreach (ReferencePosterior reference in ReferencePosterior.All(names))
        {
            var watch = Stopwatch.StartNew();
            Posterior fit =
                Inference.Fit(reference.Model, seed: 1, new() { Family = new MeanFieldGaussian() });
            double seconds = watch.Elapsed.TotalSeconds;
            IReadOnlyList<LinearResponse> responses;
            try
            {
                responses = fit.LinearResponse();
            }
            catch (Exception failure) when (failure is FitException or InvalidOperationException)
            {
                output.WriteLine($"{reference.Name,-42} {failure.Message}");
                all++;
                continue;
            }
            double more = watch.Elapsed.TotalSeconds - seconds;
            LinearResponse[] wanted = [.. responses.Where(r => reference.Parameters.ContainsKey(r.Name))];
            double Error(LinearResponse r, double sd) =>
                Math.Log(sd / reference.Parameters[r.Name].StandardDeviation);
            double plain = Rms(wanted.Select(r => Error(r, r.ApproximationStandardDeviation)));
            double response = Rms(wanted.Select(r => Error(r, r.StandardDeviation)));
            LinearResponse worst = wanted.MaxBy(r => Math.Abs(Error(r, r.StandardDeviation)))!;
            all++;
            better += response < plain ? 1 : 0;
            output.WriteLine(Line($"{reference.Name,-42}{plain,12:F3}{response,12:F3}")
                + Line($"{worst.Name,34}{seconds * 1000,9:F0}{more * 1000,9:F0}"));
            output.Flush();
        }
        output.WriteLine(Line($"Linear response is nearer on {better} of {all}."));
    }

    private static double Rms(IEnumerable<double> values) => Math.Sqrt(values.Average(v => v * v));

    private static void Coverage(string name, TextWriter output)
    {
        ReferencePosterior reference = ReferencePosterior.All(name).First();
        IReadOnlyList<LinearResponse> truth = Fit(reference, seed: 10_000, ManyDraws);
        var covered = new int[truth.Count];
        double[] ratios = new double[truth.Count];
        for (ulong seed = 1; seed <= Repetitions; seed++)
        {
            IReadOnlyList<LinearResponse> few = Fit(reference, seed, CoverageDraws);
            for (int i = 0; i < truth.Count; i++)
            {
                double distance = Math.Abs(few[i].Mean - truth[i].Mean);
                covered[i] += distance <= Quantile * few[i].MonteCarloError ? 1 : 0;
                ratios[i] += few[i].MonteCarloError / few[i].StandardDeviation / Repetitions;
            }
        }
        double Share(double count) => 100 * count / Repetitions;
        output.WriteLine();
        output.WriteLine(Line($"{reference.Name}: 95 % Monte Carlo intervals of {truth.Count} means, ") +
            Line($"{CoverageDraws} draws, {Repetitions} repetitions."));
        output.WriteLine(Line($"They cover in {Share(covered.Average()):F1} %; of single numbers in ") +
            Line($"{Share(covered.Min()):F1} % to {Share(covered.Max()):F1} %; ") +
            Line($"errors are {100 * ratios.Average():G2} % of a standard deviation."));
        output.Flush();
    }

    private static IReadOnlyList<LinearResponse> Fit(ReferencePosterior reference, ulong seed, int draws) =>
        Inference.Fit(reference.Model, seed, new()
        {
            Family = new MeanFieldGaussian(),
            Algorithm = new FixedDraws { InitialDraws = draws, MaximumDraws = draws },
            PosteriorDraws = 1,
        }).LinearResponse();

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
