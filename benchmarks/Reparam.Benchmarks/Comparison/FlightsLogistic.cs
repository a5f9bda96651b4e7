using System.Globalization;
using System.IO.Compression;
using Reparam.Benchmarks.Posteriors;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Comparison;

/// <summary>
/// Whether a flight from New York or Houston arrives more than 15 minutes late, or never, by logistic regression on
/// month, day, carrier, origin and destination: 564,272 rows of 212 indicators, of which each row gathers five.
/// x = (a, then the effects of each factor).
/// </summary>
internal static class FlightsLogistic
{
    private static readonly string[] Factors = ["month", "day", "carrier", "origin", "dest"];

    public static ComparisonModel? Create()
    {
        if (ReferenceData.Find("flights", "flights.csv.gz") is not { } path)
        {
            return null;
        }
        var (levels, late) = Read(path);
        Model model = Model.Define(m =>
        {
            Tensor logit = m.Sample("a", new Normal(0, 1));
            for (int f = 0; f < Factors.Length; f++)
            {
                Plate plate = m.Plate(Factors[f], levels[f].Max() + 1);
                logit += Gather(plate.Sample($"b_{Factors[f]}", new Normal(0, 1)), levels[f]);
            }
            m.Observe("late", Bernoulli.FromLogits(logit), late);
        });
        // What is read in one pass over the data: an index of 32 bits for each factor, and a double.
        return new ComparisonModel(model.LogDensity,
            [StanVariable.Integer("N", late.Length), StanVariable.Integer("F", Factors.Length)]);
    }

    private static (int[][] Levels, double[] Late) Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split(',');
        int[] columns = [.. Factors.Select(f => Array.IndexOf(header, f))];
        int delay = Array.IndexOf(header, "arr_delay");
        var numbers = Factors.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal)).ToArray();
        var levels = Factors.Select(_ => new List<int>()).ToArray();
        var late = new List<double>();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            for (int f = 0; f < columns.Length; f++)
            {
                string level = fields[columns[f]];
                if (!numbers[f].TryGetValue(level, out int number))
                {
                    numbers[f][level] = number = numbers[f].Count;
                }
                levels[f].Add(number);
            }
            bool arrived = int.TryParse(fields[delay], CultureInfo.InvariantCulture, out int minutes);
            late.Add(!arrived || minutes > 15 ? 1 : 0);
        }
        return ([.. levels.Select(l => l.ToArray())], [.. late]);
    }
}
