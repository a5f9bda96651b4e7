namespace Reparam.Formulas;

/// <summary>The priors of every parameter of a model; null for what the model has not. Those of the intercept, the
/// coefficients and the groups are the same for each of several linear predictors.</summary>
public sealed record ModelPriors
{
    /// <summary>Of the intercept at the predictors' means (of the intercept itself where nothing is centred), or of each
    /// threshold there.</summary>
    public required ResolvedPrior? Intercept { get; init; }

    /// <summary>One for each column of the population design, in order; they are for coefficients of the raw columns.
    /// </summary>
    public required ValueList<ResolvedPrior> Coefficients { get; init; }

    /// <summary>One for each group term, in order.</summary>
    public required ValueList<GroupPriors> Groups { get; init; }

    /// <summary>One for each parameter of the family, in order.</summary>
    public required ValueList<ResolvedPrior> Family { get; init; }

    /// <summary>All of them in the order in which parameters are reported.</summary>
    public IEnumerable<ResolvedPrior> All =>
    [
        .. Present(Intercept),
        .. Coefficients,
        .. Groups.SelectMany(group => group.StandardDeviations.Concat(Present(group.Correlation))),
        .. Family,
    ];

    private static IEnumerable<ResolvedPrior> Present(ResolvedPrior? prior) => prior is null ? [] : [prior];
}
