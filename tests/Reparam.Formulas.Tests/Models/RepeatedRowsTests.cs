using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Reparam.Formulas.Tests.Models;

/// <summary>Rows with identical inputs are merged in the log density of a formula: it stays the same.</summary>
public class RepeatedRowsTests
{
    private static readonly Gen<(string Formula, Family Family)> Models = Gen.Elements(
        ("switched ~ dose * kind", Family.Bernoulli),
        ("switched ~ kind + (1 | site)", Family.Bernoulli),
        ("count | trials(size) ~ dose + (1 + dose | site)", Family.Binomial),
        ("count ~ kind + offset(log(size)) + (1 | site) + (1 | kind)", Family.Poisson),
        ("count ~ dose + kind", Family.NegativeBinomial),
        ("count ~ dose + (1 | site)", Family.NegativeBinomial),
        ("level ~ dose + (dose | site)", Family.Gaussian),
        ("level ~ kind * dose", Family.Student));

    /// <summary>60 rows of two doses, three kinds, four sites and few responses.</summary>
    private static readonly Gen<string> Rows =
        from rows in (
            from dose in Gen.Choose(0, 1)
            from kind in Gen.Elements("a", "b", "c")
            from site in Gen.Choose(1, 4)
            from count in Gen.Choose(0, 3)
            from size in Gen.Choose(3, 5)
            from level in Gen.Choose(-2, 2)
            select string.Create(CultureInfo.InvariantCulture,
                $"{dose},{kind},{site},{count},{size},{count % 2},{level}")).ArrayOf(55)
        // Every level occurs, so that every formula has a design.
        select "dose,kind,site,count,size,switched,level;0,a,1,0,3,0,1;1,b,2,1,4,1,2;0,c,3,2,5,0,-1;1,a,4,3,5,1,0;"
            + "1,c,1,1,4,0,2;" + string.Join(';', rows);

    private static FormulaModel Create(string formula, Family family, DataTable table) =>
        FormulaModel.Create(Formula.Parse(formula), family, table);

    /// <summary>Value and gradient at points about the origin, to 1e-12 of the greatest element of the
    /// gradient.</summary>
    private static void CheckSame(LogDensity density)
    {
        for (int repeat = 0; repeat < 4; repeat++)
        {
            double[] point = [.. Enumerable.Range(0, density.Dimension).Select(i => Math.Sin(2.3 * i + repeat + 1))];
            var (value, gradient) = At(density, point);
            var (written, writtenGradient) = At(density.WithoutReductions(), point);
            Assert.Equal(1, value / written, 1e-12);
            double greatest = writtenGradient.Max(Math.Abs);
            Assert.All(gradient.Zip(writtenGradient),
                g => Assert.Equal(g.Second / greatest, g.First / greatest, 1e-12));
        }
    }

    private static (double Value, double[] Gradient) At(LogDensity density, double[] point)
    {
        // No constant, because constants are merged into what uses them.
        Tensor x = Tensor.StopGradient(point);
        Tensor value = density.LogProb(x);
        return (value.ToDouble(), Differentiate.Gradient(value, x)[0].ToArray());
    }

    [Fact]
    public void Random_designs_of_few_levels_keep_value_and_gradient()
    {
        int reduced = 0;
        Prop.ForAll(Models.ToArbitrary(), Rows.ToArbitrary(), (model, rows) =>
        {
            LogDensity density = Create(model.Formula, model.Family, Tables.Csv(rows)).Model.LogDensity;
            reduced += density.Reductions.Count;
            CheckSame(density);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(20261121, 7));
        Assert.True(reduced > 80, $"Only {reduced} of 100 were reduced.");
    }

    [ReferenceDataTheory]
    [InlineData("quine", "response: a sum over 146 rows became sums over 28 and 49 distinct rows")]
    [InlineData("radon_mn", "response: a sum over 919 rows became one over 145 distinct rows")]
    [InlineData("cbpp", "")]
    [InlineData("wells", "")]
    [InlineData("sleepstudy", "")]
    public void Published_models_keep_value_and_gradient(string name, string line)
    {
        JsonElement reference = Reference(name);
        LogDensity density = Create(reference.GetProperty("formula").GetString()!,
            Family.Parse(reference.GetProperty("family").GetString()!), DataTable.ReadCsv(DataFile(reference)))
            .Model.LogDensity;
        Assert.Equal(line, string.Join("; ", density.Reductions));
        CheckSame(density);
    }

    [ReferenceDataTheory]
    [InlineData(1)]
    [InlineData(0.5)]
    public void Wells_with_rounded_predictors_cost_by_distinct_predictors(double step)
    {
        double[][] rows = [.. Lines("wells").Select(line => line.Split(',')).Select(cells => new[]
        {
            Number(cells[0]), step * Math.Round(Number(cells[2]) / step), step * Math.Round(Number(cells[3]) / step),
        })];
        string csv = "switched,dist100,arsenic;" + string.Join(';', rows.Select(row =>
            string.Join(',', row.Select(v => v.ToString(CultureInfo.InvariantCulture)))));
        LogDensity density =
            Create("switched ~ dist100 + arsenic", Family.Bernoulli, Tables.Csv(csv)).Model.LogDensity;
        int distinct = rows.Select(row => (row[1], row[2])).Distinct().Count();
        Assert.Equal($"response: a sum over 3,020 rows became one over {distinct} distinct rows",
            Assert.Single(density.Reductions));
        CheckSame(density);
    }

    [ReferenceDataTheory]
    [InlineData("ill ~ period + (1 | herd)", 56)]
    [InlineData("ill ~ 1 + (period | herd)", 56)]
    [InlineData("ill ~ period", 4)]
    [InlineData("ill ~ 1", 1)]
    public void Binomial_data_in_long_form_cost_what_they_cost_as_counts(string formula, int distinct)
    {
        // One row an animal in the place of one a herd and period: 842 of 56.
        var animals = new List<string>();
        foreach (string[] cells in Lines("cbpp").Select(line => line.Split(',')))
        {
            var (herd, incidence, size, period) = (cells[0], Number(cells[1]), Number(cells[2]), cells[3]);
            for (int i = 0; i < size; i++)
            {
                animals.Add($"{herd},{(i < incidence ? 1 : 0)},{period}");
            }
        }
        LogDensity density = Create(formula, Family.Bernoulli,
            Tables.Csv("herd,ill,period;" + string.Join(';', animals))).Model.LogDensity;
        string rows = distinct > 1 ? "rows" : "row";
        Assert.Equal($"response: a sum over 842 rows became one over {distinct} distinct {rows}",
            Assert.Single(density.Reductions));
        CheckSame(density);
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static JsonElement Reference(string name) => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(ReferenceDataTheoryAttribute.Folder, $"{name}.json"))).RootElement;

    private static string DataFile(JsonElement reference) =>
        Path.Combine(ReferenceDataTheoryAttribute.Folder, reference.GetProperty("data").GetString()!);

    /// <summary>The lines of a data file after its header.</summary>
    private static IEnumerable<string> Lines(string name)
    {
        string path = DataFile(Reference(name));
        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(plain);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.TrimEnd('\r'))];
    }
}
