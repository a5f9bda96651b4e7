using System.Globalization;
using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks.Comparison;

/// <summary>
/// Writes what the baselines read: for each model a file of data, and one of points with our values and gradients
/// there, which they must reproduce before they are timed.
/// </summary>
internal static class BaselineData
{
    public static int Write(string folder, TextWriter output, TextWriter error)
    {
        Directory.CreateDirectory(folder);
        foreach (string key in ComparisonModels.Keys)
        {
            if (ComparisonModels.Find(key) is not { } model)
            {
                output.WriteLine($"{key}: its data are not beside the repository");
                continue;
            }
            using (StreamWriter data = Text(Path.Combine(folder, $"{key}.data")))
            {
                foreach (StanVariable variable in model.Data)
                {
                    variable.Write(data);
                }
            }
            using StreamWriter check = Text(Path.Combine(folder, $"{key}.check"));
            double[]? published = Published(key);
            if (published is not null)
            {
                int n = published.Length - 1;
                double[] point = [.. Enumerable.Repeat(0.1, n)];
                Line(check, "published", n, published[..1], point, published[1..]);
                if (model.Exact is null && Disagreement(model.LogDensity, point, published[1..]) is { } difference)
                {
                    error.WriteLine($"{key}: {difference}");
                    return 1;
                }
            }
            if (model.Exact is null)
            {
                WriteOurs(check, key, model);
            }
            double[] typical = model.Typical ?? Column(model.CheckPoints, 0);
            Line(check, "time", typical.Length, typical);
        }
        return 0;
    }

    private static void WriteOurs(TextWriter check, string key, ComparisonModel model)
    {
        double[] points = model.CheckPoints;
        var runner = new GradientRunner(key, model.LogDensity, points, threads: 1);
        runner.Compiled();
        for (int d = 0; d < ComparisonModel.Checks; d++)
        {
            Line(check, "ours", model.LogDensity.Dimension, [runner.Values[d]], Column(points, d),
                Column(runner.Gradients, d));
        }
    }

    /// <summary>How our gradient differs from the published one, or null where it does not.</summary>
    private static string? Disagreement(LogDensity target, double[] point, double[] gradient)
    {
        var runner = new GradientRunner("", target, point, threads: 1);
        runner.Compiled();
        double scale = gradient.Max(Math.Abs);
        for (int i = 0; i < gradient.Length; i++)
        {
            if (!(Math.Abs(runner.Gradients[i] - gradient[i]) <= 1e-9 * scale))
            {
                return FormattableString.Invariant(
                    $"our derivative {i} at 0.1 is {runner.Gradients[i]:R}, the published one {gradient[i]:R}.");
            }
        }
        return null;
    }

    /// <summary>The log density and the gradient of a published program at 0.1, or null where there is none.</summary>
    private static double[]? Published(string key)
    {
        string path = Path.Combine(
            ReferenceData.Root ?? "", "benchmarks", "baselines", "stan", "published_gradients.tsv");
        string? line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(key + "\t", StringComparison.Ordinal));
        return line?.Split('\t').Skip(1).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
    }

    private static double[] Column(double[] values, int draw) =>
        [.. Enumerable.Range(0, values.Length / ComparisonModel.Checks)
            .Select(e => values[e * ComparisonModel.Checks + draw])];

    private static void Line(TextWriter output, string kind, int dimension, params double[][] values)
    {
        output.Write(FormattableString.Invariant($"{kind} {dimension}"));
        foreach (double value in values.SelectMany(v => v))
        {
            output.Write(FormattableString.Invariant($" {value:R}"));
        }
        output.Write('\n');
    }

    private static StreamWriter Text(string path) => new(path) { NewLine = "\n" };
}
