namespace Reparam.Neural.Tests.Diffusion;

public sealed class NoiseScheduleTests
{
    public static TheoryData<NoiseSchedule> All() =>
        [new LinearBetaSchedule(), new CosineSchedule(), new LinearLogRatioSchedule(9, -7), Bent()];

    [Theory]
    [InlineData(1e-4, 0.02, 1000)]
    [InlineData(1e-3, 0.2, 100)]
    [InlineData(0.1, 0.25, 7)]
    [InlineData(0.05, 0.05, 40)]
    public void Linear_beta_is_the_product_of_the_shares_that_are_kept(double first, double last, int steps)
    {
        double[] found = Ratios(new LinearBetaSchedule(first, last, steps),
            [.. Enumerable.Range(0, steps).Select(n => n / (steps - 1.0))]);
        double kept = 1, lost = 0;
        for (int n = 0; n < steps; n++)
        {
            double beta = first + (last - first) * n / (steps - 1);
            // 1 - kept without cancellation.
            (kept, lost) = (kept * (1 - beta), lost + kept * beta);
            Assert.Equal(Math.Log(kept / lost), found[n], 1e-10);
        }
    }

    [Fact]
    public void Cosine_is_the_published_function_of_time()
    {
        double[] times = [0, 0.01, 0.3, 0.77, 1], found = Ratios(new CosineSchedule(), times);
        for (int i = 0; i < times.Length; i++)
        {
            double At(double u) => Math.Pow(Math.Cos((u + 0.008) / 1.008 * Math.PI / 2), 2);
            double signal = At(0.001 + 0.998 * times[i]) / At(0);
            Assert.Equal(Math.Log(signal / (1 - signal)), found[i], 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_ratio_falls_and_the_slope_is_its_derivative(NoiseSchedule schedule)
    {
        double[] times = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];
        const double step = 1e-5;
        double[] before = Ratios(schedule, [.. times.Select(t => t - step)]);
        double[] after = Ratios(schedule, [.. times.Select(t => t + step)]);
        var program = new DoubleProgram(schedule);
        double[] slopes = program.Run(times.Length, schedule.Slope(program.ByDraw([], times)))[0];
        for (int i = 0; i < times.Length; i++)
        {
            Assert.True(slopes[i] < 0);
            Assert.Equal(1, (after[i] - before[i]) / (2 * step) / slopes[i], 1e-5);
        }
    }

    [Fact]
    public void A_learned_schedule_meets_its_ends_and_bends_between()
    {
        double[] found = Ratios(Bent(), [0, 0.5, 1]);
        Assert.Equal(9, found[0], 1e-6);
        Assert.Equal(-7, found[2], 1e-6);
        Assert.True(Math.Abs(found[1] - 1) > 0.01, "The middle is where that of a line would be.");
    }

    [Fact]
    public void Numbers_without_meaning_are_refused()
    {
        Assert.Contains("must fall",
            Assert.Throws<ArgumentOutOfRangeException>(() => new LinearLogRatioSchedule(-3, 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearBetaSchedule(0.1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineSchedule(first: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MonotoneSchedule(units: 0));
    }

    private static MonotoneSchedule Bent() => new(9, -7, units: 5);

    private static double[] Ratios(NoiseSchedule schedule, double[] times)
    {
        var program = new DoubleProgram(schedule);
        return program.Run(times.Length, schedule.LogRatio(program.ByDraw([], times)))[0];
    }
}
