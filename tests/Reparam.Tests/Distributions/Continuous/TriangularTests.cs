using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class TriangularTests : PathwiseLaws
{
    protected override Distribution Make(Tensor[] p) => new Triangular(p[0], p[1], p[2]);

    // On either side of the kink by itself.
    protected override (double[] Nodes, double[] Weights) Integration(
        Distribution distribution, double[] parameters) => Quadrature.Piecewise(parameters);

    protected override (Tensor Nodes, double[] Weights) NoiseIntegration(
        Distribution distribution, double[] parameters) =>
        Quadrature.Piecewise(0, (parameters[1] - parameters[0]) / (parameters[2] - parameters[0]), 1);

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void The_mode_may_lie_at_an_end(double mode)
    {
        Tensor low = Input("low", []), high = Input("high", []);
        var distribution = new Triangular(low, mode, high);
        Tensor draw = distribution.FromNoise(0.25), log = distribution.LogProb(0.25);
        double[][] result = Evaluation.Run([low, high], [[0], [1]],
            [draw, log, .. Differentiate.Gradient(draw, [low, high]), .. Differentiate.Gradient(log, [low, high])], 1);
        double[] expected = mode == 0 ? [1 - Math.Sqrt(0.75), Math.Log(1.5)] : [0.5, Math.Log(0.5)];
        Assert.Equal(expected[0], result[0][0], 1e-15);
        Assert.Equal(expected[1], result[1][0], 1e-15);
        Assert.All(result, static r => Assert.True(double.IsFinite(r[0])));
    }

    [Fact]
    public void A_mode_outside_is_refused() =>
        Assert.StartsWith("Triangular: mode must be at least low by a finite width, but mode - low = -1.",
            Assert.Throws<ArgumentException>(() => new Triangular(0, -1, 3)).Message, StringComparison.Ordinal);
}
