namespace Reparam.Diagnostics;

/// <summary>A test statistic of the observed data beside that of replicated data.</summary>
/// <param name="Statistic">Its name.</param>
/// <param name="Observed">Its value for the observed data, in their units.</param>
/// <param name="Quantile05">The 5 % quantile of its values for replicated data.</param>
/// <param name="Median">Their median.</param>
/// <param name="Quantile95">Their 95 % quantile.</param>
/// <param name="TailProbability">The share of replicated data with a greater value, half of those with an equal one
/// included: near 0 or 1 where the model does not give such data. It is no p-value with a uniform distribution: as the
/// data were used to fit, it keeps nearer to one half (Gelman et al. 2013, "Bayesian Data Analysis", section
/// 6.3).</param>
public sealed record PredictiveCheck(string Statistic, double Observed, double Quantile05, double Median,
    double Quantile95, double TailProbability)
{
    /// <summary>Tail probabilities nearer to 0 or 1 than this are worth a look.</summary>
    public const double Extreme = 0.025;

    /// <summary>Whether the model hardly ever gives such a value.</summary>
    public bool IsExtreme => !(TailProbability >= Extreme && TailProbability <= 1 - Extreme);

    /// <summary>Mean, standard deviation, least and greatest value, of integers the share of zeros, and further
    /// statistics.</summary>
    internal static IReadOnlyList<PredictiveCheck> Of(
        double[] observed, PredictiveDraws replicated, IReadOnlyDictionary<string, Func<double[], double>>? further)
    {
        var statistics = new List<(string Name, Func<double[], double> Value)>
        {
            ("mean", static y => CompensatedSum.Of(y) / y.Length),
            ("sd", StandardDeviation),
            ("min", static y => y.Min()),
            ("max", static y => y.Max()),
        };
        if (Array.TrueForAll([.. observed, .. replicated[0]], static y => y == Math.Floor(y)))
        {
            statistics.Add(("share of zeros", static y => (double)y.Count(v => v == 0) / y.Length));
        }
        if (observed.Length < 2)
        {
            statistics.RemoveAt(1);
        }
        if (further is not null)
        {
            statistics.AddRange(further.Select(s => (s.Key, s.Value)));
        }
        double[][] values = [.. statistics.Select(_ => new double[replicated.Count])];
        for (int d = 0; d < replicated.Count; d++)
        {
            double[] data = replicated[d].ToArray();
            for (int s = 0; s < values.Length; s++)
            {
                values[s][d] = statistics[s].Value(data);
            }
        }
        return [.. statistics.Select((s, i) => Of(s.Name, s.Value(observed), values[i]))];
    }

    private static PredictiveCheck Of(string name, double observed, double[] replicated)
    {
        double above = replicated.Count(v => v > observed) + 0.5 * replicated.Count(v => v == observed);
        if (Array.FindIndex(replicated, v => !double.IsFinite(v)) is >= 0 and var bad)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Check: the statistic '{name}' of replicated data set {bad} is {replicated[bad]}, but must be ") +
                "finite. Where the model gives data without bounds, such as rates that overflow, narrow the priors; " +
                "where the statistic can be undefined, return a number instead.");
        }
        return new PredictiveCheck(name, observed, Quantile.Of(replicated, 0.05), Quantile.Of(replicated, 0.5),
            Quantile.Of(replicated, 0.95), above / replicated.Length);
    }

    private static double StandardDeviation(double[] values)
    {
        double mean = CompensatedSum.Of(values) / values.Length;
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
