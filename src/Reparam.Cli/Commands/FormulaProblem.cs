using Reparam.Formulas;

namespace Reparam.Cli;

/// <summary>The problem that a formula, a family, a CSV file and priors make.</summary>
internal static class FormulaProblem
{
    public static FitProblem Read(ModelRequest request)
    {
        // What can be checked without the data comes first: the file may be large.
        Formula formula = Formulas.Formula.Parse(request.Formula!);
        Family family = Family.Parse(request.Family!);
        PriorSpecification[] priors = [.. request.Priors.Select(PriorSpecification.Parse)];
        string path = request.Data!;
        FormulaModel model = Create(formula, family, DataTable.ReadCsv(path), priors);
        Design design = model.Design;
        string levels = design.ResponseLevels switch
        {
            [var first, .., var last] when family.HasThresholds =>
                $"; {formula.Response}: {design.ResponseLevels.Length} categories, {first} to {last}",
            [var reference, ..] when family.IsCategorical =>
                $"; {formula.Response}: {design.ResponseLevels.Length} categories, the reference '{reference}'",
            [var zero, var one] => $"; {formula.Response}: 0 is '{zero}', 1 is '{one}'",
            _ => "",
        };
        string dropped = design.Dropped.Describe(design.TableRowCount);
        return new FitProblem
        {
            Model = model.Model,
            FormulaModel = model,
            Formula = formula.ToString(),
            Family = family.Name,
            Description =
            [
                $"{formula}",
                $"{family.Name}, {family.Link.ToString().ToLowerInvariant()} link{levels}",
                $"{design.RowCount} rows of {Path.GetFileName(path)}{(dropped.Length > 0 ? $"; {dropped}" : "")}",
            ],
            Priors = [.. model.Priors.All.Select(p =>
                new StatedPrior(p.Parameter, p.Distribution.ToString(), p.Distribution.ToString("G4"), p.IsDefault))],
            Rows = design.RowCount,
            Dropped = design.Dropped,
            Warnings = design.Warnings,
            GroupEffects = design.Groups.SelectMany(group => group.EffectNames).ToHashSet(StringComparer.Ordinal),
            DataHash = () => DataHash.OfFile(path),
        };
    }

    private static FormulaModel Create(Formula formula, Family family, DataTable table, PriorSpecification[] priors)
    {
        try
        {
            return FormulaModel.Create(formula, family, table, priors);
        }
        catch (ArgumentException failure) when (failure is not ArgumentNullException)
        {
            // A model refuses data and priors that its distributions cannot have, and says why.
            throw new UserInputException(failure.Message, failure);
        }
    }
}
