using System.Text.Json;
using Reparam.Distributions;

namespace Reparam.Formulas.Tests.Models;

/// <summary>Fits against long runs of another sampler.</summary>
/// <remarks>
/// Tolerances are those of use: a mean within a tenth of its standard deviation, a standard deviation within a tenth of
/// itself. The references themselves have 2,000 to 17,000 effective draws: at worst a standard error of 0.022
/// deviations.
/// </remarks>
public class ReferencePosteriorTests
{
    private const double Tolerance = 0.1;

    [ReferenceDataTheory]
    [InlineData("wells", 1)]
    [InlineData("wells", 2)]
    [InlineData("radon_mn", 1)]
    [InlineData("radon_mn", 2)]
    [InlineData("kidiq", 1)]
    [InlineData("kidiq", 2)]
    [InlineData("quine", 1)]
    [InlineData("quine", 2)]
    [InlineData("sleepstudy", 1)]
    [InlineData("sleepstudy", 2)]
    [InlineData("cbpp", 1)]
    [InlineData("cbpp", 2)]
    public void Means_and_spreads_are_those_of_long_runs(string name, ulong seed)
    {
        string folder = ReferenceDataTheoryAttribute.Folder;
        JsonElement reference = Json(Path.Combine(folder, $"{name}.json"));
        FormulaModel model = FormulaModel.Create(
            Formula.Parse(reference.GetProperty("formula").GetString()!),
            Family.Parse(reference.GetProperty("family").GetString()!),
            DataTable.ReadCsv(Path.Combine(folder, reference.GetProperty("data").GetString()!)),
            [.. reference.GetProperty("priors").EnumerateArray()
                .Select(p => PriorSpecification.Parse(p.GetString()!))]);
        Check(model.Model, reference, seed);
    }

    [ReferenceDataTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Eight_schools_have_the_means_and_spreads_of_a_long_run(ulong seed)
    {
        Model model = Model.Define(m =>
        {
            Tensor mu = m.Sample("mu", new Normal(0, 5));
            Tensor tau = m.Sample("tau", new HalfCauchy(5));
            Plate school = m.Plate("school", 8);
            Tensor theta = m.Report("theta", mu + tau * school.Sample("z", new Normal(0, 1)));
            school.Observe("effect", new Normal(theta, new double[] { 15, 10, 16, 11, 9, 11, 10, 18 }),
                new double[] { 28, 8, -3, 7, -1, 1, 18, 12 });
        });
        string file = Path.Combine(ReferenceDataTheoryAttribute.Folder, "..", "posteriordb", "references.json");
        Check(model, Json(file).GetProperty("eight_schools-eight_schools_noncentered"), seed);
    }

    private static void Check(Model model, JsonElement reference, ulong seed)
    {
        (string Name, double Mean, double Deviation)[] parameters =
            [.. reference.GetProperty("parameters").EnumerateObject()
            .Where(p => !p.Name.StartsWith("r_", StringComparison.Ordinal))
            .Select(p => (p.Name, p.Value.GetProperty("mean").GetDouble(), p.Value.GetProperty("sd").GetDouble()))];
        Posterior fit = Inference.Fit(model, seed);

        // A doubtful fit may be wrong; but none of these is to be doubtful.
        Assert.True(fit.Verdict.Level == VerdictLevel.Passed, fit.Verdict.ToString());
        Assert.True(parameters.Length >= 3);
        foreach (var (name, mean, deviation) in parameters)
        {
            double offset = (fit[name].Mean - mean) / deviation, ratio = fit[name].StandardDeviation / deviation;
            string found = FormattableString.Invariant(
                $"The mean of {name} is off by {offset:F3} deviations, its deviation by a factor {ratio:F3}.");
            Assert.True(Math.Abs(offset) < Tolerance && Math.Abs(ratio - 1) < Tolerance, $"{found} But: {fit.Verdict}");
        }
    }

    private static JsonElement Json(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
