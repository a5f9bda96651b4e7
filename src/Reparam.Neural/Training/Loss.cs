namespace Reparam.Neural;

/// <summary>What training makes small: a sum of named terms, in nats, averaged over the examples.</summary>
public sealed class Loss
{
    private Loss(Module module, LossBuilder builder)
    {
        (Module, Inputs, Terms, Metrics, Excluded) =
            (module, builder.All, builder.Terms, builder.Metrics, builder.Excluded);
        Total = Terms.Select(static term => term.Weight is null ? term.Value : term.Weight * term.Value)
            .Aggregate(static (sum, term) => sum + term);
    }

    /// <summary>The network whose weights are trained.</summary>
    public Module Module { get; }

    /// <summary>The names of the terms.</summary>
    public IReadOnlyList<string> TermNames => [.. Terms.Select(static term => term.Name)];

    /// <summary>The names of what is reported besides.</summary>
    public IReadOnlyList<string> MetricNames => [.. Metrics.Select(static metric => metric.Name)];

    internal IReadOnlyList<NetworkInput> Inputs { get; }

    internal IReadOnlyList<LossTerm> Terms { get; }

    internal IReadOnlyList<LossTerm> Metrics { get; }

    /// <summary>Fields that the data must not have, with the reason.</summary>
    internal IReadOnlyDictionary<string, string> Excluded { get; }

    /// <summary>The loss of one example.</summary>
    internal Tensor Total { get; }

    /// <summary>Writes a loss down, for one example.</summary>
    /// <param name="module">The network.</param>
    /// <param name="define">Makes inputs and names terms.</param>
    /// <exception cref="ArgumentException">There is no term, or a term is not one number that depends on the
    /// example.</exception>
    public static Loss Define(Module module, Action<LossBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(define);
        var builder = new LossBuilder();
        define(builder);
        return builder.Terms.Count > 0 ? new Loss(module, builder) : throw new ArgumentException(
            "Loss.Define: no term was named, so there is nothing to make small. Call Term at least once.",
            nameof(define));
    }
}

/// <summary>Writes down a <see cref="Loss"/>.</summary>
public sealed class LossBuilder : NetworkInputs
{
    internal LossBuilder() { }

    internal List<LossTerm> Terms { get; } = [];

    internal List<LossTerm> Metrics { get; } = [];

    internal Dictionary<string, string> Excluded { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a term.</summary>
    /// <param name="name">Its name in reports and messages.</param>
    /// <param name="value">Its value for one example, a scalar, in nats.</param>
    /// <param name="weight">What it is multiplied by in the loss; reports show it without.</param>
    /// <exception cref="ArgumentException">The value or the weight is no scalar.</exception>
    public void Term(string name, Tensor value, Tensor? weight = null)
    {
        Check(name, value);
        Terms.Add(new LossTerm(name, value, weight));
    }

    /// <summary>Reports the average of a number without making it small.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="value">Its value for one example, a scalar.</param>
    /// <exception cref="ArgumentException">The value is no scalar.</exception>
    public void Metric(string name, Tensor value)
    {
        Check(name, value);
        Metrics.Add(new LossTerm(name, value, null));
    }

    /// <summary>Has data refused that have a field whose meaning the loss would pass over.</summary>
    /// <param name="field">The field.</param>
    /// <param name="reason">Why, and what to do instead.</param>
    internal void Exclude(string field, string reason) => Excluded.Add(field, reason);

    private static void Check(string name, Tensor value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Size != 1)
        {
            throw new ArgumentException(
                $"The term '{name}' has shape {value.Shape}, but one number for each example is expected. Sum it " +
                "over its axes.", nameof(value));
        }
    }
}

/// <summary>A named part of a loss.</summary>
internal sealed record LossTerm(string Name, Tensor Value, Tensor? Weight);
