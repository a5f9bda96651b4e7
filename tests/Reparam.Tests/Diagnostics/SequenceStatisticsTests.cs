using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class SequenceStatisticsTests
{
    [Fact]
    public void RHat_follows_its_definition()
    {
        // Windows (1, 3) and (5, 7): W = 2, variance of the means 2 and 6 is 8, so R̂² = ½ + 8/2.
        Assert.Equal(Math.Sqrt(4.5), SequenceStatistics.RHat([1, 3, 5, 7], 2), 1e-14);
    }

    [Fact]
    public void A_constant_has_settled_and_a_step_has_not()
    {
        Assert.Equal(1, SequenceStatistics.RHat([2, 2, 2, 2], 2));
        Assert.Equal(0, MeanStandardError([2, 2, 2, 2]));
        Assert.Equal(double.PositiveInfinity, SequenceStatistics.RHat([1, 1, 2, 2], 2));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_standard_error_of_an_autoregression_is_that_of_theory(double coefficient)
    {
        // x' = a x + e has autocorrelation time (1 + a)/(1 − a) and variance 1/(1 − a²): error² = 1/((1 − a)² n).
        // Over 50 seeds of n = 4000 the mean estimate is within 5 % (five standard errors; false alarms below 1e-6)
        // of theory, less a bias of up to 5 % from the truncated sum.
        double mean = 0;
        double[] sequence = new double[4000];
        for (ulong seed = 1; seed <= 50; seed++)
        {
            ulong state = seed * 7919;
            double x = 0;
            for (int i = -500; i < sequence.Length; i++)
            {
                x = (coefficient * x) + LinearCongruential.Normal(ref state);
                if (i >= 0)
                {
                    sequence[i] = x;
                }
            }

            mean += MeanStandardError(sequence) / 50;
        }

        double theory = 1 / ((1 - coefficient) * Math.Sqrt(sequence.Length));
        Assert.InRange(mean / theory, 0.9, 1.1);
    }

    [Fact]
    public void An_alternating_sequence_does_not_pass_for_better_than_an_independent_one()
    {
        double[] sequence = new double[100];
        for (int i = 0; i < sequence.Length; i++)
        {
            sequence[i] = i % 2;
        }

        Assert.Equal(Math.Sqrt(0.25 / 99), MeanStandardError(sequence), 1e-14);
    }

    private static double MeanStandardError(ReadOnlySpan<double> sequence) =>
        SequenceStatistics.MeanStandardError(sequence, SequenceStatistics.AutocorrelationTime(sequence));
}
