using Reparam.Bijectors;
using Reparam.Distributions;

namespace Reparam.Tests.Bijectors;

public sealed class AffineCouplingTests : BijectorLaws
{
    public override Bijector Bijector { get; } = new AffineCoupling(2, static a => Conditioners.Dense(a, 6));

    public override Shape Event => [5];

    protected override double[] Extremes => [-1000, -30, 0, 30, 1000];

    [Fact]
    public void Values_match_the_formula() => AssertMatchesReference("AffineCoupling",
        static x => new AffineCoupling(2, a => Conditioners.Dense(a, 2 * (x.Length - 2))), 1e-13);

    [Fact]
    public void The_first_elements_are_left_untouched() =>
        Assert.Equal([1, -2], Bijector.Forward(new double[] { 1, -2, 3, 4, 5 }).ToArray()[..2]);

    [Fact]
    public void A_flow_of_couplings_has_the_density_of_its_definition()
    {
        // The example of docs/bijectors.md.
        static Tensor Bend(Tensor a) => Tensor.Concatenate([0.5 * a * a, Tensor.Tanh(a)], -1);
        var flow = new Chain(new AffineCoupling(1, Bend), Permutation.Reversal(2), new AffineCoupling(1, Bend));
        var bent = new TransformedDistribution(new Normal(new double[] { 0, 0 }, 1), flow);
        double[] x = [0.3, -1.2];
        (Tensor y, Tensor logDet) = flow.ForwardAndLogDet(x);
        double expected = -0.5 * (x[0] * x[0] + x[1] * x[1]) - Math.Log(2 * Math.PI) - logDet.ToDouble();
        Assert.Equal(expected, bent.LogProb(y).ToDouble(), 1e-14);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2, 3, 4 }));
        Assert.Contains(
            "the conditioner must give one of shape [4], but it gave [6]", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
        Assert.Contains(
            "the first 2 elements of a vector are left untouched", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AffineCoupling(-1, static a => a));
    }
}
