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

    /// <summary>Whether its values are integers.</summary>
    internal bool IsDiscrete => Prior.Support.IsDiscrete;
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
    private readonly WrittenModel _original;
    private readonly WrittenModel _written;
    private readonly Dictionary<string, Tensor> _replaced;
    private readonly Lock _choosing = new();
    private Reparameterization? _chosen;

    /// <param name="written">What was recorded.</param>
    /// <param name="observed">Other values for some of what was observed.</param>
    internal Model(WrittenModel written, Dictionary<string, Tensor> observed)
    {
        (_original, _replaced) = (written, observed);
        _written = Enumeration.SumOut(observed.Count == 0 ? written : written.With(observed));
        string[] names =
            [.. Sites.SelectMany(site => Enumerable.Repeat(site.Name, site.UnconstrainedShape.Size))];
        LogDensity = new LogDensity(names, x =>
        {
            PlacedModel placed = _written.Place(x);
            return (placed.Terms, placed.Quantities);
        }, written.Rows, UnknownStructure.Of(Sites))
        {
            Model = this,
            Drawn = _written.Drawn,
            FixedPriors = FixedPrior.Of(_written.Sites, _written.Unconstrained, _written.Terms),
        };
    }

    /// <summary>The unknowns that the log density is a function of: the continuous ones in the order in which they were
    /// written, and after them the discrete ones that are drawn (<see cref="Drawn"/>).</summary>
    public IReadOnlyList<Site> Sites => _written.Sites;

    /// <summary>The discrete unknowns that are summed out of the log density.</summary>
    public IReadOnlyList<Summation> Summations => _written.Summed?.Summations ?? [];

    /// <summary>The discrete unknowns that cannot be summed out, each with the reason. They stay unknowns of the log
    /// density, and are drawn.</summary>
    public IReadOnlyList<DrawnUnknown> Drawn => _written.Drawn?.Unknowns ?? [];

    /// <summary>The names of what is observed, in the order in which they were written.</summary>
    public IReadOnlyList<string> ObservedNames => [.. _written.Observations.Select(o => o.Name)];

    /// <summary>
    /// The log joint density over the unconstrained forms of all sites laid one after another: log prior + log |det J|
    /// + log likelihood, normalised (no constants are dropped).
    /// </summary>
    public LogDensity LogDensity { get; }

    /// <summary>The recorded expressions.</summary>
    internal WrittenModel Written => _written;

    /// <summary>The recorded expressions as they were before values were replaced, and the replacements.</summary>
    internal (WrittenModel Written, IReadOnlyDictionary<string, Tensor> Observed) Original => (_original, _replaced);

    /// <summary>The forms in which its sites are fitted, chosen once for all fits.</summary>
    /// <param name="choose">Chooses them.</param>
    internal Reparameterization Forms(Func<Reparameterization> choose)
    {
        lock (_choosing)
        {
            return _chosen ??= choose();
        }
    }

    /// <summary>The observed values: numbers in row-major order.</summary>
    /// <param name="name">What was observed; may be left out where there is one.</param>
    /// <exception cref="ArgumentException">There is no such observation, or several and no name.</exception>
    /// <exception cref="NotSupportedException">The values depend on unknowns or on rows of a source.</exception>
    public Tensor Observed(string? name = null) => _written.Observation(name).Numbers();

    /// <summary>The same model of other data: the values observed under a name are replaced wherever they were
    /// used.</summary>
    /// <remarks>The values are followed as one tensor. Where the model uses the same numbers through another tensor,
    /// such as a predictor that was computed from them outside, that is data of its own and stays as it is.</remarks>
    /// <param name="name">What was observed.</param>
    /// <param name="values">Numbers of the same shape, in the support of their distribution.</param>
    /// <exception cref="ArgumentException">There is no such observation, the shape differs, a value lies outside the
    /// support, or the values are an expression.</exception>
    /// <exception cref="NotSupportedException">They are rows of a source.</exception>
    public Model WithObserved(string name, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        _original.Observation(name).RequireReplacement(values);
        return new Model(_original, new(_replaced, StringComparer.Ordinal) { [name] = values });
    }

    /// <summary>Draws of unknowns from their priors, each given those before it, and of the data that the model then
    /// expects.</summary>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="seed">The same seed gives the same bits.</param>
    /// <param name="cancellationToken">Ends the work between blocks.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 draws.</exception>
    /// <exception cref="NotSupportedException">A distribution has no sampler, the model has a factor, which nothing can
    /// be drawn from, or its distributions depend on the observed values.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public PriorPredictive PriorPredictive(int draws, ulong seed, CancellationToken cancellationToken = default) =>
        PriorSimulation.Run(this, draws, seed, cancellationToken);

    /// <summary>Audits the gradient of the evidence lower bound: see
    /// <see cref="Expectation.Audit(ExpectationProblem, ReadOnlySpan{double}, AuditOptions, CancellationToken)"/>. The
    /// integrand is the log joint less log q, the draws are those of independent normal numbers in unconstrained space,
    /// and what jumps is told by site and by the term that it enters.</summary>
    /// <remarks>Of rows of a source the first block of up to 1024 is audited, weighted as their number asks: each row
    /// is taken by itself and alike, so that what may jump is the same for all. What jumps for values of a column that
    /// the block has none of is found by its operation, but not by the numerical audit.</remarks>
    /// <param name="location">The means of q, one for each unconstrained number; null for zeros.</param>
    /// <param name="logScale">The logarithms of its standard deviations; null for zeros.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between blocks of draws.</param>
    /// <exception cref="AuditException">The estimator disagrees with one of the others by more than five standard
    /// errors.</exception>
    /// <exception cref="ArgumentException">There are not as many numbers as unknowns, one is not finite, or the log
    /// joint or a derivative is not finite at a draw.</exception>
    /// <exception cref="NotSupportedException">Discrete unknowns are drawn.</exception>
    /// <exception cref="InvalidDataException">A number of a row is not finite, or a category has no level.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public AuditReport Audit(IReadOnlyList<double>? location = null, IReadOnlyList<double>? logScale = null,
        AuditOptions? options = null, CancellationToken cancellationToken = default) =>
        Drawn.Count == 0
            ? ModelAudit.Run(this, location, logScale, options ?? new(), cancellationToken)
            : throw new NotSupportedException(
                $"Audit: the discrete unknown '{Drawn[0].Name}' is drawn, and has no path that could be audited. " +
                "Audit the model with numbers in its place, by Data.");

    /// <summary>Writes a model. The function runs once and records what it does.</summary>
    /// <remarks>Discrete unknowns of finitely many values are summed out where that is cheap
    /// (<see cref="Summations"/>), and drawn otherwise (<see cref="Drawn"/>).</remarks>
    /// <param name="define">Names the unknowns and what was observed.</param>
    /// <exception cref="ArgumentException">A name is used twice, shapes do not fit, an observed value lies outside the
    /// support of its distribution, an unknown of another model is used, or nothing continuous is unknown.</exception>
    /// <exception cref="NotSupportedException">A discrete unknown has vectors as values or ends that depend on
    /// unknowns, or is to be drawn in a model with rows of a source.</exception>
    public static Model Define(Action<ModelBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new ModelBuilder();
        define(builder);
        return builder.Build();
    }
}
