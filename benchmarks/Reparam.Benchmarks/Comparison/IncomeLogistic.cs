using System.Globalization;
using System.IO.Compression;
using Reparam.Benchmarks.Posteriors;
using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Benchmarks.Comparison;

/// <summary>
/// Income above 50,000 dollars by logistic regression on 123 indicators (a9a, from the census of 1994), 32,561 rows,
/// kept dense: x = b[1..123].
/// </summary>
internal static class IncomeLogistic
{
    private const int Columns = 123;

    public static ComparisonModel? Create()
    {
        if (ReferenceData.Find("a9a", "a9a.gz") is not { } path)
        {
            return null;
        }
        var (design, income) = Read(path);
        int rows = income.Length;
        Model model = Model.Define(m =>
        {
            Tensor b = m.Plate("predictor", Columns).Sample("b", new Normal(0, 1));
            m.Observe("income", Bernoulli.FromLogits(MatMul(From(design, [rows, Columns]), b)), income);
        });
        return new ComparisonModel(model.LogDensity,
        [
            StanVariable.Integer("N", rows), StanVariable.Integer("K", Columns),
            StanVariable.Matrix("X", rows, design), StanVariable.Integers("y", income),
        ]);
    }

    /// <summary>Lines of LIBSVM: a label +1 or -1, then column:value with columns from 1.</summary>
    private static (double[] Design, double[] Label) Read(string path)
    {
        using Stream file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var design = new List<double>();
        var label = new List<double>();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            label.Add(fields[0] == "-1" ? 0 : 1);
            var row = new double[Columns];
            foreach (string field in fields.Skip(1))
            {
                int colon = field.IndexOf(':', StringComparison.Ordinal);
                row[int.Parse(field.AsSpan(0, colon), CultureInfo.InvariantCulture) - 1] =
                    double.Parse(field.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            }
            design.AddRange(row);
        }
        return ([.. design], [.. label]);
    }
}
