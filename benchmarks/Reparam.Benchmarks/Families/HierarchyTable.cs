using System.Diagnostics;

namespace Reparam.Benchmarks.Families;

/// <summary>Hierarchies fitted as they are written, in the form that the pilot chooses, and in the standard form that
/// one writes by hand.</summary>
internal static class HierarchyTable
{
    private const int Seeds = 5, Width = 46;

    private static readonly (bool IsStandard, Parameterization Form)[] Forms =
    [
        (false, Parameterization.AsWritten), (false, Parameterization.Automatic), (true, Parameterization.AsWritten),
    ];

    /// <param name="isWanted">Which of them, by name.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Print(Func<string, bool> isWanted, TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"""
            The bound, the evaluations of the density with its gradient, and the seconds of fits with the defaults, each
            the median of seeds 1 to {Seeds}; and what the fits said.
            """));
        output.WriteLine($"{"",-20}{"as written",Width}{"by the pilot",Width}{"standard form by hand",Width}");
        foreach (var (name, make) in Hierarchies.All.Where(h => isWanted(h.Name)))
        {
            output.Write($"{name,-20}");
            foreach (var (isStandard, form) in Forms)
            {
                output.Write($"{Cell(() => make(isStandard), form),Width}");
                output.Flush();
            }
            output.WriteLine();
        }
    }

    private static string Cell(Func<Model?> make, Parameterization form)
    {
        var (bounds, evaluations, seconds) = (new List<double>(), new List<double>(), new List<double>());
        var words = new List<string>();
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            if (make() is not { } model)
            {
                return "the data are not here";
            }
            var clock = Stopwatch.StartNew();
            try
            {
                Posterior posterior = Inference.Fit(model, seed, new() { Parameterization = form });
                bounds.Add(posterior.Elbo);
                evaluations.Add(posterior.Evaluations);
                words.Add(posterior.Verdict.Level.ToString());
            }
            catch (FitException)
            {
                words.Add("Exception");
            }
            seconds.Add(clock.Elapsed.TotalSeconds);
        }
        string verdicts = string.Join(", ", words.CountBy(static w => w)
            .OrderBy(static w => w.Key, StringComparer.Ordinal)
            .Select(static w => FormattableString.Invariant($"{w.Value} {w.Key}")));
        return FormattableString.Invariant(
            $"{Median(bounds):F2}, {Median(evaluations):N0}, {Median(seconds):F1} s, {verdicts}");
    }

    private static double Median(List<double> values) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
