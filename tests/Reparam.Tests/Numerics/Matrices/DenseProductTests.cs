using System.Numerics;
using Reparam.Numerics;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Numerics;

public sealed unsafe class DenseProductTests
{
    // Below, at and above the tile (8 rows, 24 or 48 columns), the depth of a block (256, or 48 for packs) and its rows
    // (192) and columns (3072 or 6144).
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 8, 24, 1 }, { 8, 48, 5 }, { 9, 25, 300 }, { 64, 96, 256 }, { 200, 31, 257 }, { 193, 49, 515 },
        { 3, 6200, 5 }, { 1, 40, 40 }, { 40, 1, 40 }, { 5, 7, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_of_doubles_has_the_bits_of_plain_loops(int m, int n, int k) => CheckAll<double>(m, n, k);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_of_floats_has_the_bits_of_plain_loops(int m, int n, int k) => CheckAll<float>(m, n, k);

    [Fact]
    public void Products_of_all_odd_sizes_have_the_bits_of_plain_loops()
    {
        for (int m = 1; m <= 40; m++)
        {
            (int n, int k) = (1 + m * 17 % 40, 1 + m * 11 % 40);
            CheckAll<double>(m, n, k);
            CheckAll<float>(n, k, m);
        }
    }

    /// <summary>Packs of columns at which a block ends with tiles of other widths.</summary>
    public static TheoryData<int> Packs => [1, 2, 3, 4, 5, 6, 7, 8, 10];

    [Theory]
    [MemberData(nameof(Packs))]
    public void Products_of_whole_packs_of_columns_and_a_few_more_or_less_have_the_bits_of_plain_loops(int packs)
    {
        foreach (int more in new[] { -1, 0, 1 })
        {
            // Whole tiles of rows, and some more; one block in depth, and two.
            CheckAll<double>(8, 8 * packs + more, 12);
            CheckAll<float>(8, 16 * packs + more, 12);
            CheckAll<float>(19, 16 * packs + more, 7);
        }
        CheckAll<double>(17, 8 * packs, 260);
        CheckAll<float>(17, 16 * packs, 260);
        // So many columns that the matrix is not read where it lies, and this many after them.
        CheckAll<float>(9, 288 + 16 * packs, 5);
    }

    [Theory]
    [InlineData(30, 40, 50)]
    [InlineData(70, 33, 700)]
    public void The_error_is_within_the_bound_for_any_order_of_a_sum(int m, int n, int k)
    {
        // Higham (2002), "Accuracy and stability of numerical algorithms", eq. 3.13: |Ĉ - C| ≤ γ_k |A| |B|.
        double[] a = new SplitMix(1).Numbers(m * k), b = new SplitMix(2).Numbers(k * n), c = new double[m * n];
        Multiply(c, a, b, m, n, k, ProductMode.Set);
        float[] singleA = [.. a.Select(v => (float)v)], singleB = [.. b.Select(v => (float)v)];
        var single = new float[m * n];
        Multiply(single, singleA, singleB, m, n, k, ProductMode.Set);
        double unit = k * Math.ScaleB(1, -53), singleUnit = k * Math.ScaleB(1, -24);
        for (int e = 0; e < c.Length; e++)
        {
            double high = 0, low = 0, size = 0, singleExact = 0, singleSize = 0;
            for (int x = 0; x < k; x++)
            {
                double left = a[e / n * k + x], right = b[x * n + e % n], product = left * right;
                double error = Math.FusedMultiplyAdd(left, right, -product);
                // Two-sum (Knuth): high + low is the exact sum to about 106 bits.
                double sum = high + product, part = sum - high;
                low += error + ((high - (sum - part)) + (product - part));
                high = sum;
                size += Math.Abs(product);
                // A product of floats is exact in double; the sum's error is 2⁻²⁹ of what is tolerated.
                double exact = (double)singleA[e / n * k + x] * singleB[x * n + e % n];
                singleExact += exact;
                singleSize += Math.Abs(exact);
            }
            Assert.True(Math.Abs(c[e] - high - low) <= unit / (1 - unit) * size, $"double, element {e}");
            Assert.True(Math.Abs(single[e] - singleExact) <= singleUnit / (1 - singleUnit) * singleSize,
                $"float, element {e}");
        }
    }

    [Theory]
    [InlineData(7, 5, 3)]
    [InlineData(17, 13, 60)]
    [InlineData(20, 70, 101)]
    [InlineData(9, 200, 3)]
    public void Matrices_by_draw_have_in_each_draw_the_bits_of_plain_loops(int m, int n, int k)
    {
        const int Lanes = 16;
        double[] a = new SplitMix(3).Numbers(m * k * Lanes), b = new SplitMix(4).Numbers(k * n * Lanes);
        double[] start = new SplitMix(5).Numbers(m * n * Lanes), c = [.. start];
        fixed (double* pa = a, pb = b, pc = c)
        {
            for (int lane = 0; lane < Lanes; lane += 8)
            {
                DenseProduct<double, PackElement>.Multiply(new(pc + lane, n * Lanes, Lanes, 8),
                    new(pa + lane, k * Lanes, Lanes), new(pb + lane, n * Lanes, Lanes, 8), m, n * 8, k,
                    ProductMode.Subtract);
            }
        }
        for (int lane = 0; lane < Lanes; lane++)
        {
            PlainMatrices.AssertSameBits(
                PlainMatrices.Product(Lane(start), -1, Lane(a), Lane(b), m, n, k), Lane(c), $"lane {lane}");

            double[] Lane(double[] all) => PrimitiveLawsTests.Draw(all, lane, Lanes);
        }
    }

    [Theory]
    [InlineData(33)]
    [InlineData(400)]
    public void Of_a_lower_triangle_each_element_is_computed(int n)
    {
        double[] a = new SplitMix(6).Numbers(n * 20), b = new SplitMix(7).Numbers(20 * n), c = new double[n * n];
        fixed (double* pa = a, pb = b, pc = c)
        {
            DenseProduct<double, NumberElement>.Multiply(
                new(pc, n, 1), new(pa, 20, 1), new(pb, n, 1), n, n, 20, ProductMode.Set, lowerOnly: true);
        }
        double[] expected = PlainMatrices.Product(new double[n * n], 1, a, b, n, n, 20);
        Assert.All(Enumerable.Range(0, n * n).Where(e => e % n <= e / n), e => Assert.Equal(expected[e], c[e]));
        // And some of the other half is left alone: that is what it is for.
        Assert.Equal(0, c[n - 1]);
    }

    [Fact]
    public void What_is_not_finite_reaches_its_row_and_column_and_nothing_else()
    {
        const int M = 19, N = 30, K = 12;
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            double[] a = new SplitMix(8).Numbers(M * K), b = new SplitMix(9).Numbers(K * N), c = new double[M * N];
            (a[11 * K + 5], b[7 * N + 29]) = (bad, bad);
            Multiply(c, a, b, M, N, K, ProductMode.Set);
            Assert.All(Enumerable.Range(0, M * N),
                e => Assert.Equal(e / N != 11 && e % N != 29, double.IsFinite(c[e])));
        }
    }

    [Fact]
    public void The_bits_are_those_of_every_machine()
    {
        double[] a = new SplitMix(10).Numbers(100 * 300), b = new SplitMix(11).Numbers(300 * 100);
        double[] c = new double[10_000];
        Multiply(c, a, b, 100, 100, 300, ProductMode.Set);
        double[] again = new double[10_000];
        Multiply(again, a, b, 100, 100, 300, ProductMode.Set);
        PlainMatrices.AssertSameBits(c, again, "a second call");
        Assert.Equal(12798998474015558404UL, PlainMatrices.Hash(c));
        var single = new float[10_000];
        Multiply(single, [.. a.Select(v => (float)v)], [.. b.Select(v => (float)v)], 100, 100, 300, ProductMode.Set);
        Assert.Equal(2011047301047910942UL, PlainMatrices.Hash(single));
    }

    [Fact]
    public void Only_the_first_call_allocates()
    {
        double[] a = new SplitMix(12).Numbers(150 * 150), c = new double[150 * 150];
        Multiply(c, a, a, 150, 150, 150, ProductMode.Set);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Multiply(c, a, a, 150, 150, 150, ProductMode.Add);
        Multiply(c, a, a, 50, 50, 50, ProductMode.Set);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Multiply<T>(T[] c, T[] a, T[] b, int m, int n, int k, ProductMode mode)
        where T : unmanaged, INumber<T>
    {
        fixed (T* pa = a, pb = b, pc = c)
        {
            DenseProduct<T, NumberElement>.Multiply(new(pc, n, 1), new(pa, k, 1), new(pb, n, 1), m, n, k, mode);
        }
    }

    /// <summary>All transposes, of the result too, rows from the end, and all modes.</summary>
    private static void CheckAll<T>(int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] a = Numbers<T>(m * k, 21), b = Numbers<T>(k * n, 22), start = Numbers<T>(m * n, 23);
        for (int mask = 0; mask < 8; mask++)
        {
            bool left = (mask & 1) != 0, right = (mask & 2) != 0, result = (mask & 4) != 0;
            T[] x = left ? PlainMatrices.Transpose(a, m, k) : a, y = right ? PlainMatrices.Transpose(b, k, n) : b;
            foreach (ProductMode mode in Enum.GetValues<ProductMode>())
            {
                foreach (bool upward in new[] { false, true })
                {
                    T[] c = result ? PlainMatrices.Transpose(start, m, n) : [.. start];
                    fixed (T* px = x, py = y, pc = c)
                    {
                        MatrixView<T> viewA = left ? new(px, 1, m) : new(px, k, 1);
                        MatrixView<T> viewC = result ? new(pc, 1, m) : new(pc, n, 1);
                        if (upward)
                        {
                            (viewA, viewC) = (viewA.Upward(m), viewC.Upward(m));
                        }
                        DenseProduct<T, NumberElement>.Multiply(
                            viewC, viewA, right ? new(py, 1, k) : new(py, n, 1), m, n, k, mode);
                    }
                    T[] expected = PlainMatrices.Product(mode == ProductMode.Set ? new T[m * n] : start,
                        mode == ProductMode.Subtract ? -T.One : T.One, a, b, m, n, k);
                    PlainMatrices.AssertSameBits(expected, result ? PlainMatrices.Transpose(c, n, m) : c,
                        $"{m} x {k} x {n}, transposes {mask}, {mode}, upward {upward}");
                }
            }
        }
    }

    private static T[] Numbers<T>(int count, ulong seed)
        where T : IFloatingPointIeee754<T> =>
        [.. new SplitMix(seed).Numbers(count).Select(T.CreateTruncating)];
}
