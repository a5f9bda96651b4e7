using Reparam.Distributions;
using Reparam.Variational;

namespace Reparam.Tests.Calibration;

public sealed class SeedSensitivityTests
{
    private static readonly Model Normal = Model.Define(m =>
    {
        Tensor mu = m.Sample("mu", new Normal(0, 2));
        m.Observe("y", new Normal(mu, 1), new double[] { 1.5, 0.2, 0.9 });
    });

    [Fact]
    public void Seeds_agree_on_a_normal_posterior()
    {
        SeedSensitivity result = SeedSensitivity.Of(Normal, count: 3);
        Assert.True(result.Agree, result.ToString());
        Assert.Equal([1, 2, 3], result.Fits.Select(f => (int)f.Seed));
        Assert.StartsWith("3 seeds agree. Widest: mu, means 0.0", result.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Verdicts: 3 passed.", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Spreads_are_the_ranges_over_the_fits()
    {
        // Ten posterior draws each, mean-field without weights to speak of: the fits differ by their noise.
        SeedSensitivity result = SeedSensitivity.Of(Normal, 7, 4, new() { Family = new MeanFieldGaussian(), PosteriorDraws = 10 });
        double[] means = [.. result.Fits.Select(f => f["mu"].Mean)];
        double typical = result.Fits.Average(f => f["mu"].StandardDeviation);
        Assert.Equal((means.Max() - means.Min()) / typical, Assert.Single(result.Spreads).Mean, 1e-12);
    }

    [Fact]
    public void Seeds_that_end_in_different_places_are_told()
    {
        // Forty modes, of which the searches of each seed find others.
        Model lattice = Model.Define(m =>
        {
            Tensor x = m.Sample("x", new Normal(0, 40));
            m.Factor("lattice", -50 * (1 - Tensor.Cos(x)));
        });
        SeedSensitivity result = SeedSensitivity.Of(lattice, count: 4);
        Assert.False(result.Agree);
        Assert.Contains("do not agree", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_is_refused()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => SeedSensitivity.Of(Normal, count: 1));
        Assert.StartsWith("SeedSensitivity: count must be at least 2, but is 1.", e.Message, StringComparison.Ordinal);
    }
}
