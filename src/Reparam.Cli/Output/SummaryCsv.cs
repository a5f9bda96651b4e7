namespace Reparam.Cli;

/// <summary>summary.csv: one line a parameter, named as in brms; names with commas are in quotes. After the summary
/// come k-hat of the parameter's mean and, where it was asked for, the standard deviation by linear response.</summary>
internal static class SummaryCsv
{
    public static void Write(TextWriter writer, FitResult result)
    {
        writer.WriteLine($"name,mean,sd,q5,q50,q95,khat{(result.Responses is null ? "" : ",sd_lr")}");
        foreach (var (i, (name, s)) in result.Posterior.Summaries.Index())
        {
            double[] values =
            [
                s.Mean, s.StandardDeviation, s.Quantile05, s.Median, s.Quantile95, result.Shapes.Values[i].Shape,
                .. result.Responses is { } responses ? [responses[i]] : Array.Empty<double>(),
            ];
            writer.WriteLine($"{Csv.Text(name)},{string.Join(',', values.Select(Csv.Number))}");
        }
    }
}
