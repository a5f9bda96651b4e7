using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public sealed class DefensiveNoiseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(100)]
    public void The_density_integrates_to_one_over_shells(int dimension)
    {
        // The surface of a sphere of radius r is 2 π^(n/2) r^(n-1) / Γ(n/2); Simpson's rule in r.
        var noise = new DefensiveNoise(dimension);
        double logSurface = Math.Log(2) + 0.5 * dimension * Math.Log(Math.PI)
            - MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * dimension);
        const int Steps = 20_000;
        double step = (Math.Sqrt(dimension) + 12) * 2 / Steps, mass = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double r = i * step, weight = i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2;
            double shell = r == 0 && dimension > 1 ? 0
                : Math.Exp(noise.LogDensity(r * r) + logSurface + (dimension - 1) * Math.Log(r == 0 ? 1 : r));
            mass += weight * shell * step / 3;
        }
        Assert.Equal(1, mass, 1e-9);
    }

    [Fact]
    public void Fifteen_in_a_hundred_draws_are_wider_the_less_the_more_dimensions()
    {
        int wider = Enumerable.Range(0, 1000).Count(i => new DefensiveNoise(9).Scale((i + 0.5) / 1000) == 1.5);
        Assert.Equal(150, wider);
        Assert.Equal(1.15, new DefensiveNoise(100).Scale(0), 1e-15);
    }

    [Fact]
    public void Far_out_the_density_is_that_of_the_wider_part()
    {
        double square = 1e5, log = new DefensiveNoise(2).LogDensity(square);
        Assert.Equal(
            Math.Log(0.15) - 2 * Math.Log(1.5) - Math.Log(2 * Math.PI) - 0.5 * square / 2.25, log, 1e-12 * square);
    }
}
