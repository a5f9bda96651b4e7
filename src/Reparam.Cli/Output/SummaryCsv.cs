using Reparam.Diagnostics;

namespace Reparam.Cli;

/// <summary>summary.csv: one line a parameter, named as in brms; names with commas are in quotes.</summary>
internal static class SummaryCsv
{
    public static void Write(TextWriter writer, Posterior posterior)
    {
        writer.WriteLine("name,mean,sd,q5,q50,q95");
        foreach ((string name, WeightedSummary s) in posterior.Summaries)
        {
            double[] values = [s.Mean, s.StandardDeviation, s.Quantile05, s.Median, s.Quantile95];
            writer.WriteLine($"{Csv.Text(name)},{string.Join(',', values.Select(Csv.Number))}");
        }
    }
}
