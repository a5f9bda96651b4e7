using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class GammaTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Gamma(p[0], p[1]);

    [Fact]
    public void At_concentration_one_the_edge_has_a_finite_density_and_gradient()
    {
        Tensor x = Input("x", []), rate = Input("rate", []);
        Tensor log = new Gamma(1, rate).LogProb(x);
        double[][] result = Evaluation.Run([x, rate], [[0], [4]], [log, .. Differentiate.Gradient(log, x, rate)], 1);
        AssertClose(Math.Log(4), result[0][0], 1e-15, "log density at 0");
        Assert.Equal(-4, result[1][0]);
        Assert.Equal(0.25, result[2][0]);
    }
}
