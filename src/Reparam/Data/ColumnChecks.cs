using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reparam.Data;

/// <summary>Looks for numbers that a column cannot hold, at the speed of memory.</summary>
internal static class ColumnChecks
{
    /// <summary>The place of the first number that is NaN or infinite, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfNonFinite(this ReadOnlySpan<double> values)
    {
        // Zero times a number is zero unless the number is not finite: then it is NaN, and stays in the sum.
        var sum = Vector512<double>.Zero;
        ReadOnlySpan<Vector512<double>> packs = MemoryMarshal.Cast<double, Vector512<double>>(values);
        foreach (Vector512<double> pack in packs)
        {
            sum += pack * Vector512<double>.Zero;
        }
        bool clean = Vector512.EqualsAll(sum, Vector512<double>.Zero);
        for (int i = clean ? packs.Length * Vector512<double>.Count : 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>The place of the first number that is not a whole number from 0 to <paramref name="count"/> - 1, or
    /// -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfInvalidCode(this ReadOnlySpan<double> values, int count)
    {
        var bound = Vector512.Create((double)count);
        int first = 0;
        for (; first + Vector512<double>.Count <= values.Length; first += Vector512<double>.Count)
        {
            Vector512<double> pack = Vector512.Create(values[first..]);
            if (!(Vector512.GreaterThanOrEqualAll(pack, Vector512<double>.Zero) && Vector512.LessThanAll(pack, bound)
                && Vector512.EqualsAll(Vector512.Floor(pack), pack)))
            {
                break;
            }
        }
        for (int i = first; i < values.Length; i++)
        {
            if (!(values[i] >= 0 && values[i] < count && values[i] == (int)values[i]))
            {
                return i;
            }
        }
        return -1;
    }
}
