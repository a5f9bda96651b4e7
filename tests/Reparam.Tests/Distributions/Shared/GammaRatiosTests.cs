using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class GammaRatiosTests
{
    // mpmath 1.3 at 50 digits: log B(a, b) = loggamma(a) + loggamma(b) - loggamma(a + b).
    [Theory]
    [InlineData(0.5, 0.5, 1.1447298858494002)]
    [InlineData(1e-05, 1e-05, 12.206072645365683)]
    [InlineData(1e-08, 100000000.0, 18.4206805539734)]
    [InlineData(2.5, 40, -8.983627339298152)]
    [InlineData(15.9, 16.1, -22.29303584333308)]
    [InlineData(0.5, 500000.0, -5.988816495777464)]
    [InlineData(0.5, 500000000000.0, -12.896572024759351)]
    [InlineData(10000000000.0, 10000000000.0, -13862943621.44632)]
    [InlineData(3, 1000000000000000.0, -102.92318200417212)]
    [InlineData(10000.0, 20000.0, -19098.90853822089)]
    public void Log_beta_keeps_its_digits(double a, double b, double expected)
    {
        DistributionLaws.AssertClose(expected, GammaRatios.LogBeta(a, b).ToDouble(), 2e-14, $"log B({a}, {b})");
        DistributionLaws.AssertClose(expected, GammaRatios.LogBeta(b, a).ToDouble(), 2e-14, $"log B({b}, {a})");
        DistributionLaws.AssertClose(expected, GammaRatios.LogMultivariateBeta(new double[] { a, b }).ToDouble(), 2e-14,
            "two parts");
    }

    // mpmath 1.3 at 50 digits.
    [Theory]
    [InlineData(0.25, 0.27251040121343206, -0.8411591722563748)]
    [InlineData(1.0, 0.08106146679532726, -0.07721566490153287)]
    [InlineData(7.5, 0.011104559758206917, -0.0014788696295113019)]
    [InlineData(15.999, 0.005207981333852433, -0.0003254345745341754)]
    [InlineData(16.0, 0.0052076559196096404, -0.0003253939123208693)]
    [InlineData(16.001, 0.005207330546025251, -0.0003253532577270621)]
    [InlineData(20.0, 0.004166319691996922, -0.00020828131184194256)]
    [InlineData(100.0, 0.0008333305556349147, -8.333250003967838e-06)]
    [InlineData(1000000.0, 8.333333333333056e-08, -8.3333333333325e-14)]
    [InlineData(1000000000000000.0, 8.333333333333333e-17, -8.333333333333333e-32)]
    public void Stirling_remainder_and_its_slope_keep_their_digits_on_both_sides_of_the_joint(
        double x, double expected, double slope)
    {
        Tensor input = Tensor.Input("x", []);
        Tensor remainder = GammaRatios.StirlingRemainder(input);
        double[][] result = Evaluation.Run([input], [[x]], [remainder, Differentiate.Gradient(remainder, input)[0]], 1);
        DistributionLaws.AssertClose(expected, result[0][0], 1e-14, "remainder");
        DistributionLaws.AssertClose(slope, result[1][0], 1e-14, "slope");
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(5, 2, 10)]
    [InlineData(52, 5, 2598960)]
    [InlineData(60, 30, 118264581564861424)]
    public void Binomial_coefficients_are_those_of_combinatorics(double n, double k, double expected) =>
        DistributionLaws.AssertClose(Math.Log(expected), GammaRatios.LogChoose(n, k).ToDouble(), 3e-14,
            $"{n} choose {k}");
}
