using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class InverseBijectorTests : BijectorLaws
{
    public override Bijector Bijector => new InverseBijector(new Softplus());

    protected override (double Lower, double Upper) Domain => (0.01, 20);

    protected override double[] Extremes => [1e-300, 1e-9, 30, 1000];

    [Fact]
    public void The_inverse_of_the_exponential_is_the_logarithm()
    {
        (Tensor y, Tensor logDet) = new InverseBijector(new Exp()).ForwardAndLogDet(8);
        Assert.Equal(Math.Log(8), y.ToDouble(), 1e-15);
        Assert.Equal(-Math.Log(8), logDet.ToDouble(), 1e-15);
    }

    [Fact]
    public void Events_and_shapes_change_places()
    {
        var inverse = new InverseBijector(new CorrelationCholesky(3));
        Assert.Equal((2, 1), (inverse.EventRank, inverse.ForwardEventRank));
        Assert.Equal(Shape.Create([7, 3]), inverse.ForwardShape([7, 3, 3]));
        Assert.Equal(Shape.Create([7, 3, 3]), inverse.InverseShape([7, 3]));
    }
}
