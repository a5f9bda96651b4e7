using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

/// <summary>The checksum was computed once; the results must have these bits on every machine, see
/// <see cref="LaneMathBitsTests"/>.</summary>
public sealed class LaneMathPathBitsTests
{
    [Fact]
    public void Results_have_the_same_bits_on_every_vector_width()
    {
        ulong checksum = 14695981039346656037UL, state = 1;
        for (int i = 0; i < 2000; i++)
        {
            Vector512<double> a = Shape(ref state), b = Shape(ref state);
            Vector512<double> z = Vector512.Create((Uniform(ref state) * 20) - 10);
            Vector512<double> y = LaneMath.LogitBetaQuantile(a, b, z), theta = LaneMath.VonMisesQuantile(a, z);
            Vector512<double>[] values =
            [
                y, LaneMath.StudentTQuantile(a, z), theta, LaneMath.LogitBetaPathDerivative(1, 0, a, b, y),
                LaneMath.LogitBetaPathDerivative(1, 1, a, b, y), LaneMath.LogitBetaLogCdf(b, a, y),
                LaneMath.StudentTPathDerivative(1, a, z), LaneMath.StudentTLogCdf(a, z),
                LaneMath.VonMisesPathDerivative(2, a, theta), LaneMath.VonMisesLogCdf(a, theta),
                LaneMath.LogBesselI0(a), LaneMath.LogBesselI0Derivative(3, a),
                LaneMath.StudentTQuantileSlope(a + Vector512.Create(0.125), z),
            ];
            foreach (Vector512<double> value in values)
            {
                Assert.False(double.IsNaN(value.ToScalar()));
                checksum = (checksum ^ BitConverter.DoubleToUInt64Bits(value.ToScalar())) * 1099511628211UL;
            }
        }
        Assert.True(checksum == 0xfef311ba76fe8430, $"checksum 0x{checksum:x16}");
    }

    /// <summary>From about 1e-3 to 4e5.</summary>
    private static Vector512<double> Shape(ref ulong state)
    {
        double mantissa = 0.5 + Uniform(ref state);
        return Vector512.Create(Math.ScaleB(mantissa, (int)(Uniform(ref state) * 28) - 9));
    }

    private static double Uniform(ref ulong state)
    {
        state = (state * 6364136223846793005UL) + 1442695040888963407UL;
        return (state >> 11) * (1.0 / (1UL << 53));
    }
}
