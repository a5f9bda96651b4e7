using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>t(ν, z), P(T ≤ t) = Φ(z), for Student's t distribution with ν degrees of freedom.</summary>
/// <remarks>t = z e^L and ∂t/∂ν = −z e^M. The functions tabulated are even in z and stay of moderate size: ν L and ν M
/// below 8, L and M + 2 log ν above.</remarks>
internal readonly struct StudentTQuantileFamily : IQuantileFamily
{
    public static int LeastExponent => -2;

    public static double LeastNoise => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Noise(Vector512<double> z) => Vector512.Abs(z);

    // The smaller ν, the nearer to the origin come the complex zeros of the slope, at which its logarithm is singular.
    public static int Terms(double high, bool large) => large ? 18 : high <= 0.5 ? 32 : high <= 1 ? 26 : 20;

    public static void Tabulate(bool large, Vector512<double> a, Vector512<double> z, out Vector512<double> value,
        out Vector512<double> slope)
    {
        Vector512<double> t = LaneMath.SolveStudentTQuantile(a, z);
        value = LaneMath.Log(t / z);
        slope = LaneMath.Log(-LaneMath.StudentTPathDerivative(1, a, t) / z);
        value = large ? value : value * a;
        slope = large ? slope + Vector512.Create(2.0) * LaneMath.Log(a) : slope * a;
    }

    public static Vector512<double> Factor(bool large, bool slope, Vector512<double> a) =>
        large ? Vector512<double>.One : Vector512<double>.One / a;

    public static Vector512<double> Offset(bool large, bool slope, Vector512<double> a) =>
        large && slope ? Vector512.Create(-2.0) * LaneMath.Log(a) : Vector512<double>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> FromTable(bool slope, Vector512<double> value, Vector512<double> z)
    {
        Vector512<double> size = LaneMath.Exp(value);
        return slope ? -z * size : z * size;
    }

    public static Vector512<double> Solve(bool slope, Vector512<double> a, Vector512<double> z)
    {
        Vector512<double> t = LaneMath.SolveStudentTQuantile(a, z);
        return slope ? LaneMath.StudentTPathDerivative(1, a, t) : t;
    }
}
