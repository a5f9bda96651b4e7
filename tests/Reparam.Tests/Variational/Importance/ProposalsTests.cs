using Reparam.Diagnostics;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class ProposalsTests
{
    [Fact]
    public void Equal_weights_are_even_reliable_and_good()
    {
        Proposals draws = ParetoTail(0, 1000);
        Assert.Equal(1, draws.GreatestWeight, 1e-12);
        Assert.Equal(1000, draws.EffectiveSize, 1e-9);
        Assert.True(draws is { AreEven: true, AreReliable: true, AreGood: true, Count: 1000 });
    }

    [Theory]
    [InlineData(0.3, true, true)]
    [InlineData(0.6, true, false)]
    [InlineData(0.85, false, false)]
    [InlineData(1.3, false, false)]
    public void The_tail_of_the_weights_decides_whether_they_may_be_used(double shape, bool reliable, bool good)
    {
        Proposals draws = ParetoTail(shape, 4096);
        Assert.Equal(shape, draws.Shape, 0.08);
        Assert.False(draws.AreEven);
        Assert.Equal(reliable, draws.AreReliable);
        Assert.Equal(good, draws.AreGood);
    }

    [Fact]
    public void Few_effective_draws_are_not_good_however_light_the_tail()
    {
        // Three draws of four without weight: a tail of no shape, an effective size of a quarter.
        double[] ratios = [.. Enumerable.Range(0, 1000).Select(d => d % 4 == 0 ? 0.0 : double.NegativeInfinity)];
        Proposals draws = Of(ratios);
        Assert.Equal(4, draws.GreatestWeight, 1e-12);
        Assert.Equal(250, draws.EffectiveSize, 1e-9);
        Assert.True(draws.AreReliable);
        Assert.False(draws.AreGood);
    }

    /// <summary>Ratios at the middles of equal parts of a Pareto distribution: (1 - u)^-k.</summary>
    internal static Proposals ParetoTail(double shape, int count) =>
        Of([.. Enumerable.Range(0, count).Select(d => -shape * Math.Log((d + 0.5) / count))]);

    internal static Proposals Of(double[] logRatios) =>
        new(ParetoSmoothedImportanceSampling.Smooth(logRatios), logRatios, new double[logRatios.Length],
            new double[logRatios.Length]);
}
