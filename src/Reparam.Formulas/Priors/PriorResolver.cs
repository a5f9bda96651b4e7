namespace Reparam.Formulas;

/// <summary>Finds the prior of every parameter of a design: the most specific of the user's, else the
/// default.</summary>
internal sealed class PriorResolver
{
    private readonly Design design;
    private readonly DefaultPriors defaults;
    private readonly IReadOnlyList<PriorSpecification> specifications;

    private PriorResolver(Design design, IReadOnlyList<PriorSpecification> specifications)
    {
        this.design = design;
        this.specifications = specifications;
        defaults = new(design.Family, design.Response, design.Offset);
    }

    public static ModelPriors Resolve(Design design, IReadOnlyList<PriorSpecification> specifications)
    {
        PriorTargets.Check(design, specifications);
        return new PriorResolver(design, specifications).Resolve();
    }

    private ModelPriors Resolve()
    {
        return new()
        {
            Intercept = design.HasIntercept
                ? Choose(ParameterNames.Intercept, PriorClass.Intercept, null, null, defaults.Intercept)
                : null,
            Coefficients = [.. design.Columns.Select(column => Choose(
                ParameterNames.Coefficient(column.Name),
                PriorClass.Coefficient,
                null,
                column.Name,
                defaults.Coefficient(column)))],
            Groups = [.. design.Groups.Select(Group)],
            Family = [.. design.Family.Parameters.Select(parameter =>
                Choose(PriorClassNames.NameOf(parameter), parameter, null, null, defaults.Own(parameter)))],
        };
    }

    private GroupPriors Group(GroupDesign group) => new(
        [.. group.Columns.Select(column => Choose(
            ParameterNames.StandardDeviation(group.Name, column.Name),
            PriorClass.StandardDeviation,
            group.Name,
            column.Name,
            defaults.StandardDeviation))],
        group.HasCorrelations
            ? Choose($"cor_{group.Name}", PriorClass.Correlation, group.Name, null, defaults.Correlation)
            : null);

    private ResolvedPrior Choose(
        string parameter,
        PriorClass priorClass,
        string? group,
        string? coefficient,
        PriorDistribution byDefault)
    {
        var chosen = specifications
            .Where(prior => prior.Class == priorClass
                && (prior.Group is null || ParameterNames.Clean(prior.Group) == group)
                && (prior.Coefficient is null || ParameterNames.Clean(prior.Coefficient) == coefficient))
            .MaxBy(prior => prior.Targets.Count);
        return new(parameter, priorClass, chosen?.Distribution ?? byDefault, IsDefault: chosen is null);
    }
}
