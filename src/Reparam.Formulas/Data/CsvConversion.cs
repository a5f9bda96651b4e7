using System.Globalization;
using CsvHelper;
using Reparam.Data;

namespace Reparam.Formulas;

/// <summary>
/// Converts a CSV file, plain or gzipped, to a <see cref="ColumnFile"/>. The table is read twice or three times and
/// never held: memory is the levels of its categories and one buffer a column.
/// </summary>
public sealed class CsvConversion
{
    private readonly string path;
    private readonly string file;
    private readonly bool leavesOutMissing;
    private readonly IProgress<double>? progress;
    private readonly CancellationToken cancellation;
    private string[] header = [];
    private bool[] isText = [];
    private bool[] isIncomplete = [];
    private SortedSet<string>[] levels = [];
    private long rows;
    private int passes;

    private CsvConversion(
        string path, bool leavesOutMissing, IProgress<double>? progress, CancellationToken cancellation) =>
        (this.path, file, this.leavesOutMissing, this.progress, this.cancellation) =
            (path, Path.GetFileName(path), leavesOutMissing, progress, cancellation);

    /// <summary>Rows that were written.</summary>
    public long RowCount => rows;

    /// <summary>Rows that were left out because a cell is missing.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The columns that were written: of numbers where every cell is one, of categories otherwise.</summary>
    public IReadOnlyList<SourceColumn> Columns { get; private set; } = [];

    /// <summary>Converts a file. The result appears under its name when it is complete, and only then.</summary>
    /// <param name="csvPath">The CSV file.</param>
    /// <param name="columnsPath">The column file; an earlier one is replaced.</param>
    /// <param name="leaveOutMissing">Whether rows in which a cell is missing (empty or NA) are left out. Otherwise they
    /// are refused.</param>
    /// <param name="progress">Receives the share of the work that is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the conversion; nothing is left of it.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="UserInputException">The table cannot be read, has a missing or infinite value or no complete
    /// row, or the result cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The conversion was cancelled.</exception>
    public static CsvConversion Run(string csvPath, string columnsPath, bool leaveOutMissing = false,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(csvPath);
        ArgumentException.ThrowIfNullOrEmpty(columnsPath);
        if (Path.GetFullPath(csvPath) == Path.GetFullPath(columnsPath))
        {
            throw new UserInputException($"{csvPath} would be replaced by what it is converted to. Name another file.");
        }
        var conversion = new CsvConversion(csvPath, leaveOutMissing, progress, cancellationToken);
        conversion.FindColumns();
        try
        {
            conversion.Write(columnsPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserInputException($"{columnsPath} cannot be written: {failure.Message.TrimEnd('.')}. "
                + "Check the path, its permissions and the space left.", failure);
        }
        return conversion;
    }

    /// <summary>Finds which columns are numbers, and the levels of the others.</summary>
    private void FindColumns()
    {
        Scan(names =>
        {
            header = names;
            isText = new bool[names.Length];
            isIncomplete = new bool[names.Length];
            levels = [.. names.Select(_ => new SortedSet<string>(StringComparer.Ordinal))];
        }, (reader, i) =>
        {
            if (!isText[i] && !CellTyping.TryRead(reader.GetString(i), out _))
            {
                // Numbers that came before are levels, too, but were not kept.
                isIncomplete[i] = rows > 0;
                isText[i] = true;
            }
            if (isText[i])
            {
                levels[i].Add(reader.GetString(i));
            }
        });
        if (rows == 0)
        {
            throw new UserInputException(
                $"{file}: in every row a cell is missing, so nothing is left. "
                    + "Take away the columns that are mostly empty.");
        }
        if (isIncomplete.Any(late => late))
        {
            Scan(_ => { }, (reader, i) =>
            {
                if (isIncomplete[i])
                {
                    levels[i].Add(reader.GetString(i));
                }
            });
        }
    }

    private void Write(string columnsPath)
    {
        int[] places = [.. Enumerable.Range(0, header.Length).Where(i => header[i].Length > 0)];
        Columns = [.. places.Select(i => new SourceColumn(header[i], isText[i] ? [.. levels[i]] : null))];
        var codes = Columns.Select(column => column.Levels?.Index()
            .ToDictionary(level => level.Item, level => (double)level.Index, StringComparer.Ordinal)).ToArray();
        int[] column = new int[header.Length];
        for (var c = 0; c < places.Length; c++)
        {
            column[places[c]] = c;
        }

        long expected = rows;
        using ColumnFileWriter writer = ColumnFile.Create(columnsPath, expected, Columns);
        Scan(_ => { }, (reader, i) =>
        {
            string cell = reader.GetString(i);
            double value = 0;
            bool isSame = rows < expected
                && (codes[column[i]]?.TryGetValue(cell, out value) ?? CellTyping.TryRead(cell, out value));
            if (!isSame)
            {
                throw Changed();
            }
            if (!double.IsFinite(value))
            {
                throw new UserInputException(string.Create(CultureInfo.InvariantCulture,
                    $"{file}, line {reader.LineNumber}: '{header[i]}' is {cell}, but numbers must be finite. ")
                    + "Correct it, or write NA and leave rows with missing values out.");
            }
            writer.Append(column[i], new ReadOnlySpan<double>(in value));
        });
        if (rows != expected)
        {
            throw Changed();
        }
        writer.Complete();
    }

    private UserInputException Changed() =>
        new($"{file} changed while it was read. Convert it again when nothing writes to it.");

    /// <summary>Reads the file once and gives each cell of each complete row.</summary>
    private void Scan(Action<string[]> start, Action<CsvReader, int> cell)
    {
        (rows, LeftOut) = (0, 0);
        // Two passes, or three: the share is then a little off, and never goes back.
        int before = passes++;
        CsvFile.Scan(path, start, reader =>
        {
            if (Missing(reader) is { } missing)
            {
                LeftOut++;
                if (!leavesOutMissing)
                {
                    throw new UserInputException(string.Create(CultureInfo.InvariantCulture,
                        $"{file}, line {reader.LineNumber}: '{missing}' is missing, which a column file cannot hold. ")
                        + "Leave such rows out with --leave-out-missing, or take away the column.");
                }
                return;
            }
            for (var i = 0; i < header.Length; i++)
            {
                if (header[i].Length > 0)
                {
                    cell(reader, i);
                }
            }
            rows++;
        }, share => progress?.Report((Math.Min(before, 1) + share) / 2), cancellation);
    }

    private string? Missing(CsvReader reader)
    {
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i].Length > 0 && reader.GetStringOrNull(i) is null)
            {
                return header[i];
            }
        }
        return null;
    }
}
