using System.Collections.Immutable;
using Reparam.Diagnostics;

namespace Reparam.Variational;

/// <summary>Pareto k-hat of the importance-weighted means of single quantities.</summary>
/// <param name="LogRatios">log p - log q at each draw.</param>
/// <param name="Quantities">The values of each quantity at these and perhaps further draws.</param>
/// <param name="Stride">From the first value of an element to that of the next.</param>
internal sealed record ExpectationShapes(double[] LogRatios, double[][] Quantities, int Stride)
{
    // k-hat needs no more, and a posterior should not hold many more.
    private const int Most = 4096;

    private readonly Lazy<ImmutableArray<double>> _weights =
        new(() => ParetoSmoothedImportanceSampling.Smooth(LogRatios).Weights);

    /// <summary>Keeps what is needed of some proposals, whose draws are independent: the first will do.</summary>
    public static ExpectationShapes Of(Proposals proposals)
    {
        int count = proposals.Count, kept = Math.Min(count, Most);
        double[] logRatios = proposals.LogRatios[..kept];
        return count <= 2 * Most
            ? new(logRatios, proposals.Quantities, count)
            : new(logRatios, [.. proposals.Quantities.Select(values =>
            {
                var first = new double[values.Length / count * kept];
                for (int e = 0; e < first.Length / kept; e++)
                {
                    values.AsSpan(e * count, kept).CopyTo(first.AsSpan(e * kept));
                }
                return first;
            })], kept);
    }

    /// <summary>k-hat of one number.</summary>
    /// <param name="place">Its place among the elements of all quantities.</param>
    public double Of(int place)
    {
        int count = LogRatios.Length, quantity = 0;
        for (; place >= Quantities[quantity].Length / Stride; quantity++)
        {
            place -= Quantities[quantity].Length / Stride;
        }
        ReadOnlySpan<double> values = Quantities[quantity].AsSpan(place * Stride, count);
        ImmutableArray<double> weights = _weights.Value;
        double mean = 0;
        for (int d = 0; d < count; d++)
        {
            mean += weights[d] > 0 ? weights[d] * values[d] : 0;
        }
        var terms = new double[count];
        for (int d = 0; d < count; d++)
        {
            terms[d] = LogRatios[d] == double.NegativeInfinity
                ? double.NegativeInfinity
                : LogRatios[d] + Math.Log(Math.Abs(values[d] - mean));
        }
        return Array.TrueForAll(terms, double.IsNegativeInfinity)
            ? double.NegativeInfinity
            : ParetoSmoothedImportanceSampling.Smooth(terms).ParetoShape;
    }
}
