using Reparam.Random;
using Reparam.Numerics;
using Reparam.Tests.Random;

namespace Reparam.Tests.Numerics;

public class NormalQuantileTests
{
    // Of 521 reference values the worst is 5.1e-16 (3.2 units in the last place); of 60,000 others 6.3e-16 (4.8 units).
    private const double RelativeError = 8e-16;

    [Fact]
    public void Relative_error_is_a_few_units_in_the_last_place_over_the_whole_range()
    {
        int rows = 0;
        foreach (var row in RandomChecks.Reference("random-normal-quantile.json").GetProperty("rows").EnumerateArray())
        {
            double p = row[0].GetDouble(), nearest = row[1].GetDouble(), rest = row[2].GetDouble();
            double error = NormalQuantile.Evaluate(p) - nearest - rest;
            Assert.True(Math.Abs(error) <= RelativeError * Math.Abs(nearest), $"p = {p:R}: error {error:e2}");
            double upper = NormalQuantile.UpperTail(p) + nearest + rest;
            Assert.True(Math.Abs(upper) <= RelativeError * Math.Abs(nearest), $"upper tail {p:R}: error {upper:e2}");
            rows++;
        }

        Assert.Equal(521, rows);
    }

    [Fact]
    public void It_never_decreases_across_the_joints_of_its_regions()
    {
        foreach (double joint in new[] { 0.075, 0.925, Math.Exp(-25), 0.5 })
        {
            // A relative step of 1e-12 in p moves z by at least 1e-12 / z^2 > 2e-14 of itself here: beyond its error.
            double p = joint * (1 - 250e-12);
            double last = NormalQuantile.Evaluate(p);
            for (int i = 0; i < 500; i++)
            {
                p += joint * 1e-12;
                double next = NormalQuantile.Evaluate(p);
                Assert.True(next > last, $"at {p:R}");
                last = next;
            }
        }
    }

    [Fact]
    public void Eight_at_once_have_the_bits_of_one()
    {
        double[] uniform = new double[4003];
        Noise.FillUniform(RandomKey.FromSeed(3), 0, 0, uniform.Length, 0, 1, uniform);
        double[] edges = [0.075, 0.925, 0.5, Math.Exp(-25), 1 - Math.Exp(-25), 2e-11, 0, 1, 1e-300, 0.0749, 1e-10];
        edges.CopyTo(uniform, 500);
        double[] packs = [.. uniform];
        NormalQuantile.EvaluateAll(packs);
        Assert.Equal(uniform.Select(NormalQuantile.Evaluate), packs);
        packs[9] = double.NaN;
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalQuantile.EvaluateAll(packs));
    }

    [Fact]
    public void It_is_odd_about_one_half()
    {
        for (int i = 1; i < 512; i++)
        {
            Assert.Equal(-NormalQuantile.Evaluate(i / 1024.0), NormalQuantile.Evaluate(1 - i / 1024.0));
        }
    }

    [Fact]
    public void The_ends_are_infinite_and_the_middle_is_zero()
    {
        Assert.Equal(double.NegativeInfinity, NormalQuantile.Evaluate(0));
        Assert.Equal(double.PositiveInfinity, NormalQuantile.Evaluate(1));
        Assert.Equal(double.PositiveInfinity, NormalQuantile.UpperTail(0));
        Assert.Equal(0, NormalQuantile.Evaluate(0.5));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1e-300)]
    [InlineData(1.0000000000000002)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_probability_is_refused(double p)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => NormalQuantile.Evaluate(p));
        Assert.Equal("p", error.ParamName);
        Assert.Equal(p, error.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalQuantile.UpperTail(p));
    }
}
