using System.Globalization;

namespace Reparam.Benchmarks.Comparison;

/// <summary>A measured time: a line of a file that the baselines and we write.</summary>
/// <param name="Name">Who, what and at how many draws, such as <c>stan.wells</c> or <c>reparam.a9a.8</c>.</param>
/// <param name="Minimum">The least, in nanoseconds per draw and evaluation.</param>
/// <param name="Median">The median.</param>
/// <param name="Machine">Where it was measured.</param>
/// <param name="What">What it is, in words.</param>
internal sealed record Figure(string Name, double Minimum, double Median, string Machine, string What)
{
    /// <summary>The processor and how many there are, as the baselines write it.</summary>
    public static string ThisMachine { get; } = FindMachine();

    public bool IsHere => Machine == ThisMachine;

    /// <summary>All figures of a file, without its lines that begin with #.</summary>
    /// <exception cref="InvalidDataException">A line has not five fields, or a time is no number.</exception>
    public static IReadOnlyList<Figure> Read(string path)
    {
        var figures = new List<Figure>();
        foreach (string line in File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            string[] fields = line.Split('\t');
            if (fields.Length != 5
                || !double.TryParse(fields[1], CultureInfo.InvariantCulture, out double minimum)
                || !double.TryParse(fields[2], CultureInfo.InvariantCulture, out double median))
            {
                throw new InvalidDataException(
                    $"{path}: '{line}' is not a name, a minimum and a median in nanoseconds, a machine and a " +
                    "description with tabs between them. Remove the line, or measure again.");
            }
            figures.Add(new Figure(fields[0], minimum, median, fields[3], fields[4]));
        }
        return figures;
    }

    /// <summary>The figure of a name: one of this machine if there is one, and the least of several.</summary>
    public static Figure? Find(IEnumerable<Figure> figures, string name) => figures
        .Where(f => f.Name == name).OrderBy(f => !f.IsHere).ThenBy(f => f.Minimum).FirstOrDefault();

    /// <summary>As a line of a file.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}\t{Minimum:F1}\t{Median:F1}\t{Machine}\t{What}");

    private static string FindMachine()
    {
        const string Path = "/proc/cpuinfo";
        if (!File.Exists(Path))
        {
            return "unknown";
        }
        string[] models = [.. File.ReadLines(Path).Where(l => l.StartsWith("model name", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())];
        return models.Length == 0
            ? "unknown"
            : string.Create(CultureInfo.InvariantCulture, $"{models[0]} x {models.Length}");
    }
}
