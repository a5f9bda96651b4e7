using Reparam.Distributions;

namespace Reparam;

/// <summary>A discrete unknown of a model as it was written.</summary>
/// <param name="Site">Its site.</param>
/// <param name="Input">What stands for it in recorded expressions.</param>
/// <param name="Prior">The log probability of its elements, as recorded.</param>
/// <param name="Replaced">Observed values that were replaced.</param>
internal sealed record DiscreteUnknown(
    Site Site, Tensor Input, Tensor Prior, IReadOnlyDictionary<Tensor, Tensor> Replaced)
{
    private readonly FiniteValues? _values = FiniteValues.Of(Site.Prior.Support, Site.Shape);

    /// <summary>Its name.</summary>
    public string Name => Site.Name;

    /// <summary>Its prior.</summary>
    public Distribution Distribution => Site.Prior;

    /// <summary>Its shape.</summary>
    public Shape Shape => Site.Shape;

    /// <summary>Whether it has finitely many values.</summary>
    public bool IsFinite => _values is not null;

    /// <summary>Its values, where they are finitely many.</summary>
    public FiniteValues Values => _values!;

    /// <summary>The least and the greatest value of each element, infinite where there is none.</summary>
    public (double[] Lower, double[] Upper) Ends
    {
        get
        {
            var (lower, upper) = Distribution.Support.IntegerLimits!.Value;
            return (Full(lower ?? double.NegativeInfinity), Full(upper ?? double.PositiveInfinity));

            double[] Full(Tensor end) => Tensor.BroadcastTo(end, Shape).ToArray();
        }
    }

    /// <summary>The log probability of a value: by its place in a table where it is one number.</summary>
    public Tensor PriorAt(Tensor value) => Graph.Substitute([Distribution.LogProb(value)], Replaced)[0];
}
