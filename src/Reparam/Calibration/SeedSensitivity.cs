using System.Globalization;
using System.Text;

namespace Reparam;

/// <summary>How far the answers of fits with different seeds lie apart.</summary>
/// <remarks>Seeds change the points that a fit starts from, its draws, and those that are weighed. Answers that differ
/// by more than their Monte Carlo errors tell of modes or tails that a single fit may miss; that they agree does not
/// prove them right, since all may miss the same.</remarks>
public sealed record SeedSensitivity
{
    /// <summary>A difference of a mean, in standard deviations, or of a standard deviation, relative, that is more than
    /// the Monte Carlo error of the fits' own draws explains.</summary>
    private const double Notable = 0.1;

    private SeedSensitivity() { }

    /// <summary>The fits, in the order of their seeds.</summary>
    public required IReadOnlyList<Posterior> Fits { get; init; }

    /// <summary>The spread of each number, widest first.</summary>
    public required IReadOnlyList<SeedSpread> Spreads { get; init; }

    /// <summary>Whether all numbers agree to a tenth of their standard deviations, and the verdicts with each
    /// other.</summary>
    public bool Agree => Spreads.All(s => s.Mean <= Notable && s.StandardDeviation <= Notable)
        && Fits.Select(f => f.Verdict.Level).Distinct().Count() == 1;

    /// <summary>Fits a model with several seeds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="firstSeed">The first seed; the others follow it.</param>
    /// <param name="count">How many seeds, at least 2.</param>
    /// <param name="options">Choices of each fit; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the fits.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there are fewer than two seeds.</exception>
    /// <exception cref="FitException">The density is not finite anywhere that was tried.</exception>
    /// <exception cref="OperationCanceledException">The fits were cancelled.</exception>
    public static SeedSensitivity Of(Model model, ulong firstSeed = 1, int count = 5, FitOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (count < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, FormattableString.Invariant(
                $"SeedSensitivity: count must be at least 2, but is {count}. One fit has nothing to differ from."));
        }
        Posterior[] fits = [.. Enumerable.Range(0, count).Select(i => Inference.Fit(
            model, unchecked(firstSeed + (ulong)i), options, cancellationToken: cancellationToken))];
        return new SeedSensitivity
        {
            Fits = fits,
            Spreads = [.. fits[0].Summaries.Select((s, i) => Spread(s.Name, [.. fits.Select(f => f.Summaries[i].Summary)]))
                .OrderByDescending(s => Math.Max(s.Mean, s.StandardDeviation))],
        };
    }

    private static SeedSpread Spread(string name, Diagnostics.WeightedSummary[] summaries)
    {
        double[] means = [.. summaries.Select(s => s.Mean)], deviations = [.. summaries.Select(s => s.StandardDeviation)];
        double typical = deviations.Average();
        return typical > 0
            ? new SeedSpread(name, (means.Max() - means.Min()) / typical, (deviations.Max() - deviations.Min()) / typical)
            : new SeedSpread(name, 0, 0);
    }

    /// <summary>The widest spreads, and the verdicts.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{Fits.Count} seeds {(Agree ? "agree" : "do not agree")}. Widest: ");
        text.AppendJoin("; ", Spreads.Take(3).Select(s => string.Create(CultureInfo.InvariantCulture,
            $"{s.Name}, means {s.Mean:F2} standard deviations apart, standard deviations {100 * s.StandardDeviation:F0} %")));
        text.Append(". Verdicts: ");
        text.AppendJoin(", ", Fits.GroupBy(f => f.Verdict.Level).OrderBy(g => g.Key).Select(g =>
            string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}")));
        return text.Append('.').ToString();
    }
}

/// <summary>How far the answers for one number lie apart.</summary>
/// <param name="Name">The number.</param>
/// <param name="Mean">The greatest less the least mean, in average standard deviations.</param>
/// <param name="StandardDeviation">The greatest less the least standard deviation, relative to their average.</param>
public sealed record SeedSpread(string Name, double Mean, double StandardDeviation);
