using System.Globalization;
using System.Text;
using CsvHelper;

namespace Reparam.Neural;

/// <summary>A table of numbers from a CSV file, plain or compressed by gzip.</summary>
public sealed class CsvTable
{
    private CsvTable(string path, string[] columns, float[] values) =>
        (Path, Columns, Values) = (path, columns, values);

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>The names of the columns: those of the header, or "1", "2", ... where there is none.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Values.Length / Columns.Count;

    /// <summary>The numbers, row after row.</summary>
    public float[] Values { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path: UTF-8, commas between cells, a point before decimals.</param>
    /// <param name="hasHeader">Whether its first row names the columns; null: if none of its cells is a
    /// number.</param>
    /// <exception cref="InvalidDataException">A cell is empty or not a finite number within the range of floats; a row
    /// has more or fewer cells than the first; a name is there twice; there are no rows; the text is not
    /// UTF-8.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CsvTable Read(string path, bool? hasHeader = null)
    {
        using Stream stream = GzipFile.Open(path, out _);
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            using var reader = CsvReader.Create(text, Options(path));
            return Read(reader, path, hasHeader);
        }
        catch (FormatException failure)
        {
            throw new InvalidDataException(failure.Message, failure);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException(
                $"{path} is not UTF-8 text, but text in UTF-8 was expected. Save it so.", failure);
        }
    }

    /// <summary>The rows as examples: a field "value" of all columns, or of those that are not the label, and a field
    /// "label" of one number.</summary>
    /// <param name="label">The column of labels, if there is one.</param>
    /// <exception cref="ArgumentException">There is no such column, or no other.</exception>
    public ExampleSet ToExamples(string? label = null)
    {
        int width = Columns.Count;
        if (label is null)
        {
            return new ExampleSet([new ExampleField("value", [width], Values)]);
        }
        int at = Columns.ToList().IndexOf(label);
        if (at < 0 || width == 1)
        {
            throw new ArgumentException(
                $"CsvTable: the label was to be column '{label}', but {Path} has the columns " +
                $"{string.Join(", ", Columns.Select(name => $"'{name}'"))}: a label and at least one more were " +
                "expected. Name one of several.", nameof(label));
        }
        var values = new float[RowCount * (width - 1)];
        var labels = new float[RowCount];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> cells = Values.AsSpan(row * width, width);
            Span<float> kept = values.AsSpan(row * (width - 1), width - 1);
            cells[..at].CopyTo(kept);
            cells[(at + 1)..].CopyTo(kept[at..]);
            labels[row] = cells[at];
        }
        return new ExampleSet(
            [new ExampleField("value", [width - 1], values), new ExampleField("label", [], labels)]);
    }

    private static CsvReaderOptions Options(string path) => new()
    {
        Separator = ',',
        HasHeader = false,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        TrackLineNumbers = true,
        OnMalformedRecord = record => throw new FormatException(FormattableString.Invariant(
            $"{path}, line {record.LineNumber}: its quotes are not in pairs around cells, but numbers, or names in ") +
            "quotes, were expected. Remove or complete them."),
    };

    private static CsvTable Read(CsvReader reader, string path, bool? hasHeader)
    {
        string[]? columns = null;
        var values = new List<float>();
        while (reader.Read())
        {
            string[] cells = reader.Current.ToArray();
            if (columns is null)
            {
                bool isHeader = hasHeader ?? cells.All(cell => cell.Length > 0 && !TryParse(cell, out _));
                columns = isHeader ? Header(cells, path) : [.. cells.Select((_, i) => Ordinal(i))];
                if (isHeader)
                {
                    continue;
                }
            }
            if (cells.Length != columns.Length)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{path}, line {reader.LineNumber}: the row has {cells.Length} cells, but {columns.Length} were ") +
                    "expected, as in the first. Complete it.");
            }
            for (int i = 0; i < cells.Length; i++)
            {
                values.Add(Number(cells[i], path, reader.LineNumber, columns[i]));
            }
        }
        return values.Count > 0 ? new CsvTable(path, columns!, [.. values]) : throw new InvalidDataException(
            $"{path} has no rows of numbers, but at least one was expected. Give a file that holds data.");
    }

    private static string[] Header(string[] cells, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].Length == 0 || !names.Add(cells[i]))
            {
                throw new InvalidDataException(
                    $"{path}: column {Ordinal(i)} is named '{cells[i]}' in the header, but names must be different " +
                    "and not empty. Rename it, or read the file with hasHeader: false.");
            }
        }
        return cells;
    }

    private static float Number(string cell, string path, long line, string column)
    {
        string place = FormattableString.Invariant($"{path}, line {line}, column '{column}'");
        if (cell.Length == 0 || cell is "NA" or "NaN" or "nan")
        {
            throw new InvalidDataException(
                $"{place}: the value is missing{(cell.Length == 0 ? "" : $" ('{cell}')")}, but a number was " +
                "expected. Leave the row out, or put a number there.");
        }
        return TryParse(cell, out float value) && float.IsFinite(value) ? value : throw new InvalidDataException(
            $"{place}: '{cell}' is not a finite number in the range of floats, but one was expected, such as -1.5e3. " +
            "Correct it, leave the row out, or say hasHeader: true if it is the name of a column.");
    }

    private static bool TryParse(string cell, out float value) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Ordinal(int column) => (column + 1).ToString(CultureInfo.InvariantCulture);
}
