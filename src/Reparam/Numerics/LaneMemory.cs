using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Numbers in memory as packs of eight.</summary>
internal static class LaneMemory
{
    public const int Lanes = 8;

    /// <summary>The first eight of some numbers; where there are fewer, another in the place of the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(ReadOnlySpan<double> numbers, double padding = 0) =>
        numbers.Length >= Lanes ? Vector512.Create(numbers[..Lanes]) : LoadFew(numbers, padding);

    /// <summary>Writes a pack, or as much of it as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> pack, Span<double> numbers)
    {
        if (numbers.Length >= Lanes)
        {
            pack.CopyTo(numbers);
        }
        else
        {
            StoreFew(pack, numbers);
        }
    }

    /// <summary>The sum of a pack, in the order of its lanes.</summary>
    public static double Sum(Vector512<double> pack)
    {
        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            sum += pack[lane];
        }
        return sum;
    }

    private static void StoreFew(Vector512<double> pack, Span<double> numbers)
    {
        for (int lane = 0; lane < numbers.Length; lane++)
        {
            numbers[lane] = pack[lane];
        }
    }

    private static Vector512<double> LoadFew(ReadOnlySpan<double> numbers, double padding)
    {
        var pack = Vector512.Create(padding);
        for (int lane = 0; lane < numbers.Length; lane++)
        {
            pack = pack.WithElement(lane, numbers[lane]);
        }
        return pack;
    }
}
