using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using CsvHelper;

namespace Reparam.Formulas;

/// <summary>Reads a table from a CSV file.</summary>
internal static class CsvFile
{
    private const int RowsBetweenReports = 10_000;

    public static DataTable Read(string path)
    {
        string[] header = [];
        List<string?>[] cells = [];
        var lines = ImmutableArray.CreateBuilder<int>();
        Scan(path, names =>
        {
            header = names;
            cells = [.. names.Select(_ => new List<string?>())];
        }, reader =>
        {
            lines.Add((int)reader.LineNumber);
            for (var i = 0; i < header.Length; i++)
            {
                cells[i].Add(reader.GetStringOrNull(i));
            }
        });
        // A column without a name, as R writes its row names in, cannot be asked for and is left out.
        var columns = header.Zip(cells)
            .Where(column => column.First.Length > 0)
            .Select(column => DataColumn.FromCells(column.First, column.Second));
        return new(Path.GetFileName(path), [.. columns], lines.ToImmutable());
    }

    /// <summary>Reads a file row by row, holding one at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Receives the names of the columns, once.</param>
    /// <param name="row">Receives the reader at each row, which has as many fields as the header.</param>
    /// <param name="progress">Receives the share of the file that was read, now and then.</param>
    /// <param name="cancellation">Looked at before each row.</param>
    public static void Scan(string path, Action<string[]> header, Action<CsvReader> row,
        Action<double>? progress = null, CancellationToken cancellation = default)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var stream = File.OpenRead(path);
            using var text = Decompressed(stream);
            using var reader = new StreamReader(text, new UTF8Encoding(false, throwOnInvalidBytes: true));
            void Report() => progress?.Invoke((double)stream.Position / stream.Length);
            Scan(reader, file, header, row, Report, cancellation);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserInputException(MissingFile(path), failure);
        }
        catch (DecoderFallbackException failure)
        {
            throw new UserInputException(
                $"{file} is not UTF-8 text. Save it in UTF-8, for example as 'CSV UTF-8' in a spreadsheet.", failure);
        }
        catch (InvalidDataException failure)
        {
            throw new UserInputException(
                $"{file} begins like a gzip file but cannot be decompressed. Copy or compress it again.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var what = Directory.Exists(path)
                ? "is a folder. Name a CSV file in it"
                : "cannot be read. Check its permissions";
            throw new UserInputException($"{path} {what}.", failure);
        }
    }

    private static Stream Decompressed(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static void Scan(TextReader text, string file, Action<string[]> takeHeader, Action<CsvReader> takeRow,
        Action report, CancellationToken cancellation)
    {
        using var reader = CsvReader.Create(text, Options(file));
        if (!reader.Read())
        {
            throw new UserInputException($"{file} is empty. A table has a header line and at least one row.");
        }

        var header = Header(reader.Current.ToArray(), file);
        takeHeader(header);
        long rows = 0;
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            CheckRow(reader, header, file);
            takeRow(reader);
            if (++rows % RowsBetweenReports == 0)
            {
                report();
            }
        }

        if (rows == 0)
        {
            throw new UserInputException(
                $"{file} has a header line but no rows. Add at least one row below the header.");
        }
    }

    private static CsvReaderOptions Options(string file) => new()
    {
        Separator = ',',
        HasHeader = false,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        TrackLineNumbers = true,
        PoolStrings = true,
        NullValues = ["", "NA"],
        OnMalformedRecord = record => throw new UserInputException(
            $"{file}, line {record.LineNumber}: {Malformed(record.Reason)} "
                + "Put the whole field in quotes, and write a quote inside it twice."),
    };

    private static string Malformed(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quote that opens a field is never closed.",
        CsvMalformedReason.TextAfterClosingQuote => "text follows the quote that closes a field.",
        _ => "a quote stands inside a field that does not begin with one.",
    };

    private static string[] Header(string[] header, string file)
    {
        if (header.All(name => name.Length == 0))
        {
            throw new UserInputException(
                $"{file}: the header line has no column names. Name the columns in the first line.");
        }

        if (header is [var only] && only.IndexOfAny([';', '\t']) is >= 0 and var at)
        {
            var found = only[at] == ';' ? "semicolons" : "tabs";
            throw new UserInputException(
                $"{file}: the columns seem to be separated by {found}. Separate them by commas, with decimal points.");
        }

        var twice = header.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            int[] places = [.. header.Index().Where(column => column.Item == twice).Select(column => column.Index + 1)];
            throw new UserInputException(
                $"{file}, line 1: the name '{twice}' stands in the header more than once, in columns {places[0]} and "
                    + $"{places[1]}. Give each column a name of its own.");
        }

        return header;
    }

    private static void CheckRow(CsvReader reader, string[] header, string file)
    {
        var count = reader.FieldCount;
        if (count != header.Length)
        {
            var place = count < header.Length
                ? $"nothing stands in column '{header[count]}'"
                : $"there is more after the last column, '{header[^1]}'";
            throw new UserInputException(
                $"{file}, line {reader.LineNumber}: the row has {Count(count, "field")} but the header has "
                    + $"{header.Length}; {place}. Give each row one field a column; a missing value is NA or empty, "
                    + "and text with a comma in it is quoted.");
        }
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string MissingFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            return $"There is no folder '{folder}', so no file '{path}'. Check the path.";
        }

        var names = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file));
        var near = NearestNames.Find(Path.GetFileName(path), names);
        return near.Count == 0
            ? $"There is no file '{path}'. Check the path."
            : $"There is no file '{path}'. Did you mean {NearestNames.Join(near, "or")}?";
    }
}
