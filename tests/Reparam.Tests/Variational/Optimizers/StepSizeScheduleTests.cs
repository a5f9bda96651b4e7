using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class StepSizeScheduleTests
{
    [Fact]
    public void Schedules_follow_their_formulas()
    {
        Assert.Equal(0.3, new ConstantStepSize(0.3).At(12345));
        var polynomial = new PolynomialDecay(initial: 0.4, delay: 100, power: 0.5);
        Assert.Equal(0.4, polynomial.At(0));
        Assert.Equal(0.2, polynomial.At(300), 1e-15);
        var cosine = new CosineDecay(initial: 0.5, final: 0.1, steps: 100);
        Assert.Equal(0.5, cosine.At(0));
        Assert.Equal(0.3, cosine.At(50), 1e-15);
        Assert.Equal(0.1 + (0.2 * (1 - Math.Sqrt(0.5))), cosine.At(75), 1e-15);
        Assert.Equal(0.1, cosine.At(100));
        Assert.Equal(0.1, cosine.At(1_000_000));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(399, 1)]
    [InlineData(400, 2)]
    [InlineData(1_299, 2)]
    [InlineData(1_300, 3)]
    [InlineData(109_299, 6)]
    [InlineData(109_300, 7)]
    [InlineData(328_000, 7)]
    [InlineData(1_000_000, 7)]
    public void Staged_decay_is_that_of_Burda_Grosse_and_Salakhutdinov(long step, int stage)
    {
        // Of 100 steps an epoch: the first stage has one epoch, the next three, nine, ...
        var schedule = new StagedDecay(initial: 1e-3, final: 1e-4, steps: 100 * 3280);
        Assert.Equal(1e-3 * Math.Pow(10, -stage / 7.0), schedule.At(step), 1e-18);
    }

    [Fact]
    public void Warm_up_rises_in_a_line_to_another_schedule()
    {
        var schedule = new WarmUp(new CosineDecay(initial: 0.5, final: 0.1, steps: 100), 4);
        Assert.Equal(0.125, schedule.At(0), 1e-15);
        Assert.Equal(0.75 * new CosineDecay(0.5, 0.1, 100).At(2), schedule.At(2), 1e-15);
        Assert.Equal(new CosineDecay(0.5, 0.1, 100).At(3), schedule.At(3));
        Assert.Equal(0.1, schedule.At(1000));
    }

    [Fact]
    public void Schedules_compare_by_value() =>
        Assert.Equal<StepSizeSchedule>(new CosineDecay(0.5, 0.1, 100), new CosineDecay(0.5, 0.1, 100));

    [Fact]
    public void Constants_that_are_not_positive_and_finite_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantStepSize(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantStepSize(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolynomialDecay(1, double.PositiveInfinity, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolynomialDecay(1, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagedDecay(1, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagedDecay(1, 1, 10, stages: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagedDecay(1, 1, 10, growth: 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmUp(new ConstantStepSize(1), 0));
    }
}
