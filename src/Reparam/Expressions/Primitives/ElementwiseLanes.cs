using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

// The functions of the elementwise operations on a pack of lanes, in the order of their table. Arithmetic is written
// once for doubles and floats.

internal readonly struct NegateLanes<T> : IUnaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x) => -x;
}

internal readonly struct AbsLanes<T> : IUnaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x) => Vector512.Abs(x);
}

internal readonly struct FloorLanes<T> : IUnaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x) => typeof(T) == typeof(double)
        ? Vector512.Floor(x.AsDouble()).As<double, T>()
        : Vector512.Floor(x.AsSingle()).As<float, T>();
}

internal readonly struct SqrtLanes<T> : IUnaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x) => Vector512.Sqrt(x);
}

internal readonly struct ExpLanes : IUnaryLanes, IUnaryLanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Exp(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x) => LaneMath.Exp(x);
}

internal readonly struct Expm1Lanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Expm1(x);
}

internal readonly struct LogLanes : IUnaryLanes, IUnaryLanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Log(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x) => LaneMath.Log(x);
}

internal readonly struct Log1pLanes : IUnaryLanes, IUnaryLanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Log1p(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x) => LaneMath.Log1p(x);
}

internal readonly struct SinLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Sin(x);
}

internal readonly struct CosLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Cos(x);
}

internal readonly struct AtanLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Atan(x);
}

internal readonly struct TanhLanes : IUnaryLanes, IUnaryLanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x) => LaneMath.Tanh(x);
}

internal readonly struct SigmoidLanes : IUnaryLanes, IUnaryLanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Sigmoid(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x) => LaneMath.Sigmoid(x);
}

internal readonly struct SoftplusLanes : IUnaryLanes, IUnaryLanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Softplus(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x) => LaneMath.Softplus(x);
}

internal readonly struct ErfLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Erf(x);
}

internal readonly struct NormalCdfLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.NormalCdf(x);
}

internal readonly struct NormalQuantileLanes : IUnaryLanes
{
    // Out of loop bodies: a call would spill their registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> Invoke(Vector512<double> p)
    {
        Vector512<double> result = p;
        for (int lane = 0; lane < 8; lane++)
        {
            double probability = p[lane];
            result = result.WithElement(
                lane, probability is >= 0 and <= 1 ? NormalQuantile.Evaluate(probability) : double.NaN);
        }
        return result;
    }
}

internal readonly struct LogNormalCdfLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.LogNormalCdf(x);
}

internal readonly struct LogGammaLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.LogGamma(x);
}

internal readonly struct DigammaLanes : IUnaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.Digamma(x);
}

/// <summary>-1, 0 or 1; NaN for NaN.</summary>
internal readonly struct SignLanes<T> : IUnaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(Vector512.Abs(x), Vector512<T>.Zero),
        Vector512.CopySign(Vector512<T>.One, x), x);
}

internal readonly struct AddLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x + y;
}

internal readonly struct SubtractLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x - y;
}

internal readonly struct MultiplyLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x * y;
}

internal readonly struct DivideLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => x / y;
}

internal readonly struct PowerLanes : IBinaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y) => LaneMath.Power(x, y);
}

internal readonly struct XLogYLanes : IBinaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Vector512<double>.Zero,
            x * LaneMath.Log(y));
}

internal readonly struct XLog1pYLanes : IBinaryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Vector512<double>.Zero,
            x * LaneMath.Log1p(y));
}

internal readonly struct MaximumLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Max(x, y);
}

internal readonly struct MinimumLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) => Vector512.Min(x, y);
}

internal readonly struct LessLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512<T>.One & Vector512.LessThan(x, y);
}

internal readonly struct LessOrEqualLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512<T>.One & Vector512.LessThanOrEqual(x, y);
}

internal readonly struct EqualLanes<T> : IBinaryLanes<T>, IArithmeticLanes
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Invoke(Vector512<T> x, Vector512<T> y) =>
        Vector512<T>.One & Vector512.Equals(x, y);
}

internal readonly struct SelectLanes : ITernaryLanes, IArithmeticLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), z, y);
}

internal readonly struct SoftplusAndSigmoidLanes : ITwinLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Invoke(Vector512<double> x, out Vector512<double> first, out Vector512<double> second) =>
        LaneMath.SoftplusAndSigmoid(x, out first, out second);
}

internal readonly struct BinaryExponentLanes : IUnaryLanes, IArithmeticLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.BinaryExponent(x);
}

internal readonly struct BinaryExponentOfExpLanes : IUnaryLanes, IArithmeticLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.BinaryExponentOfExp(x);
}

internal readonly struct PowerOfTwoLanes : IUnaryLanes, IArithmeticLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Invoke(Vector512<double> x) => LaneMath.PowerOfTwo(x);
}
