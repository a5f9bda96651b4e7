using System.Text.Json;

namespace Reparam.Formulas.Tests;

public class ReferenceDataTests
{
    [ReferenceDataTheory]
    [InlineData("wells")]
    [InlineData("radon_mn")]
    [InlineData("kidiq")]
    [InlineData("quine")]
    [InlineData("sleepstudy")]
    [InlineData("cbpp")]
    public void The_designs_have_the_parameters_and_priors_of_the_reference_posteriors(string name)
    {
        var folder = ReferenceDataTheoryAttribute.Folder;
        var reference = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"{name}.json"))).RootElement;
        var priors = reference.GetProperty("priors").EnumerateArray()
            .Select(prior => PriorSpecification.Parse(prior.GetString()!)).ToArray();

        var design = Design.Create(
            Formula.Parse(reference.GetProperty("formula").GetString()!),
            Family.Parse(reference.GetProperty("family").GetString()!),
            DataTable.ReadCsv(Path.Combine(folder, reference.GetProperty("data").GetString()!)));

        Assert.Equal(reference.GetProperty("n").GetInt32(), design.RowCount);
        Assert.Equal(
            reference.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).Order(),
            design.ParameterNames.Order());
        Assert.DoesNotContain(design.ResolvePriors(priors).All, prior => prior.IsDefault);
        Assert.Equal(reference.GetProperty("n_parameters").GetInt32(), design.ParameterNames.Count());
        Assert.Empty(design.Warnings);
    }

    [ReferenceDataTheory]
    [InlineData("radon_mn.csv", "log_radon ~ floor_measure", 1.30833282, 2.5)]
    [InlineData("kidiq.csv", "kid_score ~ mom_hs", 90, 19.2738)]
    [InlineData("sleepstudy.csv", "Reaction ~ Days", 288.6508, 59.33928588)]
    public void Default_priors_of_the_intercept_are_those_of_the_reference_posteriors(
        string file, string formula, double location, double scale)
    {
        var table = DataTable.ReadCsv(Path.Combine(ReferenceDataTheoryAttribute.Folder, file));

        var priors = Design.Create(Formula.Parse(formula), Family.Gaussian, table).ResolvePriors();

        Assert.Equal([3, location, scale],
            priors.Intercept!.Distribution.Arguments.Select(value => Math.Round(value, 8)));
        Assert.Equal([3, 0, scale], priors.Family[0].Distribution.Arguments.Select(value => Math.Round(value, 8)));
    }
}
