using System.Buffers;

namespace Reparam.Numerics;

/// <summary>Arrays of many numbers, used again: above all those of more than 85,000 bytes, which the garbage collector
/// collects only together with everything else.</summary>
internal static class LargeArrays
{
    /// <summary>Shorter ones are cheap to collect.</summary>
    private const int Least = 8192;

    /// <summary>Beyond it an array is rare, and not kept.</summary>
    private const int Most = 1 << 20;

    /// <summary>An array at least so long, with anything in it.</summary>
    public static double[] Rent(int length) => length is < Least or > Most
        ? GC.AllocateUninitializedArray<double>(length)
        : ArrayPool<double>.Shared.Rent(length);

    /// <summary>Gives back an array that nothing refers to any more.</summary>
    public static void Return(double[] array)
    {
        if (array.Length is >= Least and <= Most && int.IsPow2(array.Length))
        {
            ArrayPool<double>.Shared.Return(array);
        }
    }
}
