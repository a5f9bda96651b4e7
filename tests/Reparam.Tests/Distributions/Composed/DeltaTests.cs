using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class DeltaTests
{
    [Fact]
    public void All_mass_is_at_the_value_and_a_gradient_through_a_draw_is_its_own()
    {
        Tensor value = Input("value", [2]);
        var delta = new Delta(value, eventRank: 1);
        Tensor square = Sum(Square(delta.FromNoise(Full(0.3, delta.NoiseShape))));
        double[][] result = Evaluation.Run(
            [value], [[1.5, -2]], [square, Differentiate.Gradient(square, value)[0], delta.LogProb(new double[] { 1.5, -2 }),
                delta.LogProb(new double[] { 1.5, 2 })], 1);
        Assert.Equal([6.25], result[0]);
        Assert.Equal([3.0, -4.0], result[1]);
        Assert.Equal([0.0], result[2]);
        Assert.Equal([double.NegativeInfinity], result[3]);
        Assert.Equal([3.0, 3.0], new Delta(3).Sample(2, seed: 1).ToArray());
    }
}
