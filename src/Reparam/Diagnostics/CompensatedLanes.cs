using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Diagnostics;

/// <summary>Eight running sums side by side, each as exact as a <see cref="CompensatedSum"/>.</summary>
/// <remarks>What an addition loses is found without a comparison: Knuth (1997), "The art of computer programming",
/// volume 2, section 4.2.2, theorem B.</remarks>
internal struct CompensatedLanes
{
    private Vector512<double> _sum;
    private Vector512<double> _lost;

    public readonly double Value
    {
        get
        {
            var total = new CompensatedSum();
            for (int lane = 0; lane < LaneMemory.Lanes; lane++)
            {
                total.Add(_sum[lane]);
                total.Add(_lost[lane]);
            }
            return total.Value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<double> terms)
    {
        Vector512<double> next = _sum + terms, added = next - _sum;
        _lost += (_sum - (next - added)) + (terms - added);
        _sum = next;
    }
}
