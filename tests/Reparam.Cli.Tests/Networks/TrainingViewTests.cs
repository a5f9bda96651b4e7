using Reparam.Neural;

namespace Reparam.Cli.Tests.Networks;

public class TrainingViewTests
{
    [Fact]
    public void Progress_tells_of_epoch_bounds_speed_and_the_time_left() => Assert.Equal(
        "epoch 3 of 100: bound -95.31 nats, on validation -96.12; 15,200 images/s, 3 min 20 s left",
        TrainingView.Describe(new TrainingProgress(
            3, 100, 1500, 54000, -95.312, -96.123, 15_200.3, TimeSpan.FromSeconds(200)), "image"));

    [Fact]
    public void What_is_not_known_yet_is_left_out() => Assert.Equal("epoch 1 of 5", TrainingView.Describe(
        new TrainingProgress(1, 5, 0, 100, double.NaN, double.NaN, double.NaN, null), "point"));

    [Theory]
    [InlineData(4.21, "4.2 s")]
    [InlineData(64.9, "1 min 4 s")]
    [InlineData(3661, "1 h 1 min")]
    public void Times_have_two_units(double seconds, string text) =>
        Assert.Equal(text, TrainingView.Duration(seconds));
}
