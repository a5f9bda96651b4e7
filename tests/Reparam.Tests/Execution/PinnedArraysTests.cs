using Reparam.Execution;

namespace Reparam.Tests.Execution;

public sealed class PinnedArraysTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(1 << 17)]
    [InlineData((1 << 17) + 1)]
    public void They_hold_zeros_also_when_they_were_used_before(int length)
    {
        for (int round = 0; round < 3; round++)
        {
            double[] array = PinnedArrays.Rent(length);
            Assert.True(array.Length >= length);
            Assert.Equal(-1, array.AsSpan(0, length).IndexOfAnyExcept(0.0));
            Array.Fill(array, double.NaN);
            PinnedArrays.Return(array);
        }
    }

    [Fact]
    public void Two_callers_never_have_the_same()
    {
        double[][] arrays = [.. Enumerable.Range(0, 100).Select(_ => PinnedArrays.Rent(3000))];
        Assert.Equal(100, arrays.Distinct().Count());
        Array.ForEach(arrays, PinnedArrays.Return);
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => PinnedArrays.Rent(3000)).Distinct().Count());
    }
}
