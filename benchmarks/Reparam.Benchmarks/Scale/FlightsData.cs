using System.Globalization;
using System.IO.Compression;
using Reparam.Data;
using Reparam.Distributions;

namespace Reparam.Benchmarks.Scale;

/// <summary>
/// Flights from New York and Houston: whether each arrives more than 15 minutes late, or never, by logistic regression
/// on month, day, carrier, origin and destination. 564,272 rows of 212 indicators, of which each row gathers five.
/// </summary>
internal static class FlightsData
{
    private static readonly string[] Factors = ["month", "day", "carrier", "origin", "dest"];

    /// <summary>The rows that the likelihood of <see cref="Model"/> reads.</summary>
    public static Model Model(IRowSource source) => Reparam.Model.Define(m =>
    {
        Rows rows = m.Rows("flight", source);
        Tensor logit = m.Sample("a", new Normal(0, 1));
        foreach (string factor in Factors)
        {
            Tensor effects = m.Plate(factor, rows.Levels(factor).Count).Sample($"b_{factor}", new Normal(0, 1));
            logit += rows.Gather(effects, factor);
        }
        rows.Observe("late", Bernoulli.FromLogits(logit), rows.Column("late"));
    });

    /// <summary>The same with all rows as data.</summary>
    public static Model ModelInMemory(IRowSource source) => Reparam.Model.Define(m =>
    {
        Tensor logit = m.Sample("a", new Normal(0, 1));
        for (int f = 0; f < Factors.Length; f++)
        {
            int levels = source.Columns[f].Levels!.Count;
            Tensor effects = m.Plate(Factors[f], levels).Sample($"b_{Factors[f]}", new Normal(0, 1));
            logit += Tensor.Gather(effects, [.. Column(source, f).Select(level => (int)level)]);
        }
        m.Observe("late", Bernoulli.FromLogits(logit), Column(source, Factors.Length));
    });

    /// <summary>Writes the column file, in blocks and reading the table twice, so that its size does not
    /// matter.</summary>
    /// <returns>False where the data are not there.</returns>
    public static bool TryWrite(string path)
    {
        if (ReferenceData.Find("flights", "flights.csv.gz") is not { } source)
        {
            return false;
        }
        var numbers = Factors.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal)).ToArray();
        long count = 0;
        foreach (var (levels, _) in Read(source))
        {
            for (int f = 0; f < levels.Length; f++)
            {
                numbers[f].TryAdd(levels[f], numbers[f].Count);
            }
            count++;
        }
        SourceColumn[] columns = [.. Factors.Select((factor, f) => new SourceColumn(factor, [.. numbers[f].Keys])),
            new SourceColumn("late")];
        using ColumnFileWriter writer = ColumnFile.Create(path, count, columns);
        var block = columns.Select(_ => new double[4096]).ToArray();
        int filled = 0;
        foreach (var (levels, late) in Read(source))
        {
            for (int f = 0; f < levels.Length; f++)
            {
                block[f][filled] = numbers[f][levels[f]];
            }
            block[^1][filled++] = late;
            if (filled == block[0].Length)
            {
                Append();
            }
        }
        Append();
        writer.Complete();
        return true;

        void Append()
        {
            for (int c = 0; c < block.Length; c++)
            {
                writer.Append(c, block[c].AsSpan(0, filled));
            }
            filled = 0;
        }
    }

    private static IEnumerable<(string[] Levels, double Late)> Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split(',');
        int[] columns = [.. Factors.Select(f => Array.IndexOf(header, f))];
        int delay = Array.IndexOf(header, "arr_delay");
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            bool arrived = int.TryParse(fields[delay], CultureInfo.InvariantCulture, out int minutes);
            yield return ([.. columns.Select(c => fields[c])], !arrived || minutes > 15 ? 1 : 0);
        }
    }

    private static double[] Column(IRowSource source, int column)
    {
        var values = new double[source.RowCount];
        source.Read(column, 0, values);
        return values;
    }
}
