using Reparam.Distributions;

namespace Reparam;

/// <summary>A discrete unknown of a model, before it is summed out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Distribution">Its prior.</param>
/// <param name="Input">What stands for it in recorded expressions.</param>
/// <param name="Values">Its values.</param>
/// <param name="Prior">The log probability of its elements, as recorded.</param>
/// <param name="Replaced">Observed values that were replaced.</param>
internal sealed record DiscreteUnknown(string Name, Distribution Distribution, Tensor Input, FiniteValues Values,
    Tensor Prior, IReadOnlyDictionary<Tensor, Tensor> Replaced)
{
    /// <summary>Its shape.</summary>
    public Shape Shape => Values.Shape;

    /// <summary>The log probability of a value: by its place in a table where it is one number.</summary>
    public Tensor PriorAt(Tensor value) => Graph.Substitute([Distribution.LogProb(value)], Replaced)[0];
}
