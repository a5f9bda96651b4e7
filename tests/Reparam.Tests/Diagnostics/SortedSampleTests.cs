using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class SortedSampleTests
{
    private static readonly double[] Probabilities = [0, 0.001, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999, 1];

    public static TheoryData<int, string> Samples { get; } = new()
    {
        { 1, "normal" }, { 7, "normal" }, { 1000, "normal" }, { 5000, "normal" }, { 5000, "ties" },
        { 5000, "constant" }, { 5000, "far" }, { 5000, "Cauchy" }, { 5000, "overflowing" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Quantiles_are_those_of_all_draws_in_order(int count, string kind)
    {
        ulong state = 3;
        double[] values = [.. Enumerable.Range(0, count).Select(i => kind switch
        {
            "ties" => Math.Round(LinearCongruential.Normal(ref state)),
            "constant" => 3,
            // All but one in one bucket.
            "far" => i == 0 ? 1e100 : LinearCongruential.Normal(ref state),
            "Cauchy" => Math.Tan(Math.PI * (LinearCongruential.Uniform(ref state) - 0.5)),
            "overflowing" => 1e300 * LinearCongruential.Normal(ref state),
            _ => LinearCongruential.Normal(ref state),
        })];
        double[] weights = [.. Enumerable.Range(0, count)
            .Select(i => i % 5 == 4 ? 0 : LinearCongruential.Uniform(ref state))];
        var normalized = new NormalizedWeights(weights);
        var sample = new SortedSample(normalized);
        // The memory held something else before.
        sample.Take([.. values.Select(v => -v)], WeightedMoments.Of([.. values.Select(v => -v)], normalized));
        sample.Take(values, WeightedMoments.Of(values, normalized));
        foreach (double p in Probabilities)
        {
            double expected = InOrder(values, weights, p);
            Assert.Equal(expected, sample.Quantile(p), 1e-11 * Math.Max(Math.Abs(expected), 1));
        }
        foreach (double p in (double[])[0.05, 0.5, 0.95])
        {
            double quantile = sample.Quantile(p), below = 0, above = 0;
            for (int i = 0; i < count; i++)
            {
                double square = weights[i] * weights[i] / (weights.Sum() * weights.Sum());
                (below, above) = values[i] <= quantile ? (below + square, above) : (below, above + square);
            }
            double error = Math.Sqrt(below * (1 - p) * (1 - p) + above * p * p);
            double expected = (InOrder(values, weights, Math.Min(p + error, 1))
                - InOrder(values, weights, Math.Max(p - error, 0))) / 2;
            Assert.Equal(expected, sample.QuantileError(p, quantile), 1e-10 * Math.Max(Math.Abs(quantile), 1));
        }
    }

    /// <summary>The mean of F⁻¹ over the window, with everything sorted.</summary>
    private static double InOrder(double[] values, double[] weights, double probability)
    {
        double total = weights.Sum(), size = total * total / weights.Sum(w => w * w);
        double start = probability * (size - 1) / size, end = start + 1 / size, integral = 0, covered = 0, cumulative = 0;
        foreach (int i in Enumerable.Range(0, values.Length).Where(i => weights[i] > 0).OrderBy(i => values[i]))
        {
            double from = cumulative;
            cumulative += weights[i] / total;
            double width = Math.Max(Math.Min(cumulative, end) - Math.Max(from, start), 0);
            (integral, covered) = (integral + width * values[i], covered + width);
        }
        return integral / covered;
    }
}
