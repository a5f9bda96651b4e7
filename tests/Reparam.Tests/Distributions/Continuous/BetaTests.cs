using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class BetaTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Beta(p[0], p[1]);

    // x^0.001 reaches the mass near 0 only below 10^-12000.
    protected override bool IsWithinRange(double[] parameters) => parameters[0] > 0.01;

    protected override bool SamplesMoments(Numbers[] parameters) => parameters[0].Values[0] > 0.01;

    [Theory]
    [InlineData(1, 3, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 1)]
    public void Where_the_density_is_finite_at_an_edge_so_is_its_gradient(double a, double b, double edge)
    {
        Tensor x = Input("x", []);
        Tensor log = new Beta(a, b).LogProb(x);
        double[][] result = Evaluation.Run([x], [[edge]], [log, .. Differentiate.Gradient(log, x)], 1);
        AssertClose(Math.Log(Math.Max(a, b)), result[0][0], 1e-14, "log density at the edge");
        Assert.Equal(edge == 0 ? 1 - b : a - 1, result[1][0]);
    }
}
