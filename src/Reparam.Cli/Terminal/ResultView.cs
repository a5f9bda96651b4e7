using System.Globalization;

namespace Reparam.Cli;

/// <summary>Prints a fit: the model and its priors, the table, the bound and k-hat, the verdict.</summary>
internal sealed class ResultView(Streams streams)
{
    /// <summary>More effects of single groups than this are left out of the table.</summary>
    private const int MostGroupEffects = 20;

    private const int LineWidth = 100;
    private const int LabelWidth = 9;

    private readonly TextWriter _out = streams.Out;

    public void Show(FitResult result)
    {
        if (result.Request.IsQuiet)
        {
            ShowProblems(result);
            return;
        }
        ShowModel(result);
        ShowTable(result);
        ShowDiagnostics(result);
        ShowVerdict(result.Posterior.Verdict);
        if (result.Request.Output is { } folder)
        {
            Labelled("Written", [$"summary.csv, draws.csv and fit.json in {folder}"]);
        }
    }

    /// <summary>What quiet does not silence: a posterior must not be taken for a better one than it is.</summary>
    private void ShowProblems(FitResult result)
    {
        foreach (string warning in result.Problem.Warnings)
        {
            streams.Error.WriteLine($"warning: {warning}");
        }
        if (result.Posterior.Verdict is { Level: not VerdictLevel.Passed } verdict)
        {
            streams.Error.WriteLine($"verdict: {VerdictText.Level(verdict)}. {string.Join(' ', verdict.Reasons)}");
        }
    }

    private void ShowModel(FitResult result)
    {
        FitProblem problem = result.Problem;
        Labelled("Model", problem.Description);
        bool anyDefault = problem.Priors.Any(q => q.IsDefault), allDefault = problem.Priors.All(q => q.IsDefault);
        Labelled("Priors",
        [
            .. problem.Priors.Select(q =>
                $"{q.Parameter} ~ {q.Short}{(q.IsDefault && !allDefault ? "  (default)" : "")}"),
            .. anyDefault && allDefault ? ["(all of them defaults; state others with --prior)"] : (string[])[],
        ]);
        foreach (string warning in problem.Warnings)
        {
            Labelled("Warning", [.. Wrap(warning, LineWidth - LabelWidth)]);
        }
        Posterior p = result.Posterior;
        Labelled("Fit", [string.Create(CultureInfo.InvariantCulture,
            $"{p.Approximation}, seed {p.Seed}, {p.LogDensities.Count} draws")]);
    }

    private void ShowTable(FitResult result)
    {
        IReadOnlySet<string> effects = result.Problem.GroupEffects;
        bool isCut = effects.Count > MostGroupEffects;
        IReadOnlyList<ParameterSummary> rows = isCut
            ? [.. result.Posterior.Summaries.Where(s => !effects.Contains(s.Name))]
            : result.Posterior.Summaries;
        _out.WriteLine();
        foreach (string line in SummaryTable.Lines(rows))
        {
            _out.WriteLine(line);
        }
        if (isCut)
        {
            string where = result.Request.Output is null
                ? "--output DIR writes them to summary.csv"
                : "they are in summary.csv";
            _out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"and {effects.Count} group effects r_...: {where}"));
        }
        _out.WriteLine();
    }

    private void ShowDiagnostics(FitResult result)
    {
        Posterior p = result.Posterior;
        Labelled("ELBO", [string.Create(CultureInfo.InvariantCulture, $"{p.Elbo:F2} ± {p.ElboStandardError:G2} nats")]);
        Labelled("k-hat", [string.Create(CultureInfo.InvariantCulture, $"{p.ParetoShape:F2}") + (p.IsCorrected
            ? string.Create(
                CultureInfo.InvariantCulture, $", {p.EffectiveSampleSize:F0} effective draws after weighting")
            : ", draws left without weights")]);
        Labelled("Time", [string.Create(CultureInfo.InvariantCulture,
            $"{result.Timings.Total:F2} s, {p.Evaluations} evaluations of the log density")]);
    }

    private void ShowVerdict(Verdict verdict)
    {
        string level = VerdictText.Level(verdict);
        string[] lines = [.. Wrap($"{level}. {string.Join(' ', verdict.Reasons)}", LineWidth - LabelWidth)];
        if (streams.HasColours)
        {
            _out.Write("Verdict".PadRight(LabelWidth));
            Console.ForegroundColor = verdict.Level switch
            {
                VerdictLevel.Passed => ConsoleColor.Green,
                VerdictLevel.Doubtful => ConsoleColor.Yellow,
                _ => ConsoleColor.Red,
            };
            _out.Write(level);
            Console.ResetColor();
            _out.WriteLine(lines[0][level.Length..]);
            Labelled("", lines[1..]);
        }
        else
        {
            Labelled("Verdict", lines);
        }
    }

    /// <summary>Lines with a label before the first.</summary>
    private void Labelled(string label, IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            _out.WriteLine((i == 0 ? label : "").PadRight(LabelWidth) + lines[i]);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
