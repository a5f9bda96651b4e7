using Reparam.Distributions;
using Reparam.Execution;

namespace Reparam;

/// <summary>
/// A model with some of its sites in another form: the log density of the inputs u of these forms, and the way back to
/// the unconstrained numbers x of the model as it was written. It has the same posterior: log g(u) is the written log
/// density at x(u) plus log |det ∂x/∂u|.
/// </summary>
internal sealed class Reparameterization
{
    private readonly WrittenModel _placed;

    // Inputs of the model as it was written, and observed values that were replaced since.
    private readonly Dictionary<Tensor, Tensor> _written;

    // No rows of a source are in it.
    private readonly Lazy<DensityPlan> _back;

    /// <summary>Writes the sites in their forms.</summary>
    /// <param name="model">The model as it was written.</param>
    /// <param name="forms">The forms of its hierarchical sites, in their order.</param>
    public Reparameterization(Model model, IReadOnlyList<(HierarchicalSite Site, SiteForm Form)> forms)
    {
        (Model, Forms) = (model, forms);
        WrittenModel written = model.Written;
        _written = model.Original.Written.Replacements(model.Original.Observed);
        var terms = new Dictionary<(string, TermKind), Tensor>();
        Site[] sites = [.. written.Sites];
        foreach (var (site, form) in forms.Where(static f => !f.Form.IsCentred))
        {
            Tensor u = written.Unconstrained[site.Index];
            Distribution prior = site.Prior(form);
            var (value, logDeterminant) = prior.Support.FromUnconstrained.ForwardAndLogDet(u);
            Tensor[] changed = Graph.Substitute([site.Value(u, form), Tensor.Sum(prior.LogProb(value))], _written);
            terms[(site.Site.Name, TermKind.Prior)] = changed[1];
            terms[(site.Site.Name, TermKind.Jacobian)] = Tensor.Sum(logDeterminant);
            sites[site.Index] = site.Site with { Prior = prior };
            _written[u] = changed[0];
        }
        // Together, so that what is shared stays shared; the new terms are of the new inputs already.
        Tensor[] values = Graph.Substitute(
            [.. written.Terms.Select(t => t.Value), .. written.Quantities.Select(q => q.Value)], _written);
        _placed = written with
        {
            Sites = sites,
            Terms = [.. written.Terms.Select((t, i) =>
                t with { Value = terms.GetValueOrDefault((t.Name, t.Kind)) ?? values[i] })],
            Quantities = [.. written.Quantities.Select((q, i) => q with { Value = values[written.Terms.Count + i] })],
        };
        LogDensity original = model.LogDensity;
        _back = new(() =>
        {
            Tensor u = Tensor.Input("u", [original.Dimension], varies: true);
            return new DensityPlan(ExecutionPlan.Create([u], [Written(u)]), 1, Rows: null);
        });
        LogDensity = new LogDensity(original.UnknownNames, x =>
        {
            PlacedModel placed = _placed.Place(x);
            return (placed.Terms, placed.Quantities);
        }, written.Rows, original.Structure)
        {
            Model = model,
            Reparameterization = this,
            FixedPriors = FixedPrior.Of(_placed.Sites, _placed.Unconstrained, _placed.Terms),
        };
    }

    /// <summary>The model as it was written.</summary>
    public Model Model { get; }

    /// <summary>The forms of its hierarchical sites.</summary>
    public IReadOnlyList<(HierarchicalSite Site, SiteForm Form)> Forms { get; }

    /// <summary>The log density of the inputs of the forms, laid one after another as the sites were written.</summary>
    public LogDensity LogDensity { get; }

    /// <summary>A point to start from; null for none.</summary>
    public double[]? Start { get; init; }

    /// <summary>Evaluations of log densities that the choice of forms took.</summary>
    public long Evaluations { get; init; }

    /// <summary>For the report.</summary>
    public IReadOnlyList<SiteParameterization> Sites =>
        [.. Forms.Select(static f => new SiteParameterization(f.Site.Site.Name, f.Form.Centredness.ToArray()))];

    /// <summary>The unconstrained numbers of the model as it was written.</summary>
    /// <param name="u">A vector of the inputs.</param>
    public Tensor Written(Tensor u)
    {
        IReadOnlyList<Tensor> inputs = _placed.Unconstrained;
        Tensor[] values = _placed.Place(u, [.. inputs.Select(input => _written.GetValueOrDefault(input) ?? input)]);
        return Tensor.Concatenate([.. values.Select(static v => Tensor.Reshape(v, [v.Size]))]);
    }

    /// <summary>An expression of the sites as they were written, at inputs of the forms.</summary>
    /// <param name="u">A vector of the inputs.</param>
    /// <param name="recorded">The expression.</param>
    public Tensor AtWritten(Tensor u, Tensor recorded) =>
        _placed.Place(u, Graph.Substitute([recorded], _written))[0];

    /// <summary>Draws of the inputs as unconstrained numbers of the model as it was written, and the log density
    /// there.</summary>
    /// <param name="points">[element · draws + draw].</param>
    /// <param name="draws">The number of draws.</param>
    public (double[] Points, double[] LogDensities) ToWritten(double[] points, int draws)
    {
        var back = new DensityExecutor(_back.Value, draws);
        var written = new double[points.Length];
        back.BindInput(0, points);
        back.BindOutput(0, written);
        back.Run();
        var density = new DensityExecutor(Model.LogDensity.Plan("value", () =>
        {
            Tensor x = Tensor.Input("x", [Model.LogDensity.Dimension], varies: true);
            return ([x], [Tensor.Spread(Model.LogDensity.LogProb(x))]);
        }), draws);
        var logDensities = new double[draws];
        density.BindInput(0, written);
        density.BindOutput(0, logDensities);
        density.Run();
        return (written, logDensities);
    }
}
