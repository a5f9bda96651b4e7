using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class LaplaceTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Laplace(p[0], p[1]);

    // On either side of the kink by itself.
    protected override (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters)
    {
        var (distances, weights) = Quadrature.Over(Support.Positive);
        return ([.. distances.Select(d => parameters[0] - d), .. distances.Select(d => parameters[0] + d)],
            [.. weights, .. weights]);
    }

    [Fact]
    public void At_the_kink_the_derivatives_in_value_and_location_are_zero()
    {
        Tensor x = Input("x", []), loc = Input("loc", []);
        Tensor log = new Laplace(loc, 0.5).LogProb(x);
        double[][] result = Evaluation.Run(
            [x, loc], [[1.5], [1.5]], [log, .. Differentiate.Gradient(log, [x, loc])], draws: 1);
        Assert.Equal([0.0, 0.0, 0.0], result.Select(static r => r[0]));
    }
}
