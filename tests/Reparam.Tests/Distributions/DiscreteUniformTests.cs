using Reparam.Distributions;

namespace Reparam.Tests.Distributions;

public sealed class DiscreteUniformTests : ScalarLaws
{
    protected override Distribution Make(Tensor[] p) => new DiscreteUniform(p[0], p[1]);

    protected override (double[] Nodes, double[] Weights) Integration(Distribution distribution, double[] parameters)
    {
        int count = (int)(parameters[1] - parameters[0]) + 1;
        return ([.. Enumerable.Range(0, count).Select(k => parameters[0] + k)], [.. Enumerable.Repeat(1.0, count)]);
    }

    [Fact]
    public void Ends_in_the_wrong_order_and_numbers_between_integers_are_refused()
    {
        Assert.Equal("DiscreteUniform: high - low must be at least 0, but high - low = -2. Pass the least value " +
            "first. (Parameter 'high - low')", Assert.Throws<ArgumentException>(() => new DiscreteUniform(3, 1)).Message);
        Assert.Equal("DiscreteUniform: high must be an integer, but high = 1.5. Round it first. (Parameter 'high')",
            Assert.Throws<ArgumentException>(() => new DiscreteUniform(0, 1.5)).Message);
    }
}
