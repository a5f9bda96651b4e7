using System.Collections.Concurrent;
using System.Numerics;

namespace Reparam.Execution;

/// <summary>Arrays of zeros that do not move. Some of those given back are kept: the collector frees pinned memory only
/// together with everything else, and plans of a few operations are made and dropped by the dozen.</summary>
internal static class PinnedArrays
{
    private const int LeastLog = 6;
    private const int MostLog = 17;
    private const int KeptOfALength = 16;

    private static readonly ConcurrentStack<double[]>[] Kept =
        [.. Enumerable.Range(LeastLog, MostLog - LeastLog + 1).Select(_ => new ConcurrentStack<double[]>())];

    /// <summary>An array at least so long.</summary>
    public static double[] Rent(int length)
    {
        int log = LogOf(length);
        if (log > MostLog)
        {
            return GC.AllocateArray<double>(length, pinned: true);
        }
        if (!Kept[log - LeastLog].TryPop(out double[]? array))
        {
            return GC.AllocateArray<double>(1 << log, pinned: true);
        }
        array.AsSpan(0, length).Clear();
        return array;
    }

    /// <summary>Gives back an array whose memory nothing reads any more.</summary>
    public static void Return(double[] array)
    {
        int log = LogOf(array.Length);
        if (log <= MostLog && Kept[log - LeastLog].Count < KeptOfALength)
        {
            Kept[log - LeastLog].Push(array);
        }
    }

    /// <summary>The logarithm of the power of two that holds a length.</summary>
    private static int LogOf(int length) => Math.Max(LeastLog, BitOperations.Log2((uint)Math.Max(length - 1, 1)) + 1);
}
