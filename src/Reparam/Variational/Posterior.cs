using System.Globalization;
using System.Text;
using Reparam.Diagnostics;
using Reparam.Variational;

namespace Reparam;

/// <summary>The posterior of one number.</summary>
/// <param name="Name">Its name, such as <c>tau</c> or <c>theta[3]</c> (places count from 1).</param>
/// <param name="Summary">Mean, standard deviation and quantiles, with their Monte Carlo errors.</param>
public sealed record ParameterSummary(string Name, WeightedSummary Summary);

/// <summary>An approximate posterior: draws, summaries, and how far they may be relied on.</summary>
public sealed class Posterior
{
    private readonly Dictionary<string, double[]> _draws;
    private readonly Lazy<Dictionary<string, int>> _places;
    private readonly ModelDraws? _modelDraws;
    private readonly ExpectationShapes _shapes;

    internal Posterior(IReadOnlyList<ParameterSummary> summaries, Dictionary<string, double[]> draws,
        double[] logDensities, ModelDraws? modelDraws, ExpectationShapes shapes)
    {
        (_modelDraws, _shapes) = (modelDraws, shapes);
        Summaries = summaries;
        _places = new(() =>
        {
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (place, summary) in summaries.Index())
            {
                places.TryAdd(summary.Name, place);
            }
            return places;
        });
        _draws = draws;
        LogDensities = logDensities;
    }

    /// <summary>The summary of each reported number, in the order of the model.</summary>
    public IReadOnlyList<ParameterSummary> Summaries { get; }

    /// <summary>The log joint density of each draw in unconstrained coordinates, Jacobian included: Stan's <c>lp__</c>,
    /// but normalised.</summary>
    public IReadOnlyList<double> LogDensities { get; }

    /// <summary>The name of the approximating family.</summary>
    public required string Approximation { get; init; }

    /// <summary>The evidence lower bound in nats, over fresh draws.</summary>
    public required double Elbo { get; init; }

    /// <summary>The standard error of <see cref="Elbo"/>.</summary>
    public required double ElboStandardError { get; init; }

    /// <summary>An upper bound of the log evidence in nats, which <see cref="Elbo"/> is a lower bound of: ½ log E[r²] of
    /// the importance ratios r of the approximation (Dieng et al. 2017), estimated over the same draws, which lies
    /// somewhat below it. +∞ where their tail is so heavy that there is no such mean.</summary>
    public required double LogEvidenceUpperBound { get; init; }

    /// <summary>The form in which each site of a hierarchy was fitted; empty where there is none, or where they were
    /// taken as written. Summaries, draws and densities are those of the model as it was written.</summary>
    public IReadOnlyList<SiteParameterization> Parameterization { get; init; } = [];

    /// <summary>The name of what was optimised.</summary>
    public required string Objective { get; init; }

    /// <summary>What was optimised, in nats, over the draws of the last round; where discrete unknowns are drawn and
    /// a mixture was fitted mode by mode, that of its greatest part.</summary>
    public required double ObjectiveValue { get; init; }

    /// <summary>Pareto k-hat of the importance ratios (Vehtari et al. 2024): below 0.7 the weights are
    /// reliable.</summary>
    public required double ParetoShape { get; init; }

    /// <summary>How many independent draws the weighted ones are worth.</summary>
    public required double EffectiveSampleSize { get; init; }

    /// <summary>Whether summaries and draws are corrected by importance weights.</summary>
    public required bool IsCorrected { get; init; }

    /// <summary>The judgement.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The rounds of the optimisation.</summary>
    public required IReadOnlyList<FitRound> Rounds { get; init; }

    /// <summary>The approximations that were tried, one after another.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    /// <summary>Evaluations of the log density with its gradient, all phases together.</summary>
    public required long Evaluations { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether the fit was cancelled, and this is what there was then.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>What is known of the optimum over fixed draws; null where it is none.</summary>
    internal OptimumResponse? Response { get; init; }

    /// <summary>Linear-response standard deviations and Monte Carlo errors of the approximation's means, at the optimum
    /// over the fixed draws of the last round.</summary>
    /// <remarks>
    /// Where a family leaves correlations out, as <see cref="MeanFieldGaussian"/> does, its standard deviations are too
    /// small, and these are corrected for it: exactly where the posterior is normal. They are of the approximation
    /// itself, without importance weights, and of a mixture of modes they are those of the greatest; where <see
    /// cref="IsCorrected"/> the <see cref="Summaries"/> are better.
    /// Computed when asked for, from Hessian-vector products of the objective: about a dozen for each number, or one
    /// for each parameter of the family, whichever are fewer, and a gradient for each of 32 other sets of draws.
    /// </remarks>
    /// <param name="names">Names of sites, or of single numbers in <see cref="Summaries"/>; none for all.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <exception cref="InvalidOperationException">The approximation is not an optimum over <see
    /// cref="FixedDraws"/>.</exception>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    /// <exception cref="FitException">The objective has no curvature in some direction.</exception>
    public IReadOnlyList<LinearResponse> LinearResponse(
        IReadOnlyList<string>? names = null, CancellationToken cancellationToken = default) =>
        (Response ?? throw new InvalidOperationException(
            $"LinearResponse: the approximation '{Approximation}' is not an optimum over fixed draws, so it has no " +
            "response. Fit with Algorithm = new FixedDraws() and a family of your choice."))
        .Of(names ?? [], cancellationToken);

    /// <summary>The draws with the model that they are of: for data sets that the model would give, pointwise log
    /// likelihoods and cross-validation.</summary>
    /// <exception cref="NotSupportedException">The posterior is of a log density without a model.</exception>
    public ModelDraws ModelDraws => _modelDraws ?? throw new NotSupportedException(
        "This posterior is of a log density, which does not say what was observed. Write it with Model.Define, and " +
        "the data with Observe.");

    /// <summary>Pareto k-hat of the mean of one number: of the terms r |x - E x| that its importance-weighted mean is
    /// made of. Below 0.7 that mean is reliable, though others may not be.</summary>
    /// <remarks>The ratios r = p / q are those of all unknowns together, from at most 4096 draws. Source: Vehtari,
    /// Simpson, Gelman, Yao and Gabry (2024), "Pareto smoothed importance sampling", section 2.4, on k-hat of a
    /// function; centred, as the error of a self-normalised mean does not depend on where x has its zero.</remarks>
    /// <param name="name">Its name in <see cref="Summaries"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public double ParetoShapeOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _places.Value.TryGetValue(name, out int place) ? _shapes.Of(place) : throw new KeyNotFoundException(
            $"There is no '{name}' in this posterior. It holds: {string.Join(", ", _draws.Keys.Take(20))}.");
    }

    /// <inheritdoc cref="ModelDraws.LogLikelihood"/>
    /// <exception cref="NotSupportedException">The posterior is of a log density without a model.</exception>
    public double[,] LogLikelihood(string? name = null, CancellationToken cancellationToken = default) =>
        ModelDraws.LogLikelihood(name, cancellationToken);

    /// <inheritdoc cref="ModelDraws.PredictiveDraws"/>
    public PredictiveDraws PredictiveDraws(string? name = null, CancellationToken cancellationToken = default) =>
        ModelDraws.PredictiveDraws(name, cancellationToken);

    /// <inheritdoc cref="ModelDraws.Discrete"/>
    /// <exception cref="NotSupportedException">The posterior is of a log density without a model.</exception>
    public DiscreteDraws Discrete(string? name = null, CancellationToken cancellationToken = default) =>
        ModelDraws.Discrete(name, cancellationToken);

    /// <inheritdoc cref="ModelDraws.Check"/>
    public IReadOnlyList<PredictiveCheck> Check(string? name = null,
        IReadOnlyDictionary<string, Func<double[], double>>? statistics = null,
        CancellationToken cancellationToken = default) => ModelDraws.Check(name, statistics, cancellationToken);

    /// <inheritdoc cref="ModelDraws.LeaveOneOut"/>
    /// <exception cref="NotSupportedException">The posterior is of a log density without a model.</exception>
    public LeaveOneOut LeaveOneOut(string? name = null, CancellationToken cancellationToken = default) =>
        ModelDraws.LeaveOneOut(name, cancellationToken);

    /// <summary>Draws of one number, equally weighted, in the same order for each name.</summary>
    /// <param name="name">Its name in <see cref="Summaries"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public IReadOnlyList<double> Draws(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _draws.TryGetValue(name, out double[]? values)
            ? values
            : throw new KeyNotFoundException(
                $"There is no '{name}' in this posterior. It holds: {string.Join(", ", _draws.Keys.Take(20))}" +
                (_draws.Count > 20 ? ", ..." : "."));
    }

    /// <summary>The summary of one number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public WeightedSummary this[string name] => Summaries.FirstOrDefault(s => s.Name == name)?.Summary
        ?? throw new KeyNotFoundException(
            $"There is no '{name}' in this posterior. It holds: {string.Join(", ", _draws.Keys.Take(20))}.");

    /// <summary>A table of the summaries, the bound with its standard error, k-hat and the verdict.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = Summaries.Max(s => s.Name.Length);
        text.Append(CultureInfo.InvariantCulture,
            $"{"".PadRight(width)} {"mean",10} {"sd",10} {"5%",10} {"50%",10} {"95%",10}\n");
        foreach (var (name, s) in Summaries)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{name.PadRight(width)} {s.Mean,10:G4} {s.StandardDeviation,10:G4} {s.Quantile05,10:G4} " +
                $"{s.Median,10:G4} {s.Quantile95,10:G4}\n");
        }
        text.Append(CultureInfo.InvariantCulture,
            $"\n{Approximation}: ELBO {Elbo:F2} ± {ElboStandardError:G2} nats, k-hat {ParetoShape:F2}, " +
            $"{EffectiveSampleSize:F0} effective draws\n");
        if (Parameterization.Count > 0)
        {
            text.Append("Fitted in the form ").AppendJoin("; ", Parameterization).Append('\n');
        }
        return text.Append(Verdict).ToString();
    }
}
