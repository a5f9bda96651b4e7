using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class VonMisesTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new VonMises(p[0], p[1]);

    // It is a direction that has a mean.
    protected override bool HasMoments => false;

    protected override Tensor Integrand(Tensor x) => Cos(x) + 2 * Sin(x);

    protected override Tensor Expectation(Distribution distribution, Tensor[] p) =>
        BesselI1OverI0(p[1]) * (Cos(p[0]) + 2 * Sin(p[0]));

    [Fact]
    public void Entropy_and_circular_variance_are_integrals_of_the_density()
    {
        var distribution = new VonMises(0.5, 3);
        double[] x = [.. Enumerable.Range(0, 200).Select(i => -Math.PI + i * Math.PI / 100)];
        double[] log = distribution.LogProb(x).ToArray();
        // The trapezoidal rule over a period converges geometrically.
        AssertClose(-log.Sum(l => l * Math.Exp(l)) * Math.PI / 100, distribution.Entropy.ToDouble(), 1e-13, "entropy");
        AssertClose(1 - x.Zip(log, (v, l) => Math.Cos(v - 0.5) * Math.Exp(l)).Sum() * Math.PI / 100,
            distribution.CircularVariance.ToDouble(), 1e-13, "circular variance");
    }
}
