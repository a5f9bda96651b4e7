using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Benchmarks.DoublyStochastic;

/// <summary>The table of <c>doubly-stochastic</c>: the experiments of Titsias and Lázaro-Gredilla (2014) that the data
/// at hand allow, each with priors as stated and with automatic relevance.</summary>
internal static class DoublyStochasticTable
{
    /// <summary>A feature survives where the standard deviation of its prior is at least this.</summary>
    private const double LeastRelevance = 0.05;

    private const int HouseFolds = 1, HouseDraws = 50;

    private static readonly string[] All =
        ["banana", "breast_cancer", "titanic", "twonorm", "waveform", "image", "a9a", "w8a", "boston"];

    /// <param name="names">Data sets; all where there are none.</param>
    /// <param name="output">Where the table goes.</param>
    public static int Print(string[] names, TextWriter output)
    {
        output.WriteLine($"{"",-15}{"rows",7}{"test",7}{"splits",8}  {"",-16}{"error",9}{"- log density",15}" +
            $"{"features",12}{"steps",8}{"seconds",9}");
        foreach (string name in names.Length == 0 ? All : names)
        {
            if (name == "boston")
            {
                Houses(output);
                continue;
            }
            bool isLarge = name is "a9a" or "w8a";
            BinaryData?[] splits = name switch
            {
                "a9a" => [BinaryData.Sparse("a9a", "a9a.gz", "a9a.t.gz")],
                "w8a" => [BinaryData.Sparse("w8a", "w8a.gz", null)],
                _ => [.. BinaryData.Splits(name)],
            };
            if (splits.Length == 0 || splits[0] is null)
            {
                output.WriteLine($"{name,-15} the data are not here.");
                continue;
            }
            foreach (VariationalObjective objective in (VariationalObjective[])
                [new ElboObjective(), new AutomaticRelevanceObjective("w")])
            {
                var (errors, logs, features, steps, seconds) = (0.0, 0.0, 0.0, 0.0, 0.0);
                var problems = new List<string>();
                foreach (BinaryData? split in splits)
                {
                    BinaryData data = split!;
                    StochasticFit fit = StochasticFit.Of(
                        isLarge ? LogisticRegression.Streamed(data) : LogisticRegression.Whole(data), objective,
                        new FreshDraws
                        {
                            RowsPerStep = isLarge ? 500 : null,
                            DrawsPerStep = isLarge ? 8 : 32,
                            MaximumSteps = isLarge ? 4000 : 20_000,
                            Steps = new NaturalGradientSteps(),
                        });
                    var (error, log) = LogisticRegression.Test(data, fit.Approximation);
                    errors += error / splits.Length;
                    logs += log / splits.Length;
                    features += (double)fit.Relevance(1, data.Features)
                        .Count(l => Math.Sqrt(l) >= LeastRelevance) / splits.Length;
                    steps += (double)fit.Steps / splits.Length;
                    seconds += fit.Seconds / splits.Length;
                    problems.AddRange(fit.Problem is { } problem ? [problem] : []);
                }
                BinaryData first = splits[0]!;
                Line(output, objective is ElboObjective ? name : "", first.Train.Length, first.Test.Length,
                    splits.Length, objective is ElboObjective ? "N(0, 1)" : "relevance", errors, logs,
                    FormattableString.Invariant($"{features:0.#} of {first.Features}"), steps, seconds, problems);
            }
        }
        return 0;
    }

    private static void Houses(TextWriter output)
    {
        HousePrices?[] folds = [.. Enumerable.Range(0, HouseFolds).Select(HousePrices.Fold)];
        if (folds[0] is not { } first)
        {
            output.WriteLine("boston           the data are not here.");
            return;
        }
        var settings = new FreshDraws { DrawsPerStep = 4, MaximumSteps = 300, Steps = new NaturalGradientSteps() };
        foreach (VariationalObjective objective in (VariationalObjective[])
            [new ElboObjective(), new AutomaticRelevanceObjective("w")])
        {
            var sums = new double[7];
            var problems = new List<string>();
            foreach (HousePrices? fold in folds)
            {
                StochasticFit fit = StochasticFit.Of(fold!.Model(), objective, settings);
                var (error, log) = fold.Test(
                    fit.Approximation.Draw(RandomKey.FromSeed(2), HouseDraws, 0).Points, HouseDraws);
                var (modeError, modeLog) = fold.Test(fit.Approximation.Coordinates.Centre, 1);
                int features = fit.Relevance(0, fold.Inputs).Count(l => Math.Sqrt(l) >= LeastRelevance);
                double[] values = [error, log, features, fit.Steps, fit.Seconds, modeError, modeLog];
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] += values[i] / folds.Length;
                }
                problems.AddRange(fit.Problem is { } problem ? [problem] : []);
            }
            int test = 506 - first.Rows;
            Line(output, objective is ElboObjective ? "boston" : "", first.Rows, test, folds.Length,
                objective is ElboObjective ? "N(0, 1)" : "relevance",
                sums[0], sums[1], FormattableString.Invariant($"{sums[2]:0.#} of {first.Inputs}"), sums[3], sums[4],
                problems);
            Line(output, "", first.Rows, test, folds.Length, "its centre", sums[5], sums[6], "", 0, 0, []);
        }
    }

    private static void Line(TextWriter output, string name, int rows, int test, int splits, string prior, double error,
        double log, string features, double steps, double seconds, List<string> problems)
    {
        output.WriteLine(FormattableString.Invariant(
            $"{name,-15}{rows,7}{test,7}{splits,8}  {prior,-16}{error,9:F4}{log,15:F4}{features,12}") +
            FormattableString.Invariant($"{steps,8:F0}{seconds,9:F1}") +
            (problems.Count == 0 ? "" : FormattableString.Invariant(
                $"  {problems.Count} not stationary, the last with {problems[^1].Split(": ")[^1]}")));
        output.Flush();
    }
}
