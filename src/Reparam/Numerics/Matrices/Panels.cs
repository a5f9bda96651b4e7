using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Reparam.Numerics;

/// <summary>Copies parts of matrices to where the innermost loops read them one after another, and back.</summary>
internal static unsafe class Panels<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>Copies eight neighbours a step, times a factor; those that do not exist become zero.</summary>
    /// <param name="source">The first neighbour of the first step.</param>
    /// <param name="step">From a step to the next.</param>
    /// <param name="apart">From a neighbour to the next.</param>
    /// <param name="neighbours">How many of the eight exist.</param>
    /// <param name="depth">Steps.</param>
    /// <param name="target">Where the neighbours are put side by side.</param>
    /// <param name="targetStep">From a step to the next.</param>
    /// <param name="factor">1 or -1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(
        T* source, nint step, nint apart, int neighbours, nint depth, T* target, nint targetStep, T factor)
    {
        if (neighbours < 8)
        {
            for (; depth > 0; depth--, source += step, target += targetStep)
            {
                for (int r = 0; r < 8; r++)
                {
                    target[r] = r < neighbours ? source[r * apart] * factor : T.Zero;
                }
            }
            return;
        }
        if (apart == 1)
        {
            for (; depth > 0; depth--, source += step, target += targetStep)
            {
                for (int r = 0; r < 8; r += Vector256<T>.Count)
                {
                    (Vector256.Load(source + r) * factor).Store(target + r);
                }
            }
            return;
        }
        nint done = 0;
        if (typeof(T) == typeof(double) && step == 1 && Avx.IsSupported)
        {
            // Four by four, exchanged in registers.
            for (; done + 4 <= depth; done += 4)
            {
                Exchange((double*)(source + done), apart, (double*)(target + done * targetStep), targetStep,
                    double.CreateChecked(factor));
                Exchange((double*)(source + done + 4 * apart), apart, (double*)(target + done * targetStep + 4),
                    targetStep, double.CreateChecked(factor));
            }
        }
        if (typeof(T) == typeof(float) && step == 1 && Avx.IsSupported)
        {
            for (; done + 8 <= depth; done += 8)
            {
                Exchange((float*)(source + done), apart, (float*)(target + done * targetStep), targetStep,
                    float.CreateChecked(factor));
            }
        }
        T* s1 = source + apart, s2 = s1 + apart, s3 = s2 + apart, s4 = s3 + apart;
        T* s5 = s4 + apart, s6 = s5 + apart, s7 = s6 + apart;
        target += done * targetStep;
        nint at = done * step;
        for (; done < depth; done++, at += step, target += targetStep)
        {
            target[0] = source[at] * factor;
            target[1] = s1[at] * factor;
            target[2] = s2[at] * factor;
            target[3] = s3[at] * factor;
            target[4] = s4[at] * factor;
            target[5] = s5[at] * factor;
            target[6] = s6[at] * factor;
            target[7] = s7[at] * factor;
        }
    }

    /// <summary>Four rows of four neighbours become four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(double* source, nint apart, double* target, nint targetStep, double factor)
    {
        Vector256<double> a = Vector256.Load(source) * factor, b = Vector256.Load(source + apart) * factor;
        Vector256<double> c = Vector256.Load(source + 2 * apart) * factor;
        Vector256<double> d = Vector256.Load(source + 3 * apart) * factor;
        Vector256<double> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b);
        Vector256<double> cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
        Avx.Permute2x128(ab0, cd0, 0x20).Store(target);
        Avx.Permute2x128(ab1, cd1, 0x20).Store(target + targetStep);
        Avx.Permute2x128(ab0, cd0, 0x31).Store(target + 2 * targetStep);
        Avx.Permute2x128(ab1, cd1, 0x31).Store(target + 3 * targetStep);
    }

    /// <summary>Eight rows of eight neighbours become eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exchange(float* source, nint apart, float* target, nint targetStep, float factor)
    {
        for (int half = 0; half < 2; half++, source += 4, target += 4 * targetStep)
        {
            // Four columns of eight rows: rows r and r + 4 share a register.
            Vector256<float> a = Pair(source, 4 * apart) * factor, b = Pair(source + apart, 4 * apart) * factor;
            Vector256<float> c = Pair(source + 2 * apart, 4 * apart) * factor;
            Vector256<float> d = Pair(source + 3 * apart, 4 * apart) * factor;
            Vector256<float> ab0 = Avx.UnpackLow(a, b), ab1 = Avx.UnpackHigh(a, b);
            Vector256<float> cd0 = Avx.UnpackLow(c, d), cd1 = Avx.UnpackHigh(c, d);
            Avx.Shuffle(ab0, cd0, 0x44).Store(target);
            Avx.Shuffle(ab0, cd0, 0xEE).Store(target + targetStep);
            Avx.Shuffle(ab1, cd1, 0x44).Store(target + 2 * targetStep);
            Avx.Shuffle(ab1, cd1, 0xEE).Store(target + 3 * targetStep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* row, nint apart) =>
        Vector256.Create(Vector128.Load(row), Vector128.Load(row + apart));

    /// <summary>The way back: puts neighbours that lie side by side where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(
        T* source, nint sourceStep, T* target, nint step, nint apart, int neighbours, nint depth)
    {
        if (typeof(T) == typeof(double) && step == 1 && neighbours == 8 && Avx.IsSupported)
        {
            for (; depth >= 4; depth -= 4, source += 4 * sourceStep, target += 4)
            {
                Exchange((double*)source, sourceStep, (double*)target, apart, 1);
                Exchange((double*)(source + 4), sourceStep, (double*)(target + 4 * apart), apart, 1);
            }
        }
        for (; depth > 0; depth--, source += sourceStep, target += step)
        {
            for (int r = 0; r < neighbours; r++)
            {
                target[r * apart] = source[r];
            }
        }
    }

    /// <summary>Copies one pack a step, times a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherPacks(T* source, nint step, nint depth, T* target, nint targetStep, T factor)
    {
        for (; depth > 0; depth--, source += step, target += targetStep)
        {
            (Vector512.Load(source) * factor).Store(target);
        }
    }
}
