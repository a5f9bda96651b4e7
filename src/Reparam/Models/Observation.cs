using Reparam.Distributions;
using Reparam.Primitives;

namespace Reparam;

/// <summary>Observed values with their distribution.</summary>
internal sealed class Observation
{
    private readonly Lazy<Tensor> _logLikelihood;
    private readonly Lazy<Replicate> _replicate;

    /// <summary>Records an observation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="likelihood">Its distribution.</param>
    /// <param name="values">What was observed.</param>
    /// <param name="logLikelihood">The log likelihood of each value.</param>
    /// <param name="rows">The rows that it is given by; null where the values are numbers.</param>
    public Observation(
        string name, Distribution likelihood, Tensor values, Tensor logLikelihood, RowBlocks? rows)
        : this(name, likelihood, values, new(logLikelihood), rows, new(() => Replicate.Of(
            $"Observe '{name}'", name, likelihood,
            values.Shape[..^likelihood.EventShape.Rank])))
    {
    }

    private Observation(string name, Distribution likelihood, Tensor values, Lazy<Tensor> logLikelihood,
        RowBlocks? rows, Lazy<Replicate> replicate)
    {
        (Name, Likelihood, Values, Rows) = (name, likelihood, values, rows);
        _logLikelihood = logLikelihood;
        _replicate = replicate;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its distribution, as it was first written.</summary>
    public Distribution Likelihood { get; }

    /// <summary>What was observed.</summary>
    public Tensor Values { get; }

    /// <summary>The log likelihood of each value: of one block of rows where there are rows.</summary>
    public Tensor LogLikelihood => _logLikelihood.Value;

    /// <summary>The rows that it is given by; null where the values are numbers.</summary>
    public RowBlocks? Rows { get; }

    /// <summary>What might have been observed instead.</summary>
    /// <exception cref="NotSupportedException">The distribution has no sampler.</exception>
    public Replicate Replicate => _replicate.Value;

    /// <summary>The number of values that have a log likelihood of their own, over all rows.</summary>
    public long Count => Rows is null ? LogLikelihood.Size
        : Rows.Source.RowCount * (LogLikelihood.Size / Rows.Length);

    /// <summary>The shape of all observed values, with as many rows as there are.</summary>
    public Shape Shape => Rows is null ? Values.Shape
        : Shape.Create([checked((int)Rows.Source.RowCount), .. Values.Shape.Lengths[1..]]);

    /// <summary>Whether the observed values are numbers that the model holds.</summary>
    public bool HasNumbers => Rows is null
        && !Graph.TopologicalOrder([Values]).Exists(static node => node.Attributes is InputAttributes);

    /// <summary>The observed values as numbers.</summary>
    /// <exception cref="NotSupportedException">They depend on unknowns or rows.</exception>
    public Tensor Numbers()
    {
        if (!HasNumbers)
        {
            throw new NotSupportedException(
                $"Observe '{Name}': the observed values " + (Rows is null
                    ? "depend on unknowns, so they are no numbers by themselves. Observe data."
                    : $"are rows of a source, '{Rows.Name}', which the model does not hold. Read them from there."));
        }
        return Tensor.From(Values.ToArray(), Values.Shape);
    }

    /// <summary>Refuses values that cannot take the place of those observed.</summary>
    public void RequireReplacement(Tensor values)
    {
        if (Rows is not null)
        {
            throw new NotSupportedException(
                $"WithObserved '{Name}': the values are rows of a source, '{Rows.Name}', which are not replaced. " +
                "Define the model with another source.");
        }
        if (values.Shape != Values.Shape)
        {
            throw new ArgumentException(
                $"WithObserved '{Name}': the values have shape {values.Shape}, but those observed have " +
                $"{Values.Shape}. Pass values of the same shape.", nameof(values));
        }
        if (values.Attributes is not ConstantAttributes)
        {
            throw new ArgumentException(
                $"WithObserved '{Name}': numbers are needed, not an expression. Call ToArray first.", nameof(values));
        }
        RequireSupport(Name, Likelihood, values);
    }

    /// <summary>The log likelihood of values: impossible beyond ends that move with discrete unknowns.</summary>
    public static Tensor LogProb(Distribution likelihood, Tensor values)
    {
        Tensor logProb = likelihood.LogProb(values);
        if (!likelihood.Support.Moves || likelihood.Support.IntegerLimits is not var (lower, upper))
        {
            return logProb;
        }
        Tensor isInside = (lower is null ? 1 : lower <= values) * (upper is null ? 1 : values <= upper);
        return Tensor.Select(isInside, logProb, double.NegativeInfinity);
    }

    /// <summary>Refuses numbers outside the support.</summary>
    public static void RequireSupport(string name, Distribution likelihood, Tensor values)
    {
        if (values.Attributes is ConstantAttributes constant
            && likelihood.Support.Violation(constant.Values, values.Shape) is { } violation)
        {
            throw new ArgumentException(
                $"Observe '{name}': {violation}. Correct the value, or observe it under a distribution that " +
                $"allows it; {likelihood.GetType().Name} does not.", nameof(values));
        }
    }

    /// <summary>The same with other values, which also take the place of the old ones in its distribution.</summary>
    public Observation With(Tensor values, Tensor logLikelihood, IReadOnlyDictionary<Tensor, Tensor> replacements) =>
        new(Name, Likelihood, values, new(logLikelihood), Rows, new(() => Replicate with
        {
            Values = Graph.Substitute([Replicate.Values], replacements)[0],
        }));

    /// <summary>The same where discrete unknowns were summed out of its log likelihood.</summary>
    public Observation Summed(Lazy<Tensor> logLikelihood) =>
        new(Name, Likelihood, Values, logLikelihood, Rows, _replicate);

    /// <summary>Whether an expression depends on these observed values: on the same tensors, or on a copy of their
    /// numbers.</summary>
    public bool IsUsedIn(Tensor expression)
    {
        List<Tensor> own = [.. Graph.TopologicalOrder([Values]).Where(Rows is null ? IsList : Rows.Gives)];
        return Graph.TopologicalOrder([expression]).Any(node => own.Any(leaf => ReferenceEquals(leaf, node)
            || (Rows is null && node.Attributes is ConstantAttributes constant && node.Shape == leaf.Shape
                && constant.Values.AsSpan().SequenceEqual(((ConstantAttributes)leaf.Attributes!).Values))));
    }

    // One or two numbers may be alike by chance.
    private static bool IsList(Tensor node) => node.Attributes is ConstantAttributes { Values.Length: > 2 };
}
