using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>A buffer seen as packs, whether or not it varies by draw: one that does not gives the same number to every
/// lane. Lets one kernel serve both; the hottest kernels have loops of their own.</summary>
internal readonly unsafe struct LaneView(double* start, bool varies, int lanes)
{
    /// <summary>Eight lanes of one element, from lane <paramref name="lane"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Load(int element, int lane) =>
        varies ? Vector512.Load(start + (long)element * lanes + lane) : Vector512.Create(start[element]);

    /// <summary>Puts eight lanes of one element, or its one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int element, int lane, Vector512<double> value)
    {
        if (varies)
        {
            value.Store(start + (long)element * lanes + lane);
        }
        else
        {
            start[element] = value[0];
        }
    }
}
