using Reparam.Distributions;
using Reparam.Gradients;

namespace Reparam;

/// <summary>An unknown of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prior">Its distribution, whose support names the bijector to unconstrained space.</param>
/// <param name="Shape">The shape of its value.</param>
/// <param name="UnconstrainedShape">The shape of its unconstrained form.</param>
public sealed record Site(string Name, Distribution Prior, Shape Shape, Shape UnconstrainedShape)
{
    /// <summary>The plates around it, the outermost first: its leading axes.</summary>
    internal IReadOnlyList<PlateAxis> Plates { get; init; } = [];
}

/// <summary>
/// A probabilistic model: named unknowns with their priors, and observed values with their likelihood, from which
/// follow a log joint density in unconstrained coordinates and the way back.
/// </summary>
/// <example><code>
/// var model = Model.Define(m =>
/// {
///     var mu    = m.Sample("mu",  new Normal(0, 5));
///     var tau   = m.Sample("tau", new HalfCauchy(5));
///     var theta = m.Plate("school", 8).Sample("theta", new Normal(mu, tau));
///     m.Observe("y", new Normal(theta, sigma), y);
/// });
/// </code></example>
public sealed class Model
{
    private Model(IReadOnlyList<Site> sites, Func<Tensor, PlacedModel> place, RowBlocks? rows,
        IReadOnlyList<FixedPrior> fixedPriors)
    {
        Sites = sites;
        Place = place;
        string[] names = [.. sites.SelectMany(site => Enumerable.Repeat(site.Name, site.UnconstrainedShape.Size))];
        LogDensity = new LogDensity(names, x =>
        {
            PlacedModel placed = place(x);
            return (placed.Terms, placed.Quantities);
        }, rows, UnknownStructure.Of(sites))
        {
            FixedPriors = fixedPriors,
        };
    }

    /// <summary>The unknowns, in the order in which they were written.</summary>
    public IReadOnlyList<Site> Sites { get; }

    /// <summary>
    /// The log joint density over the unconstrained forms of all sites laid one after another: log prior + log |det J|
    /// + log likelihood, normalised (no constants are dropped).
    /// </summary>
    public LogDensity LogDensity { get; }

    /// <summary>The model at unconstrained forms of all sites laid one after another.</summary>
    internal Func<Tensor, PlacedModel> Place { get; }

    /// <summary>Audits the gradient of the evidence lower bound: see
    /// <see cref="Expectation.Audit(ExpectationProblem, ReadOnlySpan{double}, AuditOptions, CancellationToken)"/>. The
    /// integrand is the log joint less log q, the draws are those of independent normal numbers in unconstrained space,
    /// and what jumps is told by site and by the term that it enters.</summary>
    /// <remarks>Of rows of a source the first block of up to 1024 is audited, weighted as their number asks: each row is
    /// taken by itself and alike, so that what may jump is the same for all. What jumps for values of a column that the
    /// block has none of is found by its operation, but not by the numerical audit.</remarks>
    /// <param name="location">The means of q, one for each unconstrained number; null for zeros.</param>
    /// <param name="logScale">The logarithms of its standard deviations; null for zeros.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between blocks of draws.</param>
    /// <exception cref="AuditException">The estimator disagrees with one of the others by more than five standard
    /// errors.</exception>
    /// <exception cref="ArgumentException">There are not as many numbers as unknowns, one is not finite, or the log
    /// joint or a derivative is not finite at a draw.</exception>
    /// <exception cref="InvalidDataException">A number of a row is not finite, or a category has no level.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public AuditReport Audit(IReadOnlyList<double>? location = null, IReadOnlyList<double>? logScale = null,
        AuditOptions? options = null, CancellationToken cancellationToken = default) =>
        ModelAudit.Run(this, location, logScale, options ?? new(), cancellationToken);

    /// <summary>Writes a model. The function runs once and records what it does.</summary>
    /// <param name="define">Names the unknowns and what was observed.</param>
    /// <exception cref="ArgumentException">A name is used twice, shapes do not fit, an observed value lies outside the
    /// support of its distribution, an unknown of another model is used, or nothing is unknown.</exception>
    public static Model Define(Action<ModelBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new ModelBuilder();
        define(builder);
        return builder.Build();
    }

    /// <summary>Joins what a builder recorded.</summary>
    internal static Model Create(
        IReadOnlyList<Site> sites, IReadOnlyList<Tensor> unconstrained, IReadOnlyList<Term> terms,
        IReadOnlyList<Quantity> quantities, RowBlocks? rows)
    {
        Tensor[] recorded = [.. terms.Select(t => t.Value), .. quantities.Select(q => q.Value)];
        return new Model(sites, x =>
        {
            var values = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
            int start = 0;
            foreach (Tensor input in unconstrained)
            {
                values[input] = Tensor.Reshape(Tensor.Slice(x, 0, start, start + input.Size), input.Shape);
                start += input.Size;
            }
            Tensor[] placed = Graph.Substitute(recorded, values);
            return new(
                [.. unconstrained.Select(u => values[u])],
                [.. terms.Select((t, i) => t with { Value = placed[i] })],
                [.. quantities.Select((q, i) => q with { Value = placed[terms.Count + i] })]);
        }, rows, FixedPrior.Of(sites, unconstrained, terms));
    }
}

/// <summary>A model at a point.</summary>
/// <param name="Sites">The unconstrained form of each site.</param>
/// <param name="Terms">The terms of the log joint.</param>
/// <param name="Quantities">What is reported.</param>
internal sealed record PlacedModel(
    IReadOnlyList<Tensor> Sites, IReadOnlyList<Term> Terms, IReadOnlyList<Quantity> Quantities);
