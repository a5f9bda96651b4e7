using Reparam.Distributions;

namespace Reparam.Formulas.Tests.Families;

public class HurdleOfPositiveTests
{
    public static TheoryData<Distribution> Parts => [new Gamma(0.7, 2), new LogNormal(-0.3, 1.2)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Draws_have_the_zeros_and_the_distribution_beyond(Distribution positive)
    {
        const int draws = 8000;
        const double hurdle = 0.3;
        double[] values = new HurdleOfPositive(positive, hurdle).Sample(draws, seed: 1).ToArray();
        double[] above = [.. values.Where(v => v > 0).Order()];
        // Five standard errors.
        Assert.InRange((double)above.Length / draws,
            1 - hurdle - 5 * Math.Sqrt(hurdle * (1 - hurdle) / draws),
            1 - hurdle + 5 * Math.Sqrt(hurdle * (1 - hurdle) / draws));
        Assert.All(values, v => Assert.True(v >= 0));
        // Kolmogorov and Smirnov: a greater distance has probability 2e-8.
        double distance = positive.Cdf((Tensor)above).ToArray().Index()
            .Max(p => Math.Abs(p.Item - (p.Index + 0.5) / above.Length));
        Assert.InRange(distance, 0, 3 / Math.Sqrt(above.Length));
    }
}
