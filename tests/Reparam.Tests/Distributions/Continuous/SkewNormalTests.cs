using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class SkewNormalTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new SkewNormal(p[0], p[1], p[2]);

    // It has no closed form.
    protected override bool HasEntropy(double[] parameters) => false;

    // The first number on either side of 0, where the path has a kink, at each of the second.
    protected override (Tensor Nodes, double[] Weights) NoiseIntegration(Distribution distribution, double[] parameters)
    {
        (double X, double Weight)[] half = [.. Quadrature.Between(0, 12) switch
        {
            var (nodes, weights) => nodes.Zip(weights).Where((_, i) => i % 16 == 0),
        }];
        (double X, double Weight)[] first =
            [.. half.Select(n => (n.X, 16 * n.Weight)), .. half.Select(n => (-n.X, 16 * n.Weight))];
        (double X, double Weight)[] second = [.. Enumerable.Range(-24, 49).Select(i => (i / 2.0, 0.5))];
        var pairs = first.SelectMany(a => second.Select(b => (a, b))).ToArray();
        return (Tensor.From([.. pairs.SelectMany(p => new[] { p.a.X, p.b.X })], [pairs.Length, 2]),
            [.. pairs.Select(p => p.a.Weight * p.b.Weight
                * Math.Exp(-0.5 * (p.a.X * p.a.X + p.b.X * p.b.X)) / (2 * Math.PI))]);
    }
}
