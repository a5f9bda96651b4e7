using System.Globalization;
using System.IO.Compression;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Scale;

/// <summary>
/// Ratings of lectures by students at ETH Zurich (InstEval of lme4): 73,421 ratings of 1,128 lecturers by 2,972
/// students, crossed. rating ~ 1 + service + studage + lectage + (1 | student) + (1 | lecturer).
/// </summary>
internal sealed class RatingsData
{
    public const double EffectScale = 2, InterceptMean = 3, ScaleScale = 1;

    private RatingsData(string[] names, double[][] columns, int[] students, int[] lecturers, double[] ratings) =>
        (Names, Columns, Students, Lecturers, Ratings) = (names, columns, students, lecturers, ratings);

    /// <summary>The fixed effects: the intercept, and how each level differs from the first.</summary>
    public string[] Names { get; }

    /// <summary>The indicator of each fixed effect.</summary>
    public double[][] Columns { get; }

    public int[] Students { get; }

    public int[] Lecturers { get; }

    public double[] Ratings { get; }

    public int StudentCount => Students.Max() + 1;

    public int LecturerCount => Lecturers.Max() + 1;

    /// <summary>The model: b ~ N((3, 0, ..., 0), 2), standard deviations half-normal(1).</summary>
    public Model Model => Reparam.Model.Define(m =>
    {
        Tensor scaleStudents = m.Sample("sd_student", new HalfNormal(ScaleScale));
        Tensor scaleLecturers = m.Sample("sd_lecturer", new HalfNormal(ScaleScale));
        Tensor sigma = m.Sample("sigma", new HalfNormal(ScaleScale));
        Tensor mean = 0;
        for (int f = 0; f < Names.Length; f++)
        {
            mean += m.Sample(Names[f], new Normal(f == 0 ? InterceptMean : 0, EffectScale)) * Columns[f];
        }
        Tensor student = m.Plate("student", StudentCount).Sample("student", new Normal(0, scaleStudents));
        Tensor lecturer = m.Plate("lecturer", LecturerCount).Sample("lecturer", new Normal(0, scaleLecturers));
        mean += Gather(student, Students) + Gather(lecturer, Lecturers);
        m.Observe("rating", new Normal(mean, sigma), Ratings);
    });

    /// <summary>The data; null where they are not there.</summary>
    public static RatingsData? Read()
    {
        if (ReferenceData.Find("insteval", "InstEval.csv.gz") is not { } path)
        {
            return null;
        }
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split(',');
        var rows = new List<int[]>();
        while (reader.ReadLine() is { } line)
        {
            rows.Add([.. line.Split(',').Select(field => int.Parse(field, CultureInfo.InvariantCulture))]);
        }
        int[] Column(string name) => [.. rows.Select(row => row[Array.IndexOf(header, name)])];
        var names = new List<string> { "intercept" };
        var columns = new List<double[]> { rows.Select(_ => 1.0).ToArray() };
        foreach (string factor in (string[])["service", "studage", "lectage"])
        {
            int[] values = Column(factor);
            foreach (int level in values.Distinct().Order().Skip(1))
            {
                names.Add(FormattableString.Invariant($"{factor}{level}"));
                columns.Add([.. values.Select(v => v == level ? 1.0 : 0.0)]);
            }
        }
        return new RatingsData([.. names], [.. columns], Codes(Column("s")), Codes(Column("d")),
            [.. Column("y").Select(y => (double)y)]);
    }

    private static int[] Codes(int[] values)
    {
        int[] levels = [.. values.Distinct().Order()];
        return [.. values.Select(v => Array.BinarySearch(levels, v))];
    }
}
