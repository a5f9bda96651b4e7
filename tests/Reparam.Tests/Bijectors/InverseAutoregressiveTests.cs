using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class InverseAutoregressiveTests : BijectorLaws
{
    public override Bijector Bijector { get; } = new InverseAutoregressive(Conditioners.Masked);

    public override Shape Event => [3];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("InverseAutoregressive", _ => Bijector, 1e-13);

    [Fact]
    public void It_is_the_inverse_of_a_masked_autoregressive_map()
    {
        // x = (y - μ) exp(-s) has the shift -μ exp(-s) and the log-scale -s.
        var masked = new MaskedAutoregressive(static x =>
        {
            Tensor both = Conditioners.Masked(x);
            Tensor shift = Tensor.Slice(both, -1, 0, 3), logScale = Tensor.Slice(both, -1, 3, 6);
            return Tensor.Concatenate([-shift * Tensor.Exp(-logScale), -logScale], -1);
        });
        double[] point = [0.5, -2, 1.25];
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(point);
        (Tensor same, Tensor sameLogDet) = new InverseBijector(masked).ForwardAndLogDet(point);
        AssertClose(y.ToArray(), same.ToArray(), 1e-15);
        Assert.Equal(logDet.ToDouble(), sameLogDet.ToDouble(), 1e-15);
    }

    [Fact]
    public void Scalars_and_other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
        Assert.Throws<ArgumentException>(() => Bijector.Inverse(1));
    }
}
