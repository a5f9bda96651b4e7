using System.Globalization;

namespace Reparam.Cli;

/// <summary>draws.csv: the posterior draws in the layout of CmdStan's CSV files, equally weighted and in random
/// order.</summary>
/// <remarks>
/// The header in comments is that of CmdStan's method "sample" without warm-up, whose rows are all draws (the method
/// "variational" puts a mean in the first row). lp__ comes first, then one column a parameter under its <see
/// cref="StanNames"/>; where this differs from the name in summary.csv, a comment says so. rstan::read_stan_csv reads
/// it, and warns that it has no elapsed time, which is left out so that the same seed gives the same file.
/// </remarks>
internal static class DrawsCsv
{
    public static void Write(TextWriter writer, FitResult result)
    {
        Posterior posterior = result.Posterior;
        string[] names = [.. posterior.Summaries.Select(s => s.Name)];
        IReadOnlyList<string> columns = StanNames.Of(names);
        WriteComments(writer, result);
        foreach (var (column, name) in columns.Zip(names).Where(pair => pair.First != pair.Second))
        {
            writer.WriteLine($"# column {column} is {name}");
        }
        writer.WriteLine($"lp__,{string.Join(',', columns)}");
        IReadOnlyList<double>[] values = [posterior.LogDensities, .. names.Select(posterior.Draws)];
        Span<char> digits = stackalloc char[32];
        for (int draw = 0; draw < posterior.LogDensities.Count; draw++)
        {
            for (int column = 0; column < values.Length; column++)
            {
                if (column > 0)
                {
                    writer.Write(',');
                }
                double value = values[column][draw];
                if (double.IsFinite(value)
                    && value.TryFormat(digits, out int written, "R", CultureInfo.InvariantCulture))
                {
                    writer.Write(digits[..written]);
                }
                else
                {
                    writer.Write(Csv.Number(value));
                }
            }
            writer.WriteLine();
        }
    }

    private static void WriteComments(TextWriter writer, FitResult result)
    {
        string[] lines =
        [
            $"# model = {result.Problem.Example ?? "formula"}",
            "# method = sample (Default)",
            "#   sample",
            Setting($"#     num_samples = {result.Posterior.LogDensities.Count}"),
            "#     num_warmup = 0",
            "#     save_warmup = 0 (Default)",
            "#     thin = 1 (Default)",
            "#     algorithm = variational",
            "# id = 1",
            "# random",
            Setting($"#   seed = {result.Posterior.Seed}"),
            $"# Written by reparam {ProgramVersion.Text}: draws from the {result.Posterior.Approximation} "
                + $"approximation, {(result.Posterior.IsCorrected ? "resampled by importance" : "uncorrected")}.",
            .. result.Posterior.IsInterrupted
                ? ["# The fit was interrupted: these are not the draws of a whole one."]
                : (string[])[],
        ];
        foreach (string line in lines)
        {
            writer.WriteLine(line);
        }
    }

    private static string Setting(FormattableString line) => FormattableString.Invariant(line);
}
