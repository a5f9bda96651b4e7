namespace Reparam.Neural;

/// <summary>Log likelihoods of examples under a <see cref="LatentVariableModel"/> by importance sampling: log of the
/// average of p(x, z) / q(z | x) over draws z ~ q(z | x) (Rezende, Mohamed and Wierstra 2014, appendix E; Burda, Grosse
/// and Salakhutdinov 2015, section 5).</summary>
/// <remarks>With one draw it is the evidence lower bound on average, and it rises to log p(x) with their number: by
/// then it is below it, on average, by about half the square of its error.</remarks>
/// <param name="ByExample">log p(x) of each example, in nats.</param>
/// <param name="SamplingErrors">The standard error of each by the draws: the relative one of the average ratio.</param>
public sealed record LogLikelihoodEstimate(IReadOnlyList<double> ByExample, IReadOnlyList<double> SamplingErrors)
{
    /// <summary>The average over the examples.</summary>
    public double Mean => ByExample.Average();

    /// <summary>Its standard error by the choice of examples; NaN for one example.</summary>
    public double StandardError => BoundEstimate.ErrorOfMean(ByExample);

    /// <summary>Its standard error by the draws alone.</summary>
    public double SamplingError => Math.Sqrt(SamplingErrors.Sum(static error => error * error)) / SamplingErrors.Count;

    /// <summary>The averages of the examples of each label.</summary>
    /// <param name="labels">The label of each example.</param>
    /// <exception cref="ArgumentException">There is not one for each.</exception>
    public IReadOnlyDictionary<int, LogLikelihoodEstimate> ByLabel(IReadOnlyList<float> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != ByExample.Count)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"LogLikelihoodEstimate: {labels.Count} labels were given for {ByExample.Count} examples. Give one ") +
                "for each.", nameof(labels));
        }
        var groups = new SortedDictionary<int, LogLikelihoodEstimate>();
        foreach (IGrouping<int, int> group in Enumerable.Range(0, labels.Count).GroupBy(i => (int)labels[i]))
        {
            groups[group.Key] = new LogLikelihoodEstimate(
                [.. group.Select(i => ByExample[i])], [.. group.Select(i => SamplingErrors[i])]);
        }
        return groups;
    }

    /// <summary>Ratios over their sum.</summary>
    internal static double[] Shares(ReadOnlySpan<float> logRatios)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        foreach (float log in logRatios)
        {
            greatest = Math.Max(greatest, log);
        }
        var shares = new double[logRatios.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            sum += shares[i] = Math.Exp(logRatios[i] - greatest);
        }
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] /= sum;
        }
        return shares;
    }

    /// <summary>The logarithm of the average of ratios, and its standard error.</summary>
    internal static (double LogMean, double Error) OfRatios(ReadOnlySpan<float> logRatios)
    {
        double greatest = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (float log in logRatios)
        {
            greatest = Math.Max(greatest, log);
        }
        if (double.IsInfinity(greatest) || double.IsNaN(greatest))
        {
            return (greatest, double.NaN);
        }
        foreach (float log in logRatios)
        {
            double ratio = Math.Exp(log - greatest);
            sum += ratio;
            squares += ratio * ratio;
        }
        double count = logRatios.Length, mean = sum / count, variance = Math.Max(0, squares / count - mean * mean);
        return (greatest + Math.Log(mean), Math.Sqrt(variance / (count - 1)) / mean);
    }
}
