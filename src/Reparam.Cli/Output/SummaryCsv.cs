namespace Reparam.Cli;

/// <summary>summary.csv: one line a parameter, named as in brms; names with commas are in quotes. Its last column is k-hat
/// of the parameter's mean.</summary>
internal static class SummaryCsv
{
    public static void Write(TextWriter writer, FitResult result)
    {
        writer.WriteLine("name,mean,sd,q5,q50,q95,khat");
        foreach (var ((name, s), (_, shape)) in result.Posterior.Summaries.Zip(result.Shapes.Values))
        {
            double[] values = [s.Mean, s.StandardDeviation, s.Quantile05, s.Median, s.Quantile95, shape];
            writer.WriteLine($"{Csv.Text(name)},{string.Join(',', values.Select(Csv.Number))}");
        }
    }
}
