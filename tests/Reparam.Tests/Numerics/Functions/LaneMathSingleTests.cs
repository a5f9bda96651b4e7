using System.Globalization;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>Functions of floats against those of doubles, whose errors are nothing beside a rounding to
/// float.</summary>
public sealed class LaneMathSingleTests
{
    /// <summary>With this set to 1 all 2³² floats are tried, which takes a minute; otherwise one in 251.</summary>
    private const string Exhaustive = "REPARAM_EXHAUSTIVE";

    private static readonly uint s_stride =
        Environment.GetEnvironmentVariable(Exhaustive) == "1" ? 1u : 251u;

    [Theory]
    [InlineData("Exp", 1.1)]
    [InlineData("Log", 1.0)]
    [InlineData("Log1p", 1.5)]
    [InlineData("Tanh", 1.6)]
    [InlineData("Sigmoid", 2.5)]
    [InlineData("Softplus", 2.0)]
    public void Values_are_exact_to_the_stated_number_of_ulps(string name, double ulps)
    {
        (float argument, double error) = name switch
        {
            "Exp" => Worst<Exp>(),
            "Log" => Worst<Log>(),
            "Log1p" => Worst<Log1p>(),
            "Tanh" => Worst<Tanh>(),
            "Sigmoid" => Worst<Sigmoid>(),
            _ => Worst<Softplus>(),
        };
        // An ulp is at most 2⁻²³ of a normal number.
        WorstErrors.Observe($"{name} of floats", Math.ScaleB(error, -23));
        Assert.True(error <= ulps, string.Create(
            CultureInfo.InvariantCulture, $"{name} is wrong by {error:R} ulp at {argument:R}."));
    }

    /// <summary>The argument with the greatest error, in ulps of the float nearest to the exact value.</summary>
    private static (float Argument, double Error) Worst<TFunction>()
        where TFunction : struct, IFunction
    {
        (float Argument, double Error) worst = (0, -1);
        Span<float> arguments = stackalloc float[16];
        for (ulong bits = 0; bits <= uint.MaxValue; bits += 16ul * s_stride)
        {
            for (int lane = 0; lane < 16; lane++)
            {
                arguments[lane] = BitConverter.UInt32BitsToSingle((uint)(bits + (ulong)lane * s_stride));
            }
            Vector512<float> x = Vector512.Create<float>(arguments);
            Vector512<float> result = TFunction.Single(x);
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(x);
            Vector512<double> exactLower = TFunction.Double(lower), exactUpper = TFunction.Double(upper);
            Vector512<float> nearest = Vector512.Narrow(exactLower, exactUpper);
            if (Vector512.EqualsAll(result.AsInt32(), nearest.AsInt32()))
            {
                worst.Error = Math.Max(worst.Error, 0.5);
                continue;
            }
            for (int lane = 0; lane < 16; lane++)
            {
                double exact = lane < 8 ? exactLower[lane] : exactUpper[lane - 8];
                double error = Error(result[lane], nearest[lane], exact);
                if (error > worst.Error)
                {
                    worst = (arguments[lane], error);
                }
            }
        }
        return worst;
    }

    private static double Error(float actual, float nearest, double exact)
    {
        if (float.IsNaN(nearest) || float.IsInfinity(nearest) || float.IsNaN(actual))
        {
            // Just below overflow the next float is infinite: that is within a rounding.
            return actual.Equals(nearest) || (float.IsPositiveInfinity(nearest) && actual == float.MaxValue) ? 0.5
                : double.PositiveInfinity;
        }
        if (float.IsInfinity(actual))
        {
            return Math.Abs(nearest) == float.MaxValue ? 0.5 : double.PositiveInfinity;
        }
        float size = MathF.Abs(nearest);
        double ulp = size < float.MaxValue
            ? (double)MathF.BitIncrement(size) - size
            : size - (double)MathF.BitDecrement(size);
        return Math.Abs(actual - exact) / ulp;
    }

    private interface IFunction
    {
        static abstract Vector512<float> Single(Vector512<float> x);

        static abstract Vector512<double> Double(Vector512<double> x);
    }

    private readonly struct Exp : IFunction
    {
        public static Vector512<float> Single(Vector512<float> x) => LaneMath.Exp(x);

        public static Vector512<double> Double(Vector512<double> x) => LaneMath.Exp(x);
    }

    private readonly struct Log : IFunction
    {
        public static Vector512<float> Single(Vector512<float> x) => LaneMath.Log(x);

        public static Vector512<double> Double(Vector512<double> x) => LaneMath.Log(x);
    }

    private readonly struct Log1p : IFunction
    {
        public static Vector512<float> Single(Vector512<float> x) => LaneMath.Log1p(x);

        public static Vector512<double> Double(Vector512<double> x) => LaneMath.Log1p(x);
    }

    private readonly struct Tanh : IFunction
    {
        public static Vector512<float> Single(Vector512<float> x) => LaneMath.Tanh(x);

        public static Vector512<double> Double(Vector512<double> x) => LaneMath.Tanh(x);
    }

    private readonly struct Sigmoid : IFunction
    {
        public static Vector512<float> Single(Vector512<float> x) => LaneMath.Sigmoid(x);

        public static Vector512<double> Double(Vector512<double> x) => LaneMath.Sigmoid(x);
    }

    private readonly struct Softplus : IFunction
    {
        public static Vector512<float> Single(Vector512<float> x) => LaneMath.Softplus(x);

        public static Vector512<double> Double(Vector512<double> x) => LaneMath.Softplus(x);
    }
}
