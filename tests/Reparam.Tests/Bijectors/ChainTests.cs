using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class ChainTests : BijectorLaws
{
    // Numbers, then vectors, then numbers again.
    public override Bijector Bijector => new Chain(new Affine(0.25, -0.5), new Ordered(), new Softplus());

    public override Shape Event => [3];

    protected override double RoundTrip => 1e-12;

    [Fact]
    public void The_first_listed_is_applied_first()
    {
        Assert.Equal(1 + 2 * Math.Exp(3), new Chain(new Exp(), new Affine(1, 2)).Forward(3).ToDouble(), 1e-14);
        Assert.Equal(Math.Exp(7), new Chain(new Affine(1, 2), new Exp()).Forward(3).ToDouble(), 1e-11);
    }

    [Fact]
    public void The_event_holds_those_of_all_parts()
    {
        var chain = new Chain(new Affine(0, 2), new CorrelationCholesky(3), new Affine(0, 3));
        Assert.Equal((1, 2), (chain.EventRank, chain.ForwardEventRank));
        var back = new Chain(new InverseBijector(new CorrelationCholesky(3)), new Exp());
        Assert.Equal((2, 1), (back.EventRank, back.ForwardEventRank));
        var numbers = new Chain(new Exp(), new Logit());
        Assert.Equal((0, 0), (numbers.EventRank, numbers.ForwardEventRank));
        Assert.Equal(Shape.Create([5, 3, 3]), chain.ForwardShape([5, 3]));
        Assert.Equal(Shape.Create([5, 3]), chain.InverseShape([5, 3, 3]));
    }

    [Fact]
    public void A_map_followed_by_its_inverse_changes_nothing()
    {
        double[] x = [0.5, -1, 2];
        (Tensor y, Tensor logDet) = new Chain(
            new CorrelationCholesky(3), new InverseBijector(new CorrelationCholesky(3))).ForwardAndLogDet(x);
        AssertClose(x, y.ToArray(), 1e-14);
        Assert.Equal(0, logDet.ToDouble(), 1e-14);
    }

    [Fact]
    public void The_log_determinant_needs_no_more_than_the_two_ends()
    {
        Tensor x = new double[] { 0.5, -1, 2 };
        (Tensor y, Tensor logDet) = Bijector.ForwardAndLogDet(x);
        Tensor image = Tensor.From(y.ToArray(), y.Shape);
        Assert.Equal(logDet.ToDouble(), Bijector.LogDetJacobian(x, image).ToDouble(), 1e-14);
    }

    [Fact]
    public void No_parts_make_the_identity()
    {
        (Tensor y, Tensor logDet) = new Chain().ForwardAndLogDet(new double[] { 1, 2 });
        Assert.Equal([1, 2], y.ToArray());
        Assert.Equal([0, 0], logDet.ToArray());
    }

    [Fact]
    public void Chains_of_equal_parts_are_equal()
    {
        Assert.Equal(new Chain(new Exp(), new Ordered()), new Chain(new Exp(), new Ordered()));
        Assert.Equal(new Chain(new Exp()).GetHashCode(), new Chain(new Exp()).GetHashCode());
        Assert.NotEqual(new Chain(new Exp(), new Ordered()), new Chain(new Ordered(), new Exp()));
    }
}
