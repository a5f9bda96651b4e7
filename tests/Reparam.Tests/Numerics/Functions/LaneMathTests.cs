using System.Globalization;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

public sealed class LaneMathTests
{
    public static TheoryData<string> Names => LaneFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_exact_to_the_stated_number_of_ulps(string name)
    {
        LaneFunction function = LaneFunction.All[name];
        LaneReference reference = LaneReference.Load(name);
        Assert.True(reference.Arguments.Length > 150);
        for (int i = 0; i < reference.Arguments.Length; i++)
        {
            double x = reference.Arguments[i], expected = reference.Values[i], actual = function.At(x);
            if (!double.IsFinite(expected) || expected == 0.0 || !double.IsFinite(actual))
            {
                Assert.True(expected.Equals(actual), Message(name, x, expected, actual));
                continue;
            }

            double error = Math.Abs(actual - expected - reference.Remainders[i]);
            double allowed = x < 0.0 && function.ZeroOnTheLeft is { } bound
                ? bound * Math.Max(1.0, Math.Abs(expected))
                : function.Ulps * (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected));
            Assert.True(error <= allowed, Message(name, x, expected, actual));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_lane_depends_on_its_own_argument_alone(string name)
    {
        LaneFunction function = LaneFunction.All[name];
        double[] arguments = LaneReference.Load(name).Arguments;
        // A stride that is coprime to the length mixes ordinary arguments with edges and puts each into another lane.
        for (int i = 0; i < arguments.Length; i++)
        {
            Vector512<double> mixed = default;
            for (int lane = 0; lane < 8; lane++)
            {
                mixed = mixed.WithElement(lane, arguments[(i + lane * 97) % arguments.Length]);
            }

            Vector512<double> results = function.Apply(mixed);
            for (int lane = 0; lane < 8; lane++)
            {
                double alone = function.At(mixed.GetElement(lane)), together = results.GetElement(lane);
                Assert.True(alone.Equals(together), Message(name, mixed.GetElement(lane), alone, together));
            }
        }
    }

    [Theory]
    [InlineData("Expm1")]
    [InlineData("Tanh")]
    [InlineData("Sin")]
    [InlineData("Atan")]
    [InlineData("Erf")]
    [InlineData("Log1p")]
    public void The_sign_of_zero_is_kept_where_the_function_passes_through_the_origin(string name)
    {
        LaneFunction function = LaneFunction.All[name];
        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(function.At(0.0)));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(function.At(-0.0)));
    }

    [Theory]
    [InlineData("Tanh", -1)]
    [InlineData("Sin", -1)]
    [InlineData("Atan", -1)]
    [InlineData("Erf", -1)]
    [InlineData("Cos", 1)]
    public void Odd_and_even_functions_are_so_to_the_bit(string name, int parity)
    {
        LaneFunction function = LaneFunction.All[name];
        foreach (double x in LaneReference.Load(name).Arguments)
        {
            Assert.Equal(function.At(x), parity * function.At(-x));
        }
    }

    [Theory]
    [InlineData("Exp", -745.0, 709.0, 1)]
    [InlineData("Expm1", -37.0, 40.0, 1)]
    [InlineData("Log", 0.001, 1000.0, 1)]
    [InlineData("Log1p", -0.999, 1000.0, 1)]
    [InlineData("Sigmoid", -745.0, 30.0, 1)]
    [InlineData("Softplus", -745.0, 800.0, 1)]
    [InlineData("Tanh", -15.0, 15.0, 1)]
    [InlineData("Atan", -100.0, 100.0, 1)]
    [InlineData("Erf", -5.0, 5.0, 1)]
    [InlineData("Erfcx", -26.0, 100.0, -1)]
    [InlineData("NormalCdf", -38.0, 8.0, 1)]
    [InlineData("LogNormalCdf", -1000.0, 38.0, 1)]
    [InlineData("LogGamma", 1.5, 100.0, 1)]
    [InlineData("Digamma", 0.01, 100.0, 1)]
    [InlineData("Trigamma", 0.01, 100.0, -1)]
    public void Monotone_functions_are_monotone_on_a_grid(string name, double low, double high, int direction)
    {
        LaneFunction function = LaneFunction.All[name];
        const int Steps = 20_000;
        double previous = function.At(low);
        for (int i = 1; i <= Steps; i++)
        {
            double x = low + (high - low) * i / Steps, value = function.At(x);
            Assert.True(direction * (value - previous) >= 0.0, Message(name, x, previous, value));
            previous = value;
        }
    }

    [Fact]
    public void Sigmoid_of_minus_x_is_the_complement_and_the_slope_of_softplus()
    {
        for (double x = -30.0; x <= 30.0; x += 0.37)
        {
            double upper = LaneFunction.All["Sigmoid"].At(x), lower = LaneFunction.All["Sigmoid"].At(-x);
            Assert.Equal(1.0, upper + lower, 4e-16);
            // log σ(x) = -softplus(-x).
            double difference = Math.Log(upper) + LaneFunction.All["Softplus"].At(-x);
            Assert.Equal(0.0, difference, 1e-15 * Math.Max(1.0, Math.Abs(Math.Log(upper))));
        }
    }

    [Fact]
    public void LogGamma_and_its_derivatives_obey_the_recurrence_in_x()
    {
        for (double x = 0.125; x < 20.0; x += 0.25)
        {
            double logGamma = LaneFunction.All["LogGamma"].At(x + 1.0) - LaneFunction.All["LogGamma"].At(x);
            Assert.Equal(Math.Log(x), logGamma, 1e-14);
            double digamma = LaneFunction.All["Digamma"].At(x + 1.0) - LaneFunction.All["Digamma"].At(x);
            Assert.Equal(1.0 / x, digamma, 3e-15);
            double trigamma = LaneFunction.All["Trigamma"].At(x) - LaneFunction.All["Trigamma"].At(x + 1.0);
            Assert.Equal(1.0 / (x * x), trigamma, 1e-15 * (1.0 + 1.0 / (x * x)));
        }
    }

    [Fact]
    public void Power_and_Sqrt_are_those_of_Math()
    {
        double[] bases = [0.0, -0.0, 0.5, 1.0, 2.0, -2.0, double.PositiveInfinity, double.NaN];
        foreach (double exponent in (double[])[0.0, 0.5, -1.0, 3.0, double.NegativeInfinity, double.NaN])
        {
            Vector512<double> powers = LaneMath.Power(Vector512.Create(bases), Vector512.Create(exponent));
            for (int lane = 0; lane < bases.Length; lane++)
            {
                Assert.Equal(Math.Pow(bases[lane], exponent), powers.GetElement(lane));
            }
        }

        Vector512<double> roots = LaneMath.Sqrt(Vector512.Create(bases));
        for (int lane = 0; lane < bases.Length; lane++)
        {
            Assert.Equal(Math.Sqrt(bases[lane]), roots.GetElement(lane));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public void Polygamma_refuses_an_order_out_of_range(int order)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => LaneMath.Polygamma(order, Vector512<double>.One));
        Assert.Equal("order", error.ParamName);
        Assert.Contains("between 1 and 100", error.Message, StringComparison.Ordinal);
    }

    private static string Message(string name, double x, double expected, double actual) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}({x:R}) = {actual:R}, expected {expected:R}");
}
