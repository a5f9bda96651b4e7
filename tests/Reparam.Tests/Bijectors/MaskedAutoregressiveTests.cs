using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class MaskedAutoregressiveTests : BijectorLaws
{
    public override Bijector Bijector { get; } = new MaskedAutoregressive(Conditioners.Masked);

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("MaskedAutoregressive", _ => Bijector, 1e-13);

    [Fact]
    public void What_is_not_yet_known_cannot_overflow()
    {
        // The log-scale of the last element would be 800 were the one before it 0, as it is at the start.
        var map = new MaskedAutoregressive(static y => Tensor.Concatenate(
            [Tensor.Full(0, y.Shape), new double[] { 0, 800 } + Tensor.Stack([0, y[0]])], -1));
        Assert.Equal([-1000, Math.Exp(-200)], map.Forward(new double[] { -1000, 1 }).ToArray());
    }

    [Fact]
    public void Scalars_and_other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(1));
    }
}
