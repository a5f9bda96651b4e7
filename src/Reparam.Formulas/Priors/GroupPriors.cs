namespace Reparam.Formulas;

/// <summary>The priors of one group term.</summary>
/// <param name="StandardDeviations">One for each column of the group's design, in order.</param>
/// <param name="Correlation">Of the correlation matrix; null where the term has none.</param>
public sealed record GroupPriors(ValueList<ResolvedPrior> StandardDeviations, ResolvedPrior? Correlation);
