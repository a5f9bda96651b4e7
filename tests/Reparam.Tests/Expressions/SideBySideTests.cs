using Reparam.Primitives;

namespace Reparam.Tests.Expressions;

public unsafe class SideBySideTests
{
    private const int Lanes = 16, Guard = 32;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 9)]
    [InlineData(4, 3)]
    [InlineData(4, 6)]
    [InlineData(7, 2)]
    [InlineData(9, 4)]
    [InlineData(15, 3)]
    public void Columns_side_by_side_stay_in_their_memory(int draws, int columns)
    {
        const int rows = 2;
        float[] source = [.. Enumerable.Range(1, rows * columns * Lanes).Select(i => (float)i)];
        int stride = SideBySide.Columns<float>(columns, draws);
        float[] padded = new float[rows * stride + Guard], dense = new float[rows * columns * draws + Guard];
        Array.Fill(padded, -1);
        Array.Fill(dense, -1);
        fixed (float* from = source)
        fixed (float* first = padded)
        fixed (float* second = dense)
        {
            SideBySide.Gather(from, rows, columns, Lanes, draws, stride, first);
            SideBySide.Gather(from, 0, columns, 1, rows, columns, Lanes, draws, second);
        }
        Assert.All(padded[^Guard..], number => Assert.Equal(-1, number));
        Assert.All(dense[^Guard..], number => Assert.Equal(-1, number));
        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < stride; place++)
            {
                (int column, int draw) = Math.DivRem(place, draws);
                float expected = column < columns ? source[(row * columns + column) * Lanes + draw] : 0;
                Assert.Equal(expected, padded[row * stride + place]);
                if (column < columns)
                {
                    Assert.Equal(expected, dense[row * columns * draws + place]);
                }
            }
        }
    }
}
