using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>A buffer seen as packs, whether or not it varies by draw: one that does not gives the same number to every
/// lane. Lets one kernel serve both; the hottest kernels have loops of their own.</summary>
/// <remarks>A pack is eight doubles whatever the buffer holds: floats are widened as they are read and rounded as they
/// are written, so a kernel over views computes in double precision for either.</remarks>
internal readonly unsafe struct LaneView<T>(T* start, bool varies, int lanes)
    where T : unmanaged, INumber<T>
{
    /// <summary>Eight lanes of one element, from lane <paramref name="lane"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Load(int element, int lane) => varies
        ? Widening.Load(start + (long)element * lanes + lane)
        : Vector512.Create(double.CreateTruncating(start[element]));

    /// <summary>Puts eight lanes of one element, or its one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int element, int lane, Vector512<double> value)
    {
        if (varies)
        {
            Widening.Store(value, start + (long)element * lanes + lane);
        }
        else
        {
            start[element] = T.CreateTruncating(value[0]);
        }
    }
}
