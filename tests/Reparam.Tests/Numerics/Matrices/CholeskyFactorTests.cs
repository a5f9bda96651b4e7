using Reparam.Numerics;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Numerics;

/// <summary>The factor, and its derivative in reverse mode.</summary>
public sealed unsafe class CholeskyFactorTests
{
    public static TheoryData<int> Orders => [1, 2, 3, 5, 8, 9, 16, 17, 24, 32, 33, 40, 49, 70, 130];

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_factor_has_the_bits_of_plain_loops(int n)
    {
        double[] a = PlainMatrices.PositiveDefinite(n, 1);
        PlainMatrices.AssertSameBits(PlainMatrices.Factor(a, n), Factor(a, n), "numbers");
        double[] packs = Packs(d => PlainMatrices.PositiveDefinite(n, 10 + (ulong)d)), factors = [.. packs];
        fixed (double* p = factors)
        {
            CholeskyFactor<PackElement>.Factor(new(p, n * 8, 8), n);
        }
        for (int d = 0; d < 8; d++)
        {
            PlainMatrices.AssertSameBits(PlainMatrices.Factor(PrimitiveLawsTests.Draw(packs, d, 8), n),
                Lower(PrimitiveLawsTests.Draw(factors, d, 8), n), $"draw {d}");
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(150)]
    public void The_residual_of_a_factor_is_within_its_bound(int n)
    {
        // Higham (2002), theorem 10.3: |A - L̂ L̂ᵀ| ≤ γ_(n+1) |L̂| |L̂ᵀ|; doubled, as the residual is rounded too.
        double[] a = PlainMatrices.PositiveDefinite(n, 2), l = Factor(a, n);
        double[] sizes = [.. l.Select(Math.Abs)];
        double[] residual = PlainMatrices.Product(a, -1, l, PlainMatrices.Transpose(l, n, n), n, n, n);
        double[] size = PlainMatrices.Product(
            new double[n * n], 1, sizes, PlainMatrices.Transpose(sizes, n, n), n, n, n);
        double bound = 2 * (n + 1) * Math.ScaleB(1, -53);
        Assert.All(Enumerable.Range(0, n * n).Where(e => e % n <= e / n),
            e => Assert.True(Math.Abs(residual[e]) <= bound * size[e], $"element {e}: {residual[e]}"));
    }

    [Theory]
    [InlineData(6, 3)]
    [InlineData(60, 40)]
    [InlineData(60, 5)]
    public void From_a_pivot_that_is_not_positive_on_the_factor_is_NaN(int n, int pivot)
    {
        double[] a = PlainMatrices.PositiveDefinite(n, 3);
        a[pivot * n + pivot] = -1;
        double[] l = Factor(a, n);
        for (int e = 0; e < n * n; e++)
        {
            (int i, int j) = (e / n, e % n);
            Assert.Equal(j <= i && (j >= pivot || (i == pivot && j == pivot)), double.IsNaN(l[e]));
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_derivative_is_the_closed_form_of_Murray(int n)
    {
        double[] l = Factor(PlainMatrices.PositiveDefinite(n, 4), n);
        double[] bar = [.. new SplitMix(5).Numbers(n * n).Select((v, e) => e % n <= e / n ? v : double.NaN)];
        double[] expected = Murray(l, Lower(bar, n), n), actual = [.. bar];
        fixed (double* pl = l, pa = actual)
        {
            CholeskyCotangent<NumberElement>.Run(new(pl, n, 1), new(pa, n, 1), n);
        }
        actual = Lower(actual, n);
        double scale = expected.Max(Math.Abs);
        Assert.All(Enumerable.Range(0, n * n), e => Assert.Equal(expected[e], actual[e], 1e-13 * scale));
        double[] lowers = Packs(_ => l), bars = Packs(_ => bar);
        fixed (double* pl = lowers, pa = bars)
        {
            CholeskyCotangent<PackElement>.Run(new(pl, n * 8, 8), new(pa, n * 8, 8), n);
        }
        for (int d = 0; d < 8; d++)
        {
            PlainMatrices.AssertSameBits(actual, Lower(PrimitiveLawsTests.Draw(bars, d, 8), n), $"draw {d}");
        }
    }

    [Fact]
    public void The_bits_are_those_of_every_machine()
    {
        double[] l = Factor(PlainMatrices.PositiveDefinite(100, 6), 100), bar = new SplitMix(7).Numbers(10_000);
        fixed (double* pl = l, pa = bar)
        {
            CholeskyCotangent<NumberElement>.Run(new(pl, 100, 1), new(pa, 100, 1), 100);
        }
        Assert.Equal(1997965461414684993UL, PlainMatrices.Hash(l));
        Assert.Equal(14981622203978227241UL, PlainMatrices.Hash(Lower(bar, 100)));
    }

    /// <summary>Murray (2016), eq. 10, in plain loops: Φ(S + Sᵀ) with S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹.</summary>
    private static double[] Murray(double[] l, double[] bar, int n)
    {
        var zero = new double[n * n];
        double[] phi = Half(PlainMatrices.Product(zero, 1, PlainMatrices.Transpose(l, n, n), bar, n, n, n), n);
        double[] inverse = PlainMatrices.Solve(l, [.. zero.Select((_, e) => e / n == e % n ? 1.0 : 0)], n, n);
        double[] left = PlainMatrices.Product(zero, 1, PlainMatrices.Transpose(inverse, n, n), phi, n, n, n);
        double[] s = PlainMatrices.Product(zero, 1, left, inverse, n, n, n);
        return Half([.. s.Zip(PlainMatrices.Transpose(s, n, n), (x, y) => x + y)], n);
    }

    private static double[] Half(double[] a, int n) =>
        [.. a.Select((v, e) => e % n < e / n ? v : e % n == e / n ? 0.5 * v : 0)];

    private static double[] Lower(double[] a, int n) => [.. a.Select((v, e) => e % n <= e / n ? v : 0)];

    private static double[] Factor(double[] a, int n)
    {
        double[] l = [.. a];
        fixed (double* p = l)
        {
            CholeskyFactor<NumberElement>.Factor(new(p, n, 1), n);
        }
        return Lower(l, n);
    }

    private static double[] Packs(Func<int, double[]> matrix)
    {
        double[][] each = [.. Enumerable.Range(0, 8).Select(matrix)];
        return [.. Enumerable.Range(0, each[0].Length * 8).Select(e => each[e % 8][e / 8])];
    }
}
