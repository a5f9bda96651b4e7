using Reparam.Bijectors;
using Reparam.Distributions;
using Reparam.Primitives;

namespace Reparam;

/// <summary>Records a model while the function that defines it runs.</summary>
public sealed class ModelBuilder
{
    private readonly List<Site> _sites = [];
    private readonly List<Tensor> _unconstrained = [];
    private readonly List<Term> _terms = [];
    private readonly List<Quantity> _quantities = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal ModelBuilder() { }

    /// <summary>Names data, so that errors can speak of them.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">Numbers.</param>
    /// <exception cref="ArgumentException">The name is taken, or the values are an expression.</exception>
    public Tensor Data(string name, Tensor values)
    {
        Claim(name);
        return values?.Attributes is ConstantAttributes constant
            ? Tensor.Constant(constant.Values, constant.Shape, name)
            : throw new ArgumentException($"Data '{name}': numbers are needed, not an expression.", nameof(values));
    }

    /// <summary>An unknown.</summary>
    /// <param name="name">Its name, unique in the model.</param>
    /// <param name="prior">Its prior; its support must be continuous.</param>
    /// <returns>Its value, of the prior's batch shape followed by its event shape.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="NotSupportedException">The prior is discrete.</exception>
    public Tensor Sample(string name, Distribution prior) => Sample(name, prior, Shape.Scalar);

    /// <summary>Observed values: adds their log likelihood to the model.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="likelihood">Their distribution.</param>
    /// <param name="values">What was observed, of the distribution's shape or with further leading axes.</param>
    /// <exception cref="ArgumentException">The name is taken, the shapes do not fit, or a value lies outside the support.</exception>
    public void Observe(string name, Distribution likelihood, Tensor values) => Observe(name, likelihood, values, Shape.Scalar);

    /// <summary>Adds a log density that is neither the prior of a site nor the likelihood of data.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="logDensity">The addend in nats; the sum over its elements is added.</param>
    public void Factor(string name, Tensor logDensity)
    {
        Claim(name);
        _terms.Add(new Term(name, TermKind.Factor, Tensor.Sum(logDensity)));
    }

    /// <summary>Reports a quantity computed from the unknowns beside them.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="value">The quantity.</param>
    /// <param name="elementNames">A name for each of its elements; null for <c>name[1]</c>, <c>name[2]</c>, ...</param>
    /// <returns>The quantity.</returns>
    public Tensor Report(string name, Tensor value, IReadOnlyList<string>? elementNames = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        Claim(name);
        var quantity = new Quantity(name, value);
        _quantities.Add(elementNames is null ? quantity : quantity with { ElementNames = elementNames });
        return value;
    }

    /// <summary>Keeps a site out of the reports: it serves only to compute others.</summary>
    /// <param name="name">A site that was sampled.</param>
    /// <exception cref="ArgumentException">There is no such site.</exception>
    public void Hide(string name)
    {
        if (_quantities.RemoveAll(q => q.Name == name) == 0)
        {
            throw new ArgumentException($"Hide: there is no reported site '{name}'.", nameof(name));
        }
    }

    /// <summary>A repetition: what is sampled or observed in it has one value an element.</summary>
    /// <param name="name">What is repeated, such as "school".</param>
    /// <param name="size">How often.</param>
    public Plate Plate(string name, int size) => new(this, name, size, Shape.Scalar);

    internal Tensor Sample(string name, Distribution prior, Shape plates)
    {
        ArgumentNullException.ThrowIfNull(prior);
        Bijector bijector;
        try
        {
            bijector = prior.Support.FromUnconstrained;
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"Sample '{name}': {e.Message}", e);
        }
        Shape shape = Batch("Sample", name, prior, plates).Append(prior.EventShape);
        Claim(name);
        Shape free = bijector.InverseShape(shape);
        Tensor unconstrained = Tensor.Input(name, free, varies: true);
        var (value, logDet) = bijector.ForwardAndLogDet(unconstrained);
        _sites.Add(new Site(name, prior, shape, free));
        _unconstrained.Add(unconstrained);
        _quantities.Add(new Quantity(name, value));
        _terms.Add(new Term(name, TermKind.Prior, Tensor.Sum(prior.LogProb(value))));
        if (bijector is not Identity)
        {
            _terms.Add(new Term(name, TermKind.Jacobian, Tensor.Sum(logDet)));
        }
        return value;
    }

    internal void Observe(string name, Distribution likelihood, Tensor values, Shape plates)
    {
        ArgumentNullException.ThrowIfNull(likelihood);
        ArgumentNullException.ThrowIfNull(values);
        Shape expected = Batch("Observe", name, likelihood, plates).Append(likelihood.EventShape);
        if (!expected.BroadcastsTo(values.Shape))
        {
            throw new ArgumentException(
                $"Observe '{name}': the values have shape {values.Shape}, but the distribution {likelihood.GetType().Name} has " +
                $"shape {expected}. Give one value for each element of the distribution.", nameof(values));
        }
        if (values.Attributes is ConstantAttributes constant
            && likelihood.Support.Violation(constant.Values, values.Shape) is { } violation)
        {
            throw new ArgumentException($"Observe '{name}': {violation}", nameof(values));
        }
        Claim(name);
        _terms.Add(new Term(name, TermKind.Likelihood, Tensor.Sum(likelihood.LogProb(values))));
    }

    internal Model Build() => _sites.Count > 0
        ? Model.Create(_sites, _unconstrained, _terms, _quantities)
        : throw new ArgumentException("Model.Define: nothing is unknown. Call Sample for each unknown of the model.");

    private static Shape Batch(string verb, string name, Distribution distribution, Shape plates)
    {
        if (!distribution.BatchShape.BroadcastsTo(plates) && plates.Rank > 0)
        {
            throw new ArgumentException(
                $"{verb} '{name}': the parameters of {distribution.GetType().Name} have shape {distribution.BatchShape}, " +
                $"which does not fit the plates around it, of shape {plates}.");
        }
        return plates.Rank > 0 ? plates : distribution.BatchShape;
    }

    private void Claim(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_names.Add(name))
        {
            throw new ArgumentException($"The name '{name}' is used twice in the model. Give each site a name of its own.", nameof(name));
        }
    }
}
