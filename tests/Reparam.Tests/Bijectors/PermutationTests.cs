using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class PermutationTests : BijectorLaws
{
    public override Bijector Bijector => new Permutation(2, 0, 3, 1);

    public override Shape Event => [4];

    protected override double[] Extremes => [-1e300, -1000, 1000, 1e300];

    [Fact]
    public void Elements_move_to_their_places()
    {
        Assert.Equal([30, 10, 40, 20], Bijector.Forward(new double[] { 10, 20, 30, 40 }).ToArray());
        Assert.Equal([3, 2, 1], Permutation.Reversal(3).Forward(new double[] { 1, 2, 3 }).ToArray());
    }

    [Fact]
    public void Equal_orders_are_equal()
    {
        Assert.Equal(Bijector, new Permutation(2, 0, 3, 1));
        Assert.Equal(Bijector.GetHashCode(), new Permutation(2, 0, 3, 1).GetHashCode());
        Assert.NotEqual(Bijector, Permutation.Reversal(4));
    }

    [Fact]
    public void What_is_no_order_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Permutation(0, 2, 2));
        Assert.Contains("[0, 2, 2] is not an order of 3 places", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bijector.Forward(new double[] { 1, 2 }));
    }
}
