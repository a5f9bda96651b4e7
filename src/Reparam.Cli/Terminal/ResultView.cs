using System.Globalization;

namespace Reparam.Cli;

/// <summary>Prints a fit: the model and its priors, the table, the bound and k-hat, the verdict.</summary>
internal sealed class ResultView(Streams streams)
{
    /// <summary>More effects of single groups than this are left out of the table.</summary>
    private const int MostGroupEffects = 20;

    private readonly TextWriter _out = streams.Out;
    private readonly LabelledLines _lines = new(streams.Out);

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
        ShowVerdict(result.Posterior);
        if (Resume(result) is { } resume)
        {
            _lines.Write("Resume", resume);
        }
        if (result.Request.Output is { } folder)
        {
            _lines.Write("Written", $"summary.csv, draws.csv, unconstrained.csv and fit.json in {folder}");
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
            streams.Error.WriteLine(
                $"verdict: {VerdictText.Of(result.Posterior)}. {string.Join(' ', verdict.Reasons)}");
        }
        if (Resume(result) is { } resume)
        {
            streams.Error.WriteLine(resume);
        }
    }

    private static string? Resume(FitResult result) =>
        result.Posterior.IsInterrupted && result.Request.Checkpoint is not null
            ? InterruptionText.Resume(result.Request)
            : null;

    private void ShowModel(FitResult result)
    {
        ModelView.Show(result.Problem, _lines);
        Posterior p = result.Posterior;
        _lines.Write("Fit", string.Create(CultureInfo.InvariantCulture,
            $"{p.Approximation}, seed {p.Seed}, {p.LogDensities.Count} draws"));
    }

    private void ShowTable(FitResult result)
    {
        IReadOnlySet<string> effects = result.Problem.GroupEffects;
        bool isCut = effects.Count > MostGroupEffects;
        int[] shown = [.. result.Posterior.Summaries.Index()
            .Where(s => !isCut || !effects.Contains(s.Item.Name)).Select(s => s.Index)];
        _out.WriteLine();
        foreach (string line in SummaryTable.Lines([.. shown.Select(i => result.Posterior.Summaries[i])],
            result.Responses is { } responses ? [.. shown.Select(i => responses[i])] : null))
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
        if (p.Rungs.Count > 1)
        {
            _lines.Write("Tried", [.. p.Rungs.Select(rung => string.Create(CultureInfo.InvariantCulture,
                $"{rung.Approximation}: ELBO {rung.Elbo:F2} ± {rung.ElboStandardError:G2}, k-hat {rung.ParetoShape:F2}, ")
                + string.Create(CultureInfo.InvariantCulture, $"{rung.Evaluations} evaluations"))]);
        }
        _lines.Write(
            "ELBO", string.Create(CultureInfo.InvariantCulture, $"{p.Elbo:F2} ± {p.ElboStandardError:G2} nats"));
        _lines.Write("k-hat", string.Create(CultureInfo.InvariantCulture, $"{p.ParetoShape:F2}") + (p.IsCorrected
            ? string.Create(
                CultureInfo.InvariantCulture, $", {p.EffectiveSampleSize:F0} effective draws after weighting")
            : ", draws left without weights"));
        if (result.Shapes.Worst() is { } worst)
        {
            _lines.Write("", LabelledLines.Wrap(worst));
        }
        if (result.Responses is not null)
        {
            _lines.Write("sd_lr", LabelledLines.Wrap("by linear response, which makes up for correlations that the "
                + "approximation leaves out: " + (p.IsCorrected
                    ? "here sd has been corrected by weights, and is the better one"
                    : "here sd is that of the approximation, and sd_lr the better one")));
        }
        _lines.Write("Time", string.Create(CultureInfo.InvariantCulture,
            $"{result.Timings.Total:F2} s, {p.Evaluations} evaluations of the log density"));
    }

    private void ShowVerdict(Posterior posterior)
    {
        Verdict verdict = posterior.Verdict;
        string level = VerdictText.Of(posterior);
        string[] lines = LabelledLines.Wrap($"{level}. {string.Join(' ', verdict.Reasons)}");
        if (streams.HasColours)
        {
            _out.Write(LabelledLines.Label("Verdict"));
            Console.ForegroundColor = verdict.Level switch
            {
                VerdictLevel.Passed => ConsoleColor.Green,
                VerdictLevel.Doubtful => ConsoleColor.Yellow,
                _ => ConsoleColor.Red,
            };
            _out.Write(level);
            Console.ResetColor();
            _out.WriteLine(lines[0][level.Length..]);
            _lines.Write("", lines[1..]);
        }
        else
        {
            _lines.Write("Verdict", lines);
        }
    }
}
