namespace Reparam.Formulas;

/// <summary>What likelihoods take: of the further parameters, a family reads only those that it says it has.</summary>
/// <param name="predictor">The linear predictor, by row.</param>
/// <param name="trials">The numbers of trials, by row; null where the family has none.</param>
/// <param name="own">The parameters of the family.</param>
internal sealed class LikelihoodArguments(
    Tensor predictor, Tensor? trials, IReadOnlyDictionary<PriorClass, Tensor> own)
{
    /// <summary>The linear predictor, by row.</summary>
    public Tensor Predictor { get; } = predictor;

    /// <summary>exp(predictor).</summary>
    public Tensor Exp => Tensor.Exp(Predictor);

    /// <summary>The numbers of trials, by row.</summary>
    public Tensor Trials => trials ?? throw Missing("trials");

    /// <summary>A parameter of the family.</summary>
    public Tensor this[PriorClass parameter] => own.TryGetValue(parameter, out Tensor? value)
        ? value
        : throw Missing(PriorClassNames.NameOf(parameter));

    private static InvalidOperationException Missing(string name) =>
        new($"The likelihood reads {name}, which its family does not have.");
}
