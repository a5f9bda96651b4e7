using System.Runtime.Intrinsics;
using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class CompensatedLanesTests
{
    [Fact]
    public void What_cancels_leaves_what_is_small()
    {
        // In each lane 1e16 + 1 - 1e16 + lane, which plain sums give as 0 or 2 for the 1.
        var sum = new CompensatedLanes();
        sum.Add(Vector512.Create(1e16));
        sum.Add(Vector512<double>.One);
        sum.Add(Vector512.Create(-1e16));
        sum.Add(Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7));
        Assert.Equal(8 + 28, sum.Value);
    }
}
