using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>ℓ(a, z), P(a, eˡ) = Φ(z): the logarithm of a gamma variable.</summary>
/// <remarks>The functions tabulated, a ℓ and a² ∂ℓ/∂a below 8 and ℓ − log a and a ∂ℓ/∂a above, stay of moderate
/// size.</remarks>
internal readonly struct LogGammaQuantileFamily : IQuantileFamily
{
    public static int LeastExponent => -6;

    public static double LeastNoise => -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Noise(Vector512<double> z) => z;

    // The smaller the shape, the sharper the bend between the power law on the left and the tail on the right.
    public static int Terms(double high, bool large) => large ? 16 : high <= 0.25 ? 32 : high <= 1 ? 22 : 18;

    public static void Tabulate(bool large, Vector512<double> a, Vector512<double> z, out Vector512<double> value,
        out Vector512<double> slope)
    {
        Vector512<double> log = LaneMath.SolveLogGammaQuantile(a, z);
        slope = LaneMath.GammaShapeDerivative(1, a, log);
        value = large ? log - LaneMath.Log(a) : log * a;
        slope = large ? slope * a : slope * a * a;
    }

    public static Vector512<double> Factor(bool large, bool slope, Vector512<double> a)
    {
        Vector512<double> one = Vector512<double>.One, inverse = one / a;
        return !slope ? (large ? one : inverse) : large ? inverse : inverse * inverse;
    }

    public static Vector512<double> Offset(bool large, bool slope, Vector512<double> a) =>
        large && !slope ? LaneMath.Log(a) : Vector512<double>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> FromTable(bool slope, Vector512<double> value, Vector512<double> z) => value;

    public static Vector512<double> Solve(bool slope, Vector512<double> a, Vector512<double> z)
    {
        Vector512<double> log = LaneMath.SolveLogGammaQuantile(a, z);
        return slope ? LaneMath.GammaShapeDerivative(1, a, log) : log;
    }
}
