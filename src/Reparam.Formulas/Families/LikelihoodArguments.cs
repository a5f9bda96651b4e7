using System.Diagnostics.CodeAnalysis;

namespace Reparam.Formulas;

/// <summary>What likelihoods take: of the further parameters, a family reads only those that it says it has.</summary>
/// <param name="predictor">The linear predictor, by row.</param>
internal sealed class LikelihoodArguments(Tensor predictor)
{
    /// <summary>The linear predictor, by row.</summary>
    public Tensor Predictor { get; } = predictor;

    /// <summary>The numbers of trials, by row.</summary>
    [AllowNull]
    public Tensor Trials { get => Given(field); init; }

    /// <summary>The residual scale.</summary>
    [AllowNull]
    public Tensor Sigma { get => Given(field); init; }

    /// <summary>The inverse of the overdispersion.</summary>
    [AllowNull]
    public Tensor Shape { get => Given(field); init; }

    /// <summary>The degrees of freedom.</summary>
    [AllowNull]
    public Tensor Nu { get => Given(field); init; }

    private static Tensor Given(Tensor? value) =>
        value ?? throw new InvalidOperationException("The likelihood reads a parameter that its family does not have.");
}
