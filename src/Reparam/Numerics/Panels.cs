using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        T* s1 = source + apart, s2 = s1 + apart, s3 = s2 + apart, s4 = s3 + apart;
        T* s5 = s4 + apart, s6 = s5 + apart, s7 = s6 + apart;
        nint at = 0;
        for (; depth > 0; depth--, at += step, target += targetStep)
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

    /// <summary>The way back: puts neighbours that lie side by side where they belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(
        T* source, nint sourceStep, T* target, nint step, nint apart, int neighbours, nint depth)
    {
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
