using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reparam.Primitives;

/// <summary>Packs of eight doubles from memory that holds doubles or floats, and back.</summary>
internal static unsafe class Widening
{
    /// <summary>Eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load<T>(T* source)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            return Vector512.Load((double*)source);
        }
        var floats = Vector256.Load((float*)source);
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Double(floats);
        }
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(floats);
        return Vector512.Create(lower, upper);
    }

    /// <summary>Puts eight numbers, rounded where the memory holds floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<double> pack, T* target)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            pack.Store((double*)target);
        }
        else if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector256Single(pack).Store((float*)target);
        }
        else
        {
            Vector256.Narrow(pack.GetLower(), pack.GetUpper()).Store((float*)target);
        }
    }

    /// <summary>Widens numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, double* target, long count)
    {
        long i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Load(source + i).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] = source[i];
        }
    }

    /// <summary>Rounds numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(double* source, float* target, long count)
    {
        long i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Store(Vector512.Load(source + i), target + i);
        }
        for (; i < count; i++)
        {
            target[i] = (float)source[i];
        }
    }

    /// <summary>The nearest float, except that a finite number stays finite and one that is not zero stays so: a bound
    /// such as the greatest double, written into an expression, keeps its purpose.</summary>
    public static float OfConstant(double value)
    {
        float nearest = (float)value;
        return float.IsInfinity(nearest) && double.IsFinite(value) ? MathF.CopySign(float.MaxValue, nearest)
            : nearest == 0 && value != 0 ? MathF.CopySign(float.Epsilon, nearest)
            : nearest;
    }
}

/// <summary>A function of one number for floats that is computed for doubles.</summary>
internal readonly struct WidenedUnary<TLanes> : IUnaryLanes<float>
    where TLanes : struct, IUnaryLanes<double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x)
    {
        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(x);
        return Vector512.Narrow(TLanes.Invoke(lower), TLanes.Invoke(upper));
    }
}

/// <summary>A function of two numbers for floats that is computed for doubles.</summary>
internal readonly struct WidenedBinary<TLanes> : IBinaryLanes<float>
    where TLanes : struct, IBinaryLanes<double>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Invoke(Vector512<float> x, Vector512<float> y)
    {
        (Vector512<double> lowerX, Vector512<double> upperX) = Vector512.Widen(x);
        (Vector512<double> lowerY, Vector512<double> upperY) = Vector512.Widen(y);
        return Vector512.Narrow(TLanes.Invoke(lowerX, lowerY), TLanes.Invoke(upperX, upperY));
    }
}
