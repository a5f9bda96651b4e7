using System.Collections.Immutable;
using Reparam.Diagnostics;

namespace Reparam.Variational;

/// <summary>Pareto k-hat of the importance-weighted means of single numbers.</summary>
/// <param name="logRatios">log p - log q at each draw.</param>
/// <param name="evaluate">Gives the numbers at these draws: [number · draws + draw].</param>
internal sealed class ExpectationShapes(double[] logRatios, Func<double[]> evaluate)
{
    // k-hat needs no more, and a posterior should not hold many more.
    private const int Most = 4096;

    private readonly Lazy<ImmutableArray<double>> _weights =
        new(() => ParetoSmoothedImportanceSampling.Smooth(logRatios).Weights);

    private readonly Lazy<double[]> _numbers = new(evaluate);

    /// <summary>Keeps what is needed of some proposals, whose draws are independent: the first will do.</summary>
    public static ExpectationShapes Of(Proposals proposals, LogDensity target)
    {
        int count = proposals.Count, kept = Math.Min(count, Most);
        // Row by row: many arrays that the collector does not call large.
        double[][] rows = [.. Enumerable.Range(0, target.Dimension)
            .Select(e => proposals.Points.AsSpan(e * count, kept).ToArray())];
        return new(proposals.LogRatios[..kept], () =>
        {
            var values = new double[checked(target.Reported.Names.Count * kept)];
            target.Reported.Evaluate(rows.SelectMany(static row => row).ToArray(), kept, 1, values);
            return values;
        });
    }

    /// <summary>k-hat of one number.</summary>
    /// <param name="place">Its place among the numbers.</param>
    public double Of(int place)
    {
        int count = logRatios.Length;
        ReadOnlySpan<double> values = _numbers.Value.AsSpan(place * count, count);
        ImmutableArray<double> weights = _weights.Value;
        double mean = 0;
        for (int d = 0; d < count; d++)
        {
            mean += weights[d] > 0 ? weights[d] * values[d] : 0;
        }
        var terms = new double[count];
        for (int d = 0; d < count; d++)
        {
            // What overflows far out, where nothing is, is no tail.
            terms[d] = weights[d] == 0 && !(Math.Abs(values[d]) < PosteriorBuilder.Overflowing)
                ? double.NegativeInfinity
                : logRatios[d] + Math.Log(Math.Abs(values[d] - mean));
        }
        return Array.TrueForAll(terms, double.IsNegativeInfinity)
            ? double.NegativeInfinity
            : ParetoSmoothedImportanceSampling.Smooth(terms).ParetoShape;
    }
}
