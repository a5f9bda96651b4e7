using Reparam.Distributions;

namespace Reparam.Formulas.Tests.Families;

public class OrderedThresholdsTests
{
    [Fact]
    public void Draws_are_the_order_statistics_of_independent_ones()
    {
        const int draws = 8000, count = 3;
        double[] values = new OrderedThresholds(new Logistic(0.5, 2), count).Sample(draws, seed: 1).ToArray();
        double[] shares = new Logistic(0.5, 2).Cdf((Tensor)values).ToArray();
        for (int k = 1; k <= count; k++)
        {
            double[] kth = [.. Enumerable.Range(0, draws).Select(d => shares[d * count + k - 1])];
            // The k-th of n uniform numbers is Beta(k, n + 1 - k); five standard errors.
            double mean = k / (count + 1.0), variance = mean * (1 - mean) / (count + 2);
            double error = 5 * Math.Sqrt(variance / draws);
            Assert.InRange(kth.Average(), mean - error, mean + error);
            Assert.InRange(kth.Sum(v => (v - mean) * (v - mean)) / draws / variance, 0.9, 1.1);
        }
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(i % count == 0 || values[i] > values[i - 1]);
        }
    }
}
