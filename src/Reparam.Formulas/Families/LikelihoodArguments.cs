namespace Reparam.Formulas;

/// <summary>What likelihoods take: of the further parameters, a family reads only those that it says it has.</summary>
/// <param name="predictors">The linear predictors, by row.</param>
/// <param name="trials">The numbers of trials, by row; null where the family has none.</param>
/// <param name="own">The parameters of the family.</param>
/// <param name="thresholds">The thresholds between categories; null where the family has none.</param>
internal sealed class LikelihoodArguments(
    Tensor[] predictors, Tensor? trials, IReadOnlyDictionary<PriorClass, Tensor> own, Tensor? thresholds = null)
{
    /// <summary>The linear predictor, by row.</summary>
    public Tensor Predictor { get; } = predictors[0];

    /// <summary>The linear predictors of a family that has several, each by row.</summary>
    public Tensor[] Predictors { get; } = predictors;

    /// <summary>exp(predictor).</summary>
    public Tensor Exp => Tensor.Exp(Predictor);

    /// <summary>The numbers of trials, by row.</summary>
    public Tensor Trials => trials ?? throw Missing("trials");

    /// <summary>The thresholds between categories, in increasing order.</summary>
    public Tensor Thresholds => thresholds ?? throw Missing("thresholds");

    /// <summary>A parameter of the family.</summary>
    public Tensor this[PriorClass parameter] => own.TryGetValue(parameter, out Tensor? value)
        ? value
        : throw Missing(PriorClassNames.NameOf(parameter));

    private static InvalidOperationException Missing(string name) =>
        new($"The likelihood reads {name}, which its family does not have.");
}
