using Reparam.Diagnostics;

namespace Reparam.Tests.Diagnostics;

public sealed class CompensatedSumTests
{
    [Fact]
    public void Small_terms_survive_next_to_large_ones_that_cancel() =>
        Assert.Equal(2, CompensatedSum.Of([1, 1e100, 1, -1e100]));

    [Fact]
    public void A_million_tenths_make_a_hundred_thousand()
    {
        double[] tenths = new double[1_000_000];
        Array.Fill(tenths, 0.1);
        Assert.Equal(100_000, CompensatedSum.Of(tenths));
    }
}
