using Reparam.Bijectors;
using Reparam.Data;
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
    private readonly List<Tensor> _values = [];
    private readonly List<Observation> _observations = [];
    private readonly SortedSet<string> _notSummed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private readonly OwnUnknowns _own;
    private RowBlocks? _rows;

    internal ModelBuilder() => _own = new OwnUnknowns(this);

    /// <summary>Names data, so that errors can speak of them.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">Numbers.</param>
    /// <exception cref="ArgumentException">The name is taken, or the values are an expression.</exception>
    public Tensor Data(string name, Tensor values)
    {
        Claim(name);
        return values?.Attributes is ConstantAttributes constant
            ? Tensor.Constant(constant.Values, constant.Shape, name)
            : throw new ArgumentException(
                $"Data '{name}': numbers are needed, not an expression. Use the expression as it is, or name it with " +
                "Report.", nameof(values));
    }

    /// <summary>An unknown.</summary>
    /// <param name="name">Its name, unique in the model.</param>
    /// <param name="prior">Its prior. An unknown with a discrete one of finitely many values, such as a Bernoulli or a
    /// categorical one, is summed out of the log density, element by element, where that is cheap; otherwise it is
    /// drawn. <see cref="ModelDraws.Discrete"/> gives it back either way.</param>
    /// <returns>Its value, of the prior's batch shape followed by its event shape.</returns>
    /// <exception cref="ArgumentException">The name is taken, or the prior depends on an unknown of another
    /// model.</exception>
    /// <exception cref="NotSupportedException">The prior is discrete with ends that depend on unknowns, or with vectors
    /// as values.</exception>
    public Tensor Sample(string name, Distribution prior) => Sample(name, prior, Shape.Scalar, []);

    /// <summary>Observed values: adds their log likelihood to the model.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="likelihood">Their distribution.</param>
    /// <param name="values">What was observed, of the distribution's shape or with further leading axes.</param>
    /// <exception cref="ArgumentException">The name is taken, the shapes do not fit, a value lies outside the support,
    /// the support depends on an unknown, or the likelihood depends on an unknown of another model.</exception>
    public void Observe(string name, Distribution likelihood, Tensor values) =>
        Observe(name, likelihood, values, Shape.Scalar);

    /// <summary>Adds a log density that is neither the prior of a site nor the likelihood of data.</summary>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="logDensity">The addend in nats; the sum over its elements is added.</param>
    /// <exception cref="ArgumentException">The name is taken, or the addend depends on an unknown of another
    /// model.</exception>
    public void Factor(string name, Tensor logDensity)
    {
        ArgumentNullException.ThrowIfNull(logDensity);
        Claim(name);
        _own.Require(logDensity, $"Factor '{name}'", nameof(logDensity));
        RequireNoRows(logDensity, $"Factor '{name}'", nameof(logDensity));
        _terms.Add(new Term(name, TermKind.Factor, Tensor.Sum(logDensity)));
    }

    /// <summary>Reports a quantity computed from the unknowns beside them.</summary>
    /// <remarks>Of a discrete unknown of finitely many values the probabilities of these are reported, under names such
    /// as <c>name[3]=1</c>; what is computed from one that is summed out cannot be.</remarks>
    /// <param name="name">A name, unique in the model.</param>
    /// <param name="value">The quantity.</param>
    /// <param name="elementNames">A name for each of its elements; null for <c>name[1]</c>, <c>name[2]</c>, ...</param>
    /// <returns>The quantity.</returns>
    /// <exception cref="ArgumentException">The name is taken, there are more or fewer names than elements, or the
    /// quantity depends on an unknown of another model.</exception>
    public Tensor Report(string name, Tensor value, IReadOnlyList<string>? elementNames = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        Claim(name);
        _own.Require(value, $"Report '{name}'", nameof(value));
        RequireNoRows(value, $"Report '{name}'", nameof(value));
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
            const int Shown = 20;
            IEnumerable<string> names = _quantities.Take(Shown).Select(q => q.Name);
            string reported = _quantities.Count == 0 ? "nothing is reported yet"
                : $"reported so far: {string.Join(", ", names)}{(_quantities.Count > Shown ? ", ..." : "")}";
            throw new ArgumentException(
                $"Hide: there is no reported site '{name}'; {reported}. Call Hide once for a site, after its Sample.",
                nameof(name));
        }
    }

    /// <summary>Keeps a discrete unknown from being summed out: it is drawn, as those are that cannot be.</summary>
    /// <remarks>For those who want draws of what is computed from it, by <see cref="Report"/>. A fit is slower and less
    /// exact so.</remarks>
    /// <param name="name">A discrete unknown that was sampled.</param>
    /// <exception cref="ArgumentException">There is no such unknown.</exception>
    public void DoNotSumOut(string name)
    {
        if (!_sites.Any(s => s.Name == name && s.IsDiscrete))
        {
            string[] known = [.. _sites.Where(static s => s.IsDiscrete).Select(static s => $"'{s.Name}'")];
            throw new ArgumentException($"DoNotSumOut: there is no discrete unknown '{name}'; " +
                (known.Length == 0 ? "none was sampled yet" : $"there is {string.Join(", ", known)}") +
                ". Call it after Sample, with the name given there.", nameof(name));
        }
        _notSummed.Add(name);
    }

    /// <summary>A repetition: what is sampled or observed in it has one value an element.</summary>
    /// <param name="name">What is repeated, such as "school".</param>
    /// <param name="size">How often.</param>
    public Plate Plate(string name, int size) => new(this, name, size, []);

    /// <summary>A repetition over the rows of a source, which are read block by block and never held
    /// together.</summary>
    /// <param name="name">What a row is, such as "flight".</param>
    /// <param name="source">The rows. It must stay open and unchanged as long as the model is used.</param>
    /// <exception cref="ArgumentException">The source is empty, or the model has rows of a source already.</exception>
    public Rows Rows(string name, IRowSource source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(source);
        if (_rows is not null)
        {
            throw new ArgumentException(
                $"Rows '{name}': the model has rows already, '{_rows.Name}', and blocks of one source cannot be " +
                "paired with blocks of another. Put all columns into one source; give what is small as data.",
                nameof(source));
        }
        if (source.RowCount < 1)
        {
            throw new ArgumentException(
                $"Rows '{name}': the source has no rows, but at least 1 is needed.", nameof(source));
        }
        SourceColumn.Check($"Rows '{name}'", source.Columns);
        _rows = new RowBlocks(name, source);
        return new Rows(this, _rows);
    }

    internal Tensor Sample(string name, Distribution prior, Shape plates, IReadOnlyList<PlateAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (prior.Support.IsDiscrete)
        {
            return SampleDiscrete(name, prior, plates, axes);
        }
        Bijector bijector;
        try
        {
            bijector = prior.Support.FromUnconstrained;
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"Sample '{name}': {e.Message}", e);
        }
        Shape shape = SiteChecks.Batch("Sample", name, prior, plates, nameof(prior)).Append(prior.EventShape);
        Claim(name);
        Shape free = bijector.InverseShape(shape);
        Tensor unconstrained = Tensor.Input(name, free, varies: true, identity: this);
        var (value, logDet) = bijector.ForwardAndLogDet(unconstrained);
        Tensor logPrior = prior.LogProb(value);
        _own.Require(value, $"Sample '{name}'", nameof(prior));
        _own.Require(logPrior, $"Sample '{name}'", nameof(prior));
        RequireNoRows(logPrior, $"Sample '{name}'", nameof(prior));
        _sites.Add(new Site(name, prior, shape, free) { Plates = axes });
        _unconstrained.Add(unconstrained);
        _values.Add(value);
        _quantities.Add(new Quantity(name, value));
        _terms.Add(new Term(name, TermKind.Prior, Tensor.Sum(logPrior)));
        if (bijector is not Identity)
        {
            _terms.Add(new Term(name, TermKind.Jacobian, Tensor.Sum(logDet)));
        }
        return value;
    }

    private Tensor SampleDiscrete(string name, Distribution prior, Shape plates, IReadOnlyList<PlateAxis> axes)
    {
        Shape shape = SiteChecks.Batch("Sample", name, prior, plates, nameof(prior));
        SiteChecks.RequireKnownEnds(name, prior);
        Claim(name);
        Tensor value = Tensor.Input(name, shape, identity: this), logPrior = prior.LogProb(value);
        _own.Require(logPrior, $"Sample '{name}'", nameof(prior));
        RequireNoRows(logPrior, $"Sample '{name}'", nameof(prior));
        _sites.Add(new Site(name, prior, shape, shape) { Plates = axes });
        _unconstrained.Add(value);
        _values.Add(value);
        _quantities.Add(new Quantity(name, value));
        _terms.Add(new Term(name, TermKind.Prior, Tensor.Sum(Tensor.BroadcastTo(logPrior, shape))));
        return value;
    }

    internal void Observe(string name, Distribution likelihood, Tensor values, Shape plates)
    {
        Tensor logLikelihood = LogLikelihood(name, likelihood, values, plates);
        RequireNoRows(logLikelihood, $"Observe '{name}'", nameof(values));
        _observations.Add(new Observation(name, likelihood, values, logLikelihood, rows: null));
        _terms.Add(new Term(name, TermKind.Likelihood, Tensor.Sum(logLikelihood)));
    }

    internal void ObserveRows(string name, Distribution likelihood, Tensor values, RowBlocks rows)
    {
        Tensor logLikelihood = LogLikelihood(name, likelihood, values, [rows.Length]);
        AddRows(name, TermKind.Likelihood, logLikelihood, rows, "Observe");
        RowChecks.RequireSupport(name, likelihood, values, rows);
        _observations.Add(new Observation(name, likelihood, values, logLikelihood, rows));
    }

    internal void FactorRows(string name, Tensor logDensity, RowBlocks rows)
    {
        ArgumentNullException.ThrowIfNull(logDensity);
        Claim(name);
        _own.Require(logDensity, $"Factor '{name}'", nameof(logDensity));
        AddRows(name, TermKind.Factor, logDensity, rows, "Factor");
    }

    /// <summary>Refuses an expression that depends on rows where only all of them together would do.</summary>
    internal void RequireNoRows(Tensor expression, string site, string parameter)
    {
        if (_rows is not null && RowwiseExpression.DependsOn(expression, _rows))
        {
            throw new ArgumentException(
                $"{site} depends on the rows '{_rows.Name}', of which only a block is at hand at a time. Use " +
                "Observe and Factor of the rows; what needs all of them is computed beforehand.", parameter);
        }
    }

    private void AddRows(string name, TermKind kind, Tensor logDensity, RowBlocks rows, string verb)
    {
        RowChecks.RequireRowwise(logDensity, rows, $"{verb} '{name}'");
        _terms.Add(new Term(name, kind, Tensor.Sum(rows.Weights * logDensity)));
    }

    private Tensor LogLikelihood(string name, Distribution likelihood, Tensor values, Shape plates)
    {
        ArgumentNullException.ThrowIfNull(likelihood);
        ArgumentNullException.ThrowIfNull(values);
        SiteChecks.RequireShape(name, likelihood, values, plates);
        SiteChecks.RequireFixedEnds(name, likelihood, [.. _sites.Zip(_values).Where(static s => s.First.IsDiscrete)
            .Select(static s => s.Second)]);
        Observation.RequireSupport(name, likelihood, values);
        Claim(name);
        Tensor logLikelihood = Observation.LogProb(likelihood, values);
        _own.Require(logLikelihood, $"Observe '{name}'", nameof(likelihood));
        return logLikelihood;
    }

    internal Model Build() => _sites.Any(static site => !site.IsDiscrete)
        ? new Model(new WrittenModel(_sites, _unconstrained, _values, _terms, _quantities, _observations, _rows)
        {
            NotSummed = _notSummed,
        }, [])
        : throw new ArgumentException(_sites.Count == 0
            ? "Model.Define: nothing is unknown. Call Sample for each unknown of the model."
            : "Model.Define: all unknowns are discrete, so that there is nothing to fit along a gradient. Call " +
              "Sample for a continuous one too, such as the probabilities of the discrete ones.");

    private void Claim(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_names.Add(name))
        {
            throw new ArgumentException(
                $"The name '{name}' is used twice in the model. Give each site a name of its own.", nameof(name));
        }
    }
}
