using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class AsymmetricLaplaceTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new AsymmetricLaplace(p[0], p[1], p[2]);

    // On either side of the kink by itself.
    protected override (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters)
    {
        var (distances, weights) = Quadrature.Over(Support.Positive);
        return ([.. distances.Select(d => parameters[0] - d), .. distances.Select(d => parameters[0] + d)],
            [.. weights, .. weights]);
    }

    protected override (Tensor Nodes, double[] Weights) NoiseIntegration(Distribution distribution, double[] parameters)
    {
        double square = parameters[2] * parameters[2];
        return Quadrature.Piecewise(0, square / (1 + square), 1);
    }

    [Fact]
    public void With_asymmetry_one_it_is_the_Laplace_distribution()
    {
        double[] x = [-4, -1, 0, 2.5, 80];
        double[] expected = new Laplace(0.5, 2).LogProb(x).ToArray();
        double[] actual = new AsymmetricLaplace(0.5, 2, 1).LogProb(x).ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-14);
        }
    }
}
