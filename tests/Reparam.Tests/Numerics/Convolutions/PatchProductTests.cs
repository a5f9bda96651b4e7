using Reparam.Execution;
using Reparam.Numerics;
using Reparam.Primitives;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Numerics;

public sealed unsafe class PatchProductTests
{
    private const int Channels = 8, Results = 13, Side = 20, Lanes = 112;

    // The addresses are no references.
    private readonly List<AlignedBuffer> _held = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Lanes_have_the_bits_that_they_have_alone(int stride)
    {
        var form = new Convolution(Side, Side, 3, 3, stride, 1);
        int area = form.ResultHeight * form.ResultWidth;
        // More lanes than are worked on at a time, of which the last are fewer.
        var image = new PaddedImage(Channels, Side, Side, 1, 1, 1, 1);
        Assert.InRange(image.LanesAtOnce<float>(), 16, 48);
        Assert.NotEqual(0, Lanes % image.LanesAtOnce<float>());
        AlignedBuffer x = Numbers(Channels * Side * Side * Lanes, 81), kernel = Numbers(Results * Channels * 9, 82);
        AlignedBuffer y = Numbers(Results * area * Lanes, 83);
        PatchProduct forward = form.Product(Channels), back = form.TransposedProduct(Results, Channels);
        AlignedBuffer allForward = Room(Results * area * Lanes), allBack = Room(Channels * Side * Side * Lanes);
        forward.Run(At(x), At(kernel), At(allForward), (true, false), Lanes, 0, Results);
        back.Run(At(y), At(kernel), At(allBack), (true, false), Lanes, 0, Channels);
        for (int lane = 0; lane < Lanes; lane++)
        {
            Compare(forward, x, kernel, allForward, lane, Results);
            Compare(back, y, kernel, allBack, lane, Channels);
        }
        GC.KeepAlive(_held);
    }

    [Theory]
    [InlineData(1, 112)]
    [InlineData(2, 97)]
    [InlineData(3, 30)]
    public void Sums_in_the_kernel_count_each_draw_once(int stride, int draws)
    {
        var form = new Convolution(Side, Side, 3, 3, stride, 1);
        int area = form.ResultHeight * form.ResultWidth, elements = Results * Channels * 9;
        AlignedBuffer x = Numbers(Channels * Side * Side * Lanes, 84), y = Numbers(Results * area * Lanes, 85);
        AlignedBuffer sum = Room(elements), one = Room(elements);
        PatchDots dots = form.Dots(Channels);
        dots.Sum(At(x), At(y), At(sum), Lanes, draws, 0, 8, adds: false);
        dots.Sum(At(x), At(y), At(sum), Lanes, draws, 8, Results - 8, adds: false);
        var expected = new double[elements];
        for (int lane = 0; lane < draws; lane++)
        {
            dots.ByDraw(At(Lane(x, lane)), At(Lane(y, lane)), At(one), (false, false), 1, 0, Results);
            for (int e = 0; e < elements; e++)
            {
                expected[e] += At(one)[e];
            }
        }
        for (int e = 0; e < elements; e++)
        {
            // Of terms of at most 1, in any order.
            Assert.Equal(expected[e], At(sum)[e], 8 * Rounding.Unit * area * Math.Sqrt(draws));
        }
        dots.Sum(At(x), At(y), At(sum), Lanes, draws, 0, Results, adds: true);
        for (int e = 0; e < elements; e++)
        {
            Assert.Equal(2 * expected[e], At(sum)[e], 16 * Rounding.Unit * area * Math.Sqrt(draws));
        }
        GC.KeepAlive(_held);
    }

    private void Compare(
        PatchProduct product, AlignedBuffer x, AlignedBuffer kernel, AlignedBuffer all, int lane, int channels)
    {
        AlignedBuffer alone = Lane(all, lane), own = Room(alone.Length);
        product.Run(At(Lane(x, lane)), At(kernel), At(own), (false, false), 1, 0, channels);
        for (int e = 0; e < all.Length / Lanes; e++)
        {
            Assert.Equal(At(own)[e], At(alone)[e]);
        }
    }

    /// <summary>The numbers of one lane.</summary>
    private AlignedBuffer Lane(AlignedBuffer all, int lane)
    {
        AlignedBuffer own = Room(all.Length / Lanes);
        for (int e = 0; e < all.Length / Lanes; e++)
        {
            At(own)[e] = At(all)[e * Lanes + lane];
        }
        return own;
    }

    private AlignedBuffer Numbers(int count, ulong seed)
    {
        AlignedBuffer buffer = Room(count);
        double[] numbers = new SplitMix(seed).Numbers(count);
        for (int i = 0; i < count; i++)
        {
            At(buffer)[i] = (float)numbers[i];
        }
        return buffer;
    }

    private AlignedBuffer Room(int count)
    {
        var buffer = new AlignedBuffer(count, ElementType.Single);
        _held.Add(buffer);
        return buffer;
    }

    private static float* At(AlignedBuffer buffer) => (float*)buffer.Pointer;
}
