using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reparam.Diagnostics;

/// <summary>
/// Leave-one-out cross-validation by Pareto-smoothed importance sampling: how well a model predicts an observation that
/// it has not seen, estimated from the posterior of all. Immutable.
/// </summary>
/// <remarks>
/// elpd = Σᵢ log p(yᵢ | y₋ᵢ), in nats, greater is better. Standard errors are √N times the standard deviation of the
/// observations' shares (divisor N - 1). With draws that are independent the numbers are those of the R package loo.
/// Source: Vehtari, Gelman and Gabry (2017), "Practical Bayesian model evaluation using leave-one-out cross-validation
/// and WAIC", Statistics and Computing 27.
/// </remarks>
public sealed class LeaveOneOut
{
    private readonly double[] _observed;

    internal LeaveOneOut(IReadOnlyList<LeaveOneOutPoint> points, int draws, double[] observed)
    {
        if (points.Count < 2)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"LeaveOneOut: there are {points.Count} observations, but at least 2 are needed. What one ") +
                "distribution describes is one observation; give data that are independent given the unknowns a batch axis.");
        }
        (Points, Draws, _observed) = ([.. points], draws, observed);
        (Elpd, StandardError) = Total(points.Select(p => p.Elpd));
        (EffectiveParameters, EffectiveParametersStandardError) = Total(points.Select(p => p.EffectiveParameters));
        MonteCarloStandardError =
            Math.Sqrt(points.Sum(p => p.MonteCarloStandardError * p.MonteCarloStandardError));
    }

    /// <summary>The estimate from a matrix of pointwise log likelihoods, such as one that was stored.</summary>
    /// <param name="logLikelihood">In nats: [draw, observation].</param>
    /// <exception cref="ArgumentException">There are no draws, fewer than 2 observations, or a number is not
    /// finite.</exception>
    public static LeaveOneOut Of(double[,] logLikelihood)
    {
        ArgumentNullException.ThrowIfNull(logLikelihood);
        int draws = logLikelihood.GetLength(0);
        var column = new double[draws];
        var points = new List<LeaveOneOutPoint>();
        for (int i = 0; draws > 0 && i < logLikelihood.GetLength(1); i++)
        {
            for (int d = 0; d < draws; d++)
            {
                column[d] = logLikelihood[d, i];
            }
            points.Add(LeaveOneOutPoint.Of(column, i));
        }
        return new LeaveOneOut(points, draws, []);
    }

    /// <summary>The expected log pointwise predictive density of as many new data, in nats.</summary>
    public double Elpd { get; }

    /// <summary>Its standard error, from the spread of the observations.</summary>
    public double StandardError { get; }

    /// <summary>p_loo, the effective number of parameters: what all observations gain by being known.</summary>
    public double EffectiveParameters { get; }

    /// <summary>Its standard error.</summary>
    public double EffectiveParametersStandardError { get; }

    /// <summary>The Monte Carlo standard error of <see cref="Elpd"/>; to be believed where
    /// <see cref="IsReliable"/>.</summary>
    public double MonteCarloStandardError { get; }

    /// <summary>Every observation.</summary>
    public ImmutableArray<LeaveOneOutPoint> Points { get; }

    /// <summary>The number of draws.</summary>
    public int Draws { get; }

    /// <summary>The k̂ above which an observation is not estimated reliably from so many draws: min(1 - 1/log₁₀ S,
    /// 0.7).</summary>
    public double ParetoShapeThreshold => Math.Min(1 - (1 / Math.Log10(Math.Max(Draws, 2))), 0.7);

    /// <summary>The number of observations above a k̂.</summary>
    /// <param name="shape">The bound, such as 0.7.</param>
    public int CountAbove(double shape) => Points.Count(p => !(p.ParetoShape <= shape));

    /// <summary>Whether all observations are below <see cref="ParetoShapeThreshold"/>.</summary>
    public bool IsReliable => CountAbove(ParetoShapeThreshold) == 0;

    /// <summary>Ranks models of the same data by their predictions, the best first.</summary>
    /// <remarks>Differences are paired by observation, so what is common to all models cancels (Vehtari, Gelman and
    /// Gabry 2017, eq. 24).</remarks>
    /// <param name="models">Each model's name and estimate, at least two.</param>
    /// <exception cref="ArgumentException">There are fewer than two models, or they are of different data.</exception>
    public static IReadOnlyList<LeaveOneOutComparison> Compare(
        params IReadOnlyList<(string Name, LeaveOneOut Estimate)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count < 2)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Compare: at least two models are needed, but there are {models.Count}."), nameof(models));
        }
        var (name, first) = models[0];
        foreach (var (other, estimate) in models.Skip(1))
        {
            bool isOfOtherValues = first._observed.Length > 0 && estimate._observed.Length > 0
                && !first._observed.AsSpan().SequenceEqual(estimate._observed);
            if (estimate.Points.Length != first.Points.Length || isOfOtherValues)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"Compare: '{name}' has {first.Points.Length} observations and '{other}' ") +
                    FormattableString.Invariant($"{estimate.Points.Length}") +
                    (isOfOtherValues ? ", of other values" : "") +
                    ", but only models of the same data can be compared. A response that was transformed, or rows " +
                    "that were left out, make other data.", nameof(models));
            }
        }
        var (_, best) = models.MaxBy(m => m.Estimate.Elpd);
        return [.. models.OrderByDescending(m => m.Estimate.Elpd).Select(m =>
        {
            var (difference, error) = Total(m.Estimate.Points.Zip(best.Points, (a, b) => a.Elpd - b.Elpd));
            return new LeaveOneOutComparison(m.Name, m.Estimate, difference, error);
        })];
    }

    /// <summary>A table of the estimates, and how many observations are above the threshold of k̂.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Draws} draws of {Points.Length} observations\n");
        text.Append(CultureInfo.InvariantCulture, $"{"",-8} {"estimate",10} {"se",8}\n");
        text.Append(CultureInfo.InvariantCulture, $"{"elpd_loo",-8} {Elpd,10:F1} {StandardError,8:F1}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{"p_loo",-8} {EffectiveParameters,10:F1} {EffectiveParametersStandardError,8:F1}\n");
        int above = CountAbove(ParetoShapeThreshold);
        return text.Append(above == 0
            ? string.Create(CultureInfo.InvariantCulture, $"All k-hat are below {ParetoShapeThreshold:F2}; ") +
                string.Create(CultureInfo.InvariantCulture,
                    $"Monte Carlo error of elpd_loo {MonteCarloStandardError:F2}.")
            : string.Create(CultureInfo.InvariantCulture,
                $"{above} k-hat above {ParetoShapeThreshold:F2}, the greatest {Points.Max(p => p.ParetoShape):F2}: ") +
                "without these\nobservations the posterior is another one, and elpd_loo is not reliable.").ToString();
    }

    private static (double Sum, double StandardError) Total(IEnumerable<double> shares)
    {
        double[] values = [.. shares];
        double sum = CompensatedSum.Of(values), mean = sum / values.Length;
        var squares = new CompensatedSum();
        foreach (double value in values)
        {
            squares.Add((value - mean) * (value - mean));
        }
        return (sum, Math.Sqrt(values.Length * squares.Value / (values.Length - 1)));
    }
}
