using System.Globalization;
using System.IO.Compression;
using Reparam.Data;

namespace Reparam.Benchmarks.DoublyStochastic;

/// <summary>Features and labels 0 or 1 of a training and a test set.</summary>
/// <param name="Features">Their number.</param>
/// <param name="Train">Rows to fit.</param>
/// <param name="Test">Rows to predict.</param>
internal sealed record BinaryData(int Features, BinaryRow[] Train, BinaryRow[] Test)
{
    /// <summary>Columns x1, x2, ... and y of the training set.</summary>
    public MemoryRows TrainingRows()
    {
        var columns = Enumerable.Range(0, Features).Select(_ => new double[Train.Length]).ToArray();
        for (int i = 0; i < Train.Length; i++)
        {
            foreach (var (place, value) in Train[i].Values)
            {
                columns[place][i] = value;
            }
        }
        MemoryRows rows = new MemoryRows().With("y", [.. Train.Select(r => r.Label)]);
        for (int c = 0; c < Features; c++)
        {
            rows = rows.With(FormattableString.Invariant($"x{c + 1}"), columns[c]);
        }
        return rows;
    }

    /// <summary>LIBSVM text; without a test file every fifth row is for testing.</summary>
    /// <returns>Null where the data are not there.</returns>
    public static BinaryData? Sparse(string folder, string train, string? test)
    {
        if (ReferenceData.Find(folder, train) is not { } path)
        {
            return null;
        }
        BinaryRow[] rows = [.. Lines(path).Select(SparseRow)];
        BinaryRow[] held = test is not null && ReferenceData.Find(folder, test) is { } other
            ? [.. Lines(other).Select(SparseRow)] : [.. rows.Where((_, i) => i % 5 == 4)];
        BinaryRow[] fitted = test is null ? [.. rows.Where((_, i) => i % 5 != 4)] : rows;
        return new BinaryData(fitted.Concat(held).Max(r => r.Values.Length == 0 ? 0 : r.Values.Max(v => v.Place)) + 1,
            fitted, held);
    }

    /// <summary>The splits of one of the Rätsch sets.</summary>
    public static IReadOnlyList<BinaryData> Splits(string name)
    {
        if (ReferenceData.Find($"raetsch_{name}", $"{name.Replace('_', '-')}.csv.gz") is not { } path)
        {
            return [];
        }
        var rows = Lines(path).Skip(1).Select(line =>
        {
            string[] fields = line.Split(',');
            double[] numbers = [.. fields.Skip(2).Select(f => double.Parse(f, CultureInfo.InvariantCulture))];
            return (Split: fields[0], IsTrain: fields[1] == "train",
                Row: new BinaryRow(numbers[0] > 0 ? 1 : 0, [.. numbers.Skip(1).Select((x, i) => (i, x))]));
        }).ToLookup(r => r.Split);
        return [.. rows.Select(split => new BinaryData(split.First().Row.Values.Length,
            [.. split.Where(r => r.IsTrain).Select(r => r.Row)],
            [.. split.Where(r => !r.IsTrain).Select(r => r.Row)]))];
    }

    private static BinaryRow SparseRow(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double label = double.Parse(fields[0], CultureInfo.InvariantCulture) > 0 ? 1 : 0;
        return new BinaryRow(label, [.. fields.Skip(1).Select(f =>
        {
            string[] parts = f.Split(':');
            return (int.Parse(parts[0], CultureInfo.InvariantCulture) - 1,
                double.Parse(parts[1], CultureInfo.InvariantCulture));
        })]);
    }

    internal static IEnumerable<string> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }
}

/// <summary>A row: its label, and the features that are not 0.</summary>
internal sealed record BinaryRow(double Label, (int Place, double Value)[] Values);
