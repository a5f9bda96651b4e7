namespace Reparam.Benchmarks.Accuracy;

/// <summary>The table of <c>accuracy</c>: fits against long NUTS runs.</summary>
internal static class AccuracyTable
{
    private const ulong Seeds = 5;

    /// <param name="arguments">Parts of names of the posteriors wanted; <c>--markdown</c> and a file to write the page
    /// to; <c>--stan</c> and the file with Stan's figures.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="error">Where complaints go.</param>
    public static int Print(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        if (Options.Read(arguments) is not { } options)
        {
            error.WriteLine("usage: accuracy [--markdown FILE] [--stan FILE] [NAMES]");
            return 2;
        }
        output.WriteLine("""
            The worst error of a mean, in reference standard deviations, and of a standard deviation, relative, over the
            parameters; group effects are left out. Milliseconds are those of the whole fit, with as many threads as the
            machine has, after a first fit that compiles the code: of the processor, then elapsed, all, the search for
            the mode, the rounds of the optimiser, and the weights with the search for other modes. Rounds are draws x
            iterations.
            """);
        var rows = new List<AccuracyRow>();
        try
        {
            foreach (ReferencePosterior reference in ReferencePosterior.All(options.Names))
            {
                rows.Add(Row(reference, output));
            }
        }
        catch (IOException failure)
        {
            error.WriteLine($"The reference posteriors are not here: {failure.Message}");
            error.WriteLine("They are too large for the repository, and are read from ../shared/data beside it.");
            return 2;
        }
        if (options.Markdown is { } file)
        {
            using var page = new StreamWriter(file) { NewLine = "\n" };
            AccuracyPage.Write(page, rows, StanAccuracy.Read(options.Stan));
        }
        return 0;
    }

    private static AccuracyRow Row(ReferencePosterior reference, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(Line($"{reference.Name} ({reference.Model.LogDensity.Dimension} unknowns)"));
        output.WriteLine($"{"seed",6}{"mean error",12}  {"of",-20}{"sd error",10}  {"of",-20}{"k-hat",8}"
            + $"{"effective",11}{"gradients",11}{"cpu",8}{"ms",8}{"mode",8}{"rounds",8}{"weights",8}  verdict");
        AccuracyFit.Run(reference, 0);
        var fits = new List<AccuracyFit>();
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            AccuracyFit fit = AccuracyFit.Run(reference, seed);
            fits.Add(fit);
            output.WriteLine(Line(fit));
            output.Flush();
        }
        return new AccuracyRow(reference, fits);
    }

    private static string Line(AccuracyFit fit)
    {
        if (fit.Posterior is not { } posterior)
        {
            return Line($"{fit.Seed,6}  {fit.Seconds.All * 1000:F0} ms, no result: {fit.Failure}");
        }
        var (all, mode, rounds, weights) = fit.Seconds;
        string line = Line($"{fit.Seed,6}{fit.Mean.Error,12:+0.000;-0.000}  {fit.Mean.Of,-20}")
            + Line($"{fit.Deviation.Error,10:+0.0%;-0.0%}  {fit.Deviation.Of,-20}{posterior.ParetoShape,8:F2}")
            + Line($"{posterior.EffectiveSampleSize,11:F0}{posterior.Evaluations,11}")
            + Line($"{fit.Processor * 1000,8:F0}{all * 1000,8:F0}{mode * 1000,8:F0}{rounds * 1000,8:F0}{weights * 1000,8:F0}  {fit.Verdict}; ")
            + string.Join(", ", posterior.Rounds.Select(r => Line($"{r.Draws} x {r.Iterations}")));
        bool isPlain = posterior.Verdict.Level == VerdictLevel.Passed && posterior.Verdict.Reasons.Count == 1;
        return isPlain ? line : line + "\n        " + string.Join("\n        ", posterior.Verdict.Reasons);
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Options(string[] Names, string? Markdown, string Stan)
    {
        public static Options? Read(IReadOnlyList<string> arguments)
        {
            var names = new List<string>();
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            for (int i = 0; i < arguments.Count; i++)
            {
                if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                {
                    names.Add(arguments[i]);
                }
                else if (arguments[i] is "--markdown" or "--stan" && i + 1 < arguments.Count)
                {
                    files[arguments[i]] = arguments[++i];
                }
                else
                {
                    return null;
                }
            }
            return new Options([.. names], files.GetValueOrDefault("--markdown"), files.GetValueOrDefault("--stan")
                ?? Path.Combine(ReferenceData.Root ?? "", "benchmarks", "baselines", "accuracy.tsv"));
        }
    }
}
