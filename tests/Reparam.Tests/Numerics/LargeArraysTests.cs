using Reparam.Numerics;

namespace Reparam.Tests.Numerics;

public sealed class LargeArraysTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(8191, true)]
    [InlineData(8192, false)]
    [InlineData(10_000, false)]
    [InlineData(1 << 20, false)]
    [InlineData((1 << 20) + 1, true)]
    public void Arrays_are_long_enough_and_exact_where_they_are_not_kept(int length, bool isExact)
    {
        double[] array = LargeArrays.Rent(length);
        Assert.True(isExact ? array.Length == length : array.Length >= length);
        LargeArrays.Return(array);
    }

    [Fact]
    public void What_is_given_back_is_used_again()
    {
        double[] first = LargeArrays.Rent(20_000);
        LargeArrays.Return(first);
        Assert.Same(first, LargeArrays.Rent(20_000));
    }
}
