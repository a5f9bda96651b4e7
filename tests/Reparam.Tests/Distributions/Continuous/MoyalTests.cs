using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class MoyalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Moyal(p[0], p[1]);

    // On either side of 0, where the path has a pole.
    protected override (Tensor Nodes, double[] Weights) NoiseIntegration(Distribution distribution, double[] parameters)
    {
        var (distances, weights) = Quadrature.Between(0, 12);
        double[] masses =
            [.. distances.Zip(weights, (x, w) => w * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI))];
        return ((double[])[.. distances.Select(x => -x), .. distances], [.. masses, .. masses]);
    }
}
