using Reparam.Distributions;
using static Reparam.Tensor;

namespace Reparam.Tests.Distributions;

public sealed class IndependentTests
{
    [Fact]
    public void Innermost_axes_of_the_batch_become_the_event()
    {
        var source = new Normal(new double[,] { { 0, 1, 2 }, { 3, 4, 5 } }, 2);
        var independent = new Independent(source);
        Assert.Equal([2], independent.BatchShape);
        Assert.Equal([3], independent.EventShape);
        Tensor x = new double[,] { { 0.5, 0.5, 0.5 }, { 1, 2, 3 } };
        Assert.Equal(Sum(source.LogProb(x), -1).ToArray(), independent.LogProb(x).ToArray());
        Assert.Equal(Sum(source.Entropy, -1).ToArray(), independent.Entropy.ToArray());
        Assert.Equal(source.Sample(3, seed: 4).ToArray(), independent.Sample(3, seed: 4).ToArray());
        Assert.Equal(PathMethod.LocationScale, independent.Path);
        Assert.Null(new Independent(new Poisson(new double[] { 1, 2 })).Path);
        Assert.Contains("2 axes are to become the event", Assert.Throws<ArgumentOutOfRangeException>(
            () => new Independent(new Normal(new double[] { 1, 2 }, 1), 2)).Message, StringComparison.Ordinal);
    }
}
