using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Tests.Numerics;

public class PortableLogarithmTests
{
    [Fact]
    public void It_agrees_with_the_runtime_library_to_two_units_in_the_last_place()
    {
        // Each side is within one unit in the last place of the truth.
        var key = RandomKey.FromSeed(11);
        for (int i = 0; i < 200_000; i++)
        {
            double u = Noise.Uniform(key, 0, i, 0);
            AssertClose(u);
            AssertClose(1 + (u - 0.5) * 1e-3);
            AssertClose(Math.Pow(2, 2000 * u - 1000));
        }
    }

    [Fact]
    public void Extreme_arguments_are_accurate()
    {
        AssertClose(double.Epsilon);
        AssertClose(1e-310);
        AssertClose(2.2250738585072014e-308);
        AssertClose(double.MaxValue);
        AssertClose(Math.BitDecrement(1));
        AssertClose(Math.BitIncrement(1));
        AssertClose(Math.Sqrt(0.5));
        AssertClose(Math.Sqrt(2));
        Assert.Equal(0, PortableLogarithm.Log(1));
    }

    [Fact]
    public void Its_bits_are_the_same_on_every_platform()
    {
        // Pinned results, each the double nearest to the 50-digit value or its neighbour.
        Assert.Equal(2.302585092994046, PortableLogarithm.Log(10));
        Assert.Equal(-0.6931471805599453, PortableLogarithm.Log(0.5));
        Assert.Equal(-744.4400719213812, PortableLogarithm.Log(double.Epsilon));
    }

    private static void AssertClose(double x)
    {
        double expected = Math.Log(x);
        double unit = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        Assert.InRange(PortableLogarithm.Log(x), expected - 2 * unit, expected + 2 * unit);
    }
}
