using System.Runtime.InteropServices;

namespace Reparam.Benchmarks.Accuracy;

/// <summary>The page <c>docs/accuracy-posteriors.md</c>.</summary>
internal sealed class AccuracyPage
{
    private static readonly string[] Algorithms = ["meanfield", "fullrank", "nuts"];

    private readonly TextWriter _page;
    private readonly IReadOnlyList<AccuracyRow> _rows;
    private readonly IReadOnlyList<string> _provenance;
    private readonly ILookup<string, StanAccuracy> _stan;

    private AccuracyPage(TextWriter page, IReadOnlyList<AccuracyRow> rows,
        IReadOnlyList<string> provenance, IEnumerable<StanAccuracy> runs)
    {
        (_page, _rows, _provenance) = (page, rows, provenance);
        _stan = runs.Concat(rows.SelectMany(r => r.Reference.Stan)).ToLookup(r => r.Posterior);
    }

    public static void Write(TextWriter page, IReadOnlyList<AccuracyRow> rows,
        (IReadOnlyList<string> Provenance, IReadOnlyList<StanAccuracy> Runs) stan) =>
        new AccuracyPage(page, rows, stan.Provenance, stan.Runs).Write();

    private void Write()
    {
        int seeds = _rows[0].Fits.Count, right = _rows.Count(r => r.Fits.All(f => f.IsRight));
        int passed = _rows.Count(r => r.Fits.All(f => f.Posterior?.Verdict.Level == VerdictLevel.Passed));
        _page.WriteLine("# Accuracy: published posteriors");
        _page.WriteLine();
        Paragraph($"""
            {_rows.Count} posteriors, each fitted with the defaults, `Inference.Fit(model, seed)`, and seeds 1 to
            {seeds}, against the means and standard deviations of long NUTS runs. In {right} every mean is within
            {AccuracyFit.Tolerance} standard deviations and every standard deviation within
            {100 * AccuracyFit.Tolerance:F0} % for every seed, and {passed} have the verdict `Passed` for every seed.
            """);
        Paragraph($"""
            The models are those of [posteriordb](https://github.com/stan-dev/posteriordb) (Magnusson et al. 2024,
            10,000 reference draws each), written as a user would, in
            [Posteriors](../benchmarks/Reparam.Benchmarks/Posteriors), and six formulas with priors. Their data are not
            in the repository.
            """);
        Errors();
        Exact();
        Stan();
        Again();
    }

    private void Errors()
    {
        _page.WriteLine("## Errors");
        _page.WriteLine();
        Paragraph($"""
            The worst over parameters and seeds: the error of a mean in reference standard deviations, that of a
            standard deviation relative to it, k-hat, and the verdict with how many seeds had it. Gradients are
            evaluations of the log density with its gradient, the middle one of the seeds. These are the same on every
            machine. Reference draws have errors of their own: with 10,000 of them, 0.01 in a mean and 0.7 % in a
            standard deviation are one standard error, and the worst of ten parameters is about twice that.
            """);
        _page.WriteLine("| Posterior | Unknowns | Mean | Deviation | k-hat | Verdict | Gradients |");
        _page.WriteLine("| --- | ---: | ---: | ---: | ---: | --- | ---: |");
        foreach (AccuracyRow row in _rows)
        {
            string verdicts = string.Join(", ", row.Fits.GroupBy(f => f.Verdict).Select(g =>
                g.Count() == row.Fits.Count ? g.Key : Text($"{g.Key} {g.Count()}")));
            _page.WriteLine(Text($"| {row.Reference.Name} | {row.Reference.Model.LogDensity.Dimension} ")
                + Text($"| {Short(row.Mean)} | {Percent(row.Deviation)} | {row.ParetoShape:F2} | {verdicts} ")
                + Text($"| {row.Gradients:F0} |"));
        }
        _page.WriteLine();
        foreach (AccuracyRow row in _rows)
        {
            if (row.Fits.FirstOrDefault(f => f.Posterior?.Verdict.Level != VerdictLevel.Passed) is { } doubtful)
            {
                string reason = doubtful.Posterior?.Verdict.Reasons[^1] ?? doubtful.Failure!;
                _page.WriteLine(Text($"- {row.Reference.Name}, seed {doubtful.Seed}: \"{reason}\""));
            }
            string seeds = string.Join(", ", row.Fits.Where(f => !f.IsRight && f.Posterior?.Verdict.Level
                == VerdictLevel.Passed).Select(f => Text($"{f.Seed}")));
            if (seeds.Length > 0)
            {
                _page.WriteLine(
                    Text($"- {row.Reference.Name} passed though an error is greater than that: seeds {seeds}."));
            }
        }
        _page.WriteLine();
    }

    private void Exact()
    {
        var exact = _rows.Select(r => (Row: r, Exact: ExactRegression.Of(r.Reference.Published)))
            .Where(r => r.Exact is not null).ToList();
        if (exact.Count == 0)
        {
            return;
        }
        _page.WriteLine("## Where the posterior is known exactly");
        _page.WriteLine();
        Paragraph($"""
            Linear regressions with flat priors have one in closed form. Errors against it, the worst over parameters
            and seeds, and those of the reference draws.
            """);
        _page.WriteLine("| Posterior | Mean | Deviation | Reference's mean | Reference's deviation |");
        _page.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var (row, known) in exact)
        {
            var fits = row.Fits.Select(f => f.Posterior).OfType<Posterior>().Select(fit => Worst(name =>
                (fit[name].Mean, fit[name].StandardDeviation))).ToList();
            var (mean, deviation) = Worst(name => row.Reference.Parameters[name]);
            _page.WriteLine(
                Text($"| {row.Reference.Name} | {fits.Max(f => f.Mean):F4} | {100 * fits.Max(f => f.Deviation):F2} % ")
                + Text($"| {mean:F4} | {100 * deviation:F2} % |"));

            (double Mean, double Deviation) Worst(Func<string, (double Mean, double StandardDeviation)> of) => (
                known!.Max(p => Math.Abs(of(p.Key).Mean - p.Value.Mean) / p.Value.StandardDeviation),
                known!.Max(p => Math.Abs(of(p.Key).StandardDeviation / p.Value.StandardDeviation - 1)));
        }
        _page.WriteLine();
    }

    private void Stan()
    {
        _page.WriteLine("## Beside Stan");
        _page.WriteLine();
        Paragraph($"""
            In each cell the worst error of a mean, that of a standard deviation, and seconds of processor time,
            without compiling: of ours all threads and what the runtime compiles meanwhile, after a first fit in the
            same process. ADVI with its defaults, the worst and the middle time of five seeds (three for the formulas),
            with the number of those that gave no result; its summaries are of 1,000 draws, which alone make errors of
            0.05. NUTS with its defaults, four chains of 2,000 iterations, once; for the formulas it is the reference
            itself.
            """);
        _page.WriteLine("| Posterior | Reparam | ADVI, mean field | ADVI, full rank | NUTS |");
        _page.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (AccuracyRow row in _rows)
        {
            string[] cells = [.. Algorithms.Select(algorithm =>
                Cell([.. _stan[row.Reference.Name].Where(r => r.Algorithm == algorithm)]))];
            string ours = Text($"{Short(row.Mean)}, {Percent(row.Deviation)}, {Seconds(row.Processor)}");
            _page.WriteLine(Text($"| {row.Reference.Name} | {ours} | {string.Join(" | ", cells)} |"));
        }
        _page.WriteLine();
    }

    private void Again()
    {
        _page.WriteLine("## To make it again");
        _page.WriteLine();
        Paragraph($"""
            Times of ours: {Processor()}, {Environment.ProcessorCount} processors,
            {RuntimeInformation.FrameworkDescription}. Those of Stan, from
            [accuracy.tsv](../benchmarks/baselines/accuracy.tsv): {string.Join("; ", _provenance)}.
            """);
        const string Benchmarks = "dotnet run -c Release --project benchmarks/Reparam.Benchmarks --";
        _page.WriteLine($"""
            ```sh
            {Benchmarks} accuracy --markdown docs/accuracy-posteriors.md
            {Benchmarks} export-posteriors artifacts/baselines/posteriors
            Rscript benchmarks/baselines/accuracy.R artifacts/baselines benchmarks/baselines/accuracy.tsv
            ```
            """);
        _page.WriteLine();
        Paragraph($"""
            The first prints every fit with its phases; names after it choose posteriors. The others are Stan's part (R
            with rstan), about half an hour of one processor; rows that the file has are not made again. `warm NAMES` in the
            place of `accuracy` repeats fits in one process, and prints what they take once everything is compiled.
            """);
    }

    private static string Cell(IReadOnlyList<StanAccuracy> runs)
    {
        if (runs.Count == 0)
        {
            return "";
        }
        StanAccuracy[] timed = [.. runs.Where(r => !double.IsNaN(r.Processor)).OrderBy(r => r.Processor)];
        StanAccuracy[] finished = [.. runs.Where(r => !double.IsNaN(r.Mean))];
        if (finished.Length == 0)
        {
            bool isReference = runs[0].Algorithm == "nuts" && timed.Length == 1 && timed[0].Seed == 0;
            return isReference ? Text($"{runs[0].Said}, {Seconds(timed[0].Processor)}") : runs[0].Said;
        }
        string missing = finished.Length == runs.Count ? "" : Text($"; no result {runs.Count - finished.Length}");
        return Text($"{Short(finished.Max(r => r.Mean))}, {Percent(finished.Max(r => r.Deviation))}, ")
            + Seconds(timed[timed.Length / 2].Processor) + missing;
    }

    private static string Short(double error) => error switch
    {
        < 0.1 => Text($"{error:F3}"),
        < 1 => Text($"{error:F2}"),
        < 1000 => Text($"{error:F1}"),
        _ => "> 1,000",
    };

    private static string Percent(double ratio) => ratio switch
    {
        < 0.1 => Text($"{100 * ratio:F1} %"),
        < 10 => Text($"{100 * ratio:F0} %"),
        _ => "> 1,000 %",
    };

    private static string Seconds(double seconds) => seconds < 1 ? Text($"{seconds:F2} s") : Text($"{seconds:F1} s");

    /// <summary>The name of the processor, or its kind where the system does not tell.</summary>
    private static string Processor()
    {
        const string File = "/proc/cpuinfo";
        string? line = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(": ")[1] ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private void Paragraph(FormattableString text)
    {
        _page.WriteLine(Text(text));
        _page.WriteLine();
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
