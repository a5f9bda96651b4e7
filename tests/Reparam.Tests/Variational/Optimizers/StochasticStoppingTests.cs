using Reparam.Tests.Diagnostics;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class StochasticStoppingTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void A_stationary_autoregression_stops_once_its_mean_is_known(double coefficient)
    {
        // Marginal sd 1, autocorrelation time τ = (1 + a)/(1 − a): an error of 0.1 needs 100 τ iterates in the average,
        // 200 τ in all. Estimates of τ vary, and checks are made now and then: a factor of 8 is allowed (fixed seeds).
        double time = (1 + coefficient) / (1 - coefficient);
        double deviation = Math.Sqrt(1 - (coefficient * coefficient));
        for (ulong seed = 1; seed <= 20; seed++)
        {
            ulong state = seed * 104729;
            var stopping = new StochasticStopping(2, new StochasticStoppingOptions { StandardErrorTolerance = 0.1 });
            double[] x = [3, 3];
            do
            {
                for (int i = 0; i < 2; i++)
                {
                    x[i] = 3 + (coefficient * (x[i] - 3)) + (deviation * LinearCongruential.Normal(ref state));
                }
            }
            while (!stopping.Add(x) && stopping.IterateCount < 1_000_000);

            Assert.InRange(stopping.IterateCount, 100 * time, 1600 * time);
            Assert.InRange(stopping.AveragedCount, stopping.IterateCount * 0.45, stopping.IterateCount * 0.5);
            Assert.InRange(stopping.MaximumStandardError, 0, 0.1);

            // 40 averages with errors of about 0.1 in sd: five of them, false alarms below 1e-4 in advance.
            Assert.Equal(3, stopping.Average[0], 0.5);
            Assert.Equal(3, stopping.Average[1], 0.5);
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void A_drifting_chain_does_not_stop(double drift)
    {
        // One coordinate drifts, the other is stationary: the worst coordinate decides. The tolerance 0.02 is reached
        // by the stationary one alone after about 5,000 iterates.
        ulong state = 99;
        var stopping = new StochasticStopping(2);
        for (int step = 0; step < 100_000; step++)
        {
            double noise = LinearCongruential.Normal(ref state);
            Assert.False(stopping.Add([LinearCongruential.Normal(ref state), (drift * step) + noise]));
        }

        Assert.True(stopping.MaximumRHat > 1.5);
    }

    [Fact]
    public void A_drift_far_below_the_tolerance_does_not_hold_it_up()
    {
        // Iterates that creep without noise have an infinite R̂ for windows of one value each, and a large one here.
        var stopping = new StochasticStopping(1, new StochasticStoppingOptions { StandardErrorTolerance = 0.02 });
        for (int t = 0; t < 4000 && !stopping.ShouldStop; t++)
        {
            stopping.Add([5 + 1e-3 * Math.Log(1 + t)]);
        }
        Assert.True(stopping.ShouldStop);
        Assert.True(stopping.MaximumRHat > 2);
    }

    [Fact]
    public void Iterates_that_move_ever_faster_are_not_settled_however_little_they_have_moved()
    {
        var stopping = new StochasticStopping(1, new StochasticStoppingOptions { StandardErrorTolerance = 0.02 });
        for (int t = 0; t < 900; t++)
        {
            // 0.008 at the end.
            stopping.Add([1e-6 * Math.Exp(0.01 * t)]);
            Assert.False(stopping.ShouldStop);
        }
    }

    [Fact]
    public void Noise_of_hundreds_of_coordinates_does_not_pass_for_a_start()
    {
        // Of 600 coordinates of noise some move ever faster at every check, one in 24.
        ulong state = 7;
        var stopping = new StochasticStopping(600);
        var iterate = new double[600];
        do
        {
            for (int i = 0; i < iterate.Length; i++)
            {
                iterate[i] = 0.2 * LinearCongruential.Normal(ref state);
            }
        }
        while (!stopping.Add(iterate) && stopping.IterateCount < 20_000);
        Assert.True(stopping.ShouldStop, $"R-hat {stopping.MaximumRHat}, error {stopping.MaximumStandardError}");
    }

    [Fact]
    public void A_walk_that_has_only_begun_is_not_settled_though_it_is_noisy()
    {
        // Steps of random sign and size that grow by a tenth each ten steps, as those of distance over gradients do.
        ulong state = 11;
        var stopping = new StochasticStopping(20);
        var iterate = new double[20];
        for (int step = 0; step < 500; step++)
        {
            for (int i = 0; i < iterate.Length; i++)
            {
                iterate[i] += 1e-6 * Math.Exp(0.01 * step) * (1 + LinearCongruential.Normal(ref state));
            }
            Assert.False(stopping.Add(iterate), $"It stopped at step {step}.");
        }
    }

    [Fact]
    public void A_threshold_that_noise_alone_exceeds_is_not_met()
    {
        // R̂² = 1 + (F − 1)/m exceeds 1 for some of 20 settled coordinates in all but 1 check of 10,000.
        Assert.InRange(IteratesUntilStop(1.1, 1), 128, 512);
        // The averages' errors of 0.01 are within the tolerance, but windows differ by several times that.
        Assert.Equal(20_000, IteratesUntilStop(1 + 1e-9, 0.012));

        static long IteratesUntilStop(double threshold, double tolerance)
        {
            ulong state = 31;
            var stopping = new StochasticStopping(
                20, new StochasticStoppingOptions { RHatThreshold = threshold, StandardErrorTolerance = tolerance });
            double[] x = new double[20];
            do
            {
                for (int i = 0; i < x.Length; i++)
                {
                    x[i] = LinearCongruential.Normal(ref state);
                }
            }
            while (!stopping.Add(x) && stopping.IterateCount < 20_000);
            return stopping.IterateCount;
        }
    }

    [Fact]
    public void A_transient_delays_the_stop_until_it_has_dropped_out_of_the_average()
    {
        ulong state = 7;
        var stopping = new StochasticStopping(1);
        double x = 50;
        do
        {
            x += (-0.002 * x) + (0.002 * LinearCongruential.Normal(ref state));
        }
        while (!stopping.Add([x]) && stopping.IterateCount < 1_000_000);

        // The transient falls below the tolerance 0.02 after log(50/0.02)/0.002 = 3,900 iterates.
        Assert.InRange(stopping.IterateCount, 3900, 200_000);
        // What is left of it may still drift, by less than the tolerance on either side of the average.
        Assert.Equal(0, stopping.Average[0], 0.03);
    }

    [Fact]
    public void Constant_iterates_stop_at_the_first_check_with_their_own_value()
    {
        var stopping = new StochasticStopping(1);
        int count = 1;
        while (!stopping.Add([0.1]))
        {
            count++;
        }

        Assert.Equal(128, count);
        Assert.Equal(0.1, stopping.Average[0]);
        Assert.Equal(1, stopping.MaximumRHat);
    }

    [Fact]
    public void Adding_iterates_allocates_nothing()
    {
        var stopping = new StochasticStopping(3);
        double[] x = new double[3];
        stopping.Add(x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2000; i++)
        {
            x[1] = i;
            stopping.Add(x);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Bad_iterates_and_options_are_refused()
    {
        var stopping = new StochasticStopping(2);
        Assert.Throws<ArgumentException>(() => stopping.Add([1]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => stopping.Add([1, double.NaN]));
        Assert.Contains("iterate[1] = NaN", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new StochasticStopping(1, new StochasticStoppingOptions { BatchCapacity = 100 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new StochasticStopping(1, new StochasticStoppingOptions { RHatThreshold = 1 }));
    }
}
