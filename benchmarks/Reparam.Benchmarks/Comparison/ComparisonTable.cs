namespace Reparam.Benchmarks.Comparison;

/// <summary>The table of <c>compare</c>: our times beside those of others, with the goals.</summary>
internal static class ComparisonTable
{
    /// <summary>Measures our figures of one thread, and OpenBLAS's of products, and appends them to a file.</summary>
    public static int Measure(string path, TextWriter output)
    {
        foreach (OurFigure ours in ComparisonRow.All.SelectMany(Ours).Distinct().Where(f => f.Threads == 1))
        {
            if (ProductTable.Has(ours.Key))
            {
                continue;
            }
            if (ours.Obstacle() is { } obstacle)
            {
                output.WriteLine($"{ours.Name}: {obstacle}");
                continue;
            }
            Figure figure = ours.Measure();
            File.AppendAllLines(path, [figure.ToString()]);
            output.WriteLine(figure);
        }
        foreach (Figure figure in ProductTable.Figures())
        {
            File.AppendAllLines(path, [figure.ToString()]);
            output.WriteLine(figure);
        }
        return 0;
    }

    /// <summary>Prints the table from figures in files; what these lack of ours is measured now, unless the first
    /// argument is <c>--print</c>.</summary>
    public static int Print(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        bool measures = arguments is not ["--print", ..];
        string[] paths = [.. arguments.Skip(measures ? 0 : 1)];
        if (paths.FirstOrDefault(p => !File.Exists(p)) is { } absent)
        {
            error.WriteLine(
                $"There is no {absent}. Run benchmarks/baselines/run, which writes such files, or give none.");
            return 2;
        }
        var figures = new List<Figure>();
        foreach (string path in paths)
        {
            try
            {
                figures.AddRange(Figure.Read(path));
            }
            catch (InvalidDataException failure)
            {
                error.WriteLine(failure.Message);
                return 2;
            }
        }
        output.WriteLine($"""
            Nanoseconds per draw for one value and gradient of the log joint: minima, on {Figure.ThisMachine}.
            Processor time of one thread unless it says otherwise. A figure with * is of another machine, and not judged.

            {"model",-34}{"draws",6}{"ours",12}  {"against",-26}{"theirs",13}{"theirs/ours",13}{"goal",7}  met
            """);
        foreach (ComparisonRow row in ComparisonRow.All)
        {
            output.WriteLine(Line(row, figures, measures));
        }
        output.WriteLine();
        foreach (ComparisonRow row in ComparisonRow.All)
        {
            if (row.Note?.Invoke() is { } note)
            {
                output.WriteLine($"{row.Model}: {note}.");
            }
        }
        return 0;
    }

    private static string Line(ComparisonRow row, List<Figure> figures, bool measures)
    {
        var (ours, obstacle) = Find(row.Ours, figures, measures);
        var (theirs, why) = row.OursOfBaseline is { } own
            ? Find(own, figures, measures)
            : (Figure.Find(figures, row.Baseline), $"{row.Baseline} has not been measured");
        double ratio = theirs is null || ours is null ? double.NaN : theirs.Minimum / ours.Minimum;
        string verdict = (ours, theirs) switch
        {
            (null, _) => $"not yet: {obstacle}",
            (_, null) => $"not yet: {why}",
            _ when !ours.IsHere || !theirs.IsHere => "not judged",
            _ when row.Least is null => "no goal",
            _ => ratio >= row.Least ? "yes" : "no",
        };
        return FormattableString.Invariant($"{row.Model,-34}{row.Ours.Draws,6}{Cell(ours),12}  {row.Against,-26}")
            + FormattableString.Invariant($"{Cell(theirs),13}{(double.IsNaN(ratio) ? "" : Number(ratio)),13}")
            + $"{(row.Least is { } least ? Number(least) : ""),7}  {verdict}";
    }

    /// <summary>A figure of ours from a file or measured now, or why there is none.</summary>
    private static (Figure? Figure, string? Obstacle) Find(OurFigure ours, List<Figure> figures, bool measures)
    {
        Figure? figure = Figure.Find(figures, ours.Name);
        if (figure is { IsHere: true })
        {
            return (figure, null);
        }
        if ((measures ? ours.Obstacle() : $"{ours.Name} has not been measured") is { } obstacle)
        {
            return (figure, obstacle);
        }
        figures.Add(ours.Measure());
        return (figures[^1], null);
    }

    private static IEnumerable<OurFigure> Ours(ComparisonRow row) =>
        row.OursOfBaseline is { } other ? [row.Ours, other] : [row.Ours];

    private static string Cell(Figure? figure) =>
        figure is null ? "-" : Number(figure.Minimum) + (figure.IsHere ? "" : "*");

    private static string Number(double value) => value >= 1000
        ? FormattableString.Invariant($"{value:N0}")
        : FormattableString.Invariant($"{value:G3}");
}
