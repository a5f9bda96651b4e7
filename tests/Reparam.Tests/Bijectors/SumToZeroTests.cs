using Reparam.Bijectors;

namespace Reparam.Tests.Bijectors;

public sealed class SumToZeroTests : BijectorLaws
{
    public override Bijector Bijector => new SumToZero();

    public override Shape Event => [4];

    protected override double[] Extremes => [-1e300, -1000, 1000, 1e300];

    // Volume in the hyperplane, by another orthonormal basis of it: cosines.
    protected override Tensor FreeCoordinates(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        int n = y.Length;
        return Tensor.Stack([.. Enumerable.Range(1, n - 1).Select(k => Tensor.Sum(y * (double[])[..
            Enumerable.Range(0, n).Select(j => Math.Sqrt(2.0 / n) * Math.Cos(Math.PI * (j + 0.5) * k / n))]))]);
    }

    [Fact]
    public void Values_match_Stan() => AssertMatchesReference("SumToZero", static _ => new SumToZero(), 2e-14);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public void The_result_sums_to_zero_and_keeps_its_length(int free)
    {
        double[] x = new Expressions.SplitMix(6).Numbers(free, -1000, 1000);
        double[] y = Bijector.Forward(x).ToArray();
        Assert.Equal(free + 1, y.Length);
        Assert.Equal(0, y.Sum(), 1e-12 * 1000 * (free + 1));
        Assert.Equal(x.Sum(v => v * v), y.Sum(v => v * v), 1e-13 * (1 + x.Sum(v => v * v)));
    }

    [Fact]
    public void Scalars_and_empty_vectors_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Bijector.Forward(1));
        var error = Assert.Throws<ArgumentException>(() => Bijector.Inverse(Array.Empty<double>()));
        Assert.Contains("a sum of zero needs at least one element", error.Message, StringComparison.Ordinal);
    }
}
