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
    }
}
