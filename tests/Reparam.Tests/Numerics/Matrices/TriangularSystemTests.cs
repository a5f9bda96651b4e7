using Reparam.Numerics;
using Reparam.Tests.Expressions;

namespace Reparam.Tests.Numerics;

public sealed unsafe class TriangularSystemTests
{
    [Fact]
    public void Solutions_have_the_bits_of_plain_loops_forward_and_backward()
    {
        foreach (int n in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 50, 101 })
        {
            foreach (int columns in new[] { 1, 3, 8, 9, 16, 24, 25, 51 })
            {
                double[] l = PlainMatrices.Lower(n, 1), b = new SplitMix(2).Numbers(n * columns);
                PlainMatrices.AssertSameBits(
                    PlainMatrices.Solve(l, b, n, columns), Solve(l, b, n, columns, false), $"{n}, {columns} forward");
                // Backward is forward in rows and columns counted from the end.
                double[] turned = [.. PlainMatrices.Transpose(l, n, n).Reverse()];
                double[] rows = [.. Enumerable.Range(0, n * columns)
                    .Select(e => b[(n - 1 - e / columns) * columns + e % columns])];
                double[] back = PlainMatrices.Solve(turned, rows, n, columns);
                PlainMatrices.AssertSameBits(
                    [.. Enumerable.Range(0, n * columns)
                        .Select(e => back[(n - 1 - e / columns) * columns + e % columns])],
                    Solve(l, b, n, columns, true), $"{n}, {columns} backward");
            }
        }
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(16, 1)]
    [InlineData(35, 2)]
    [InlineData(70, 40)]
    public void Systems_by_draw_have_in_each_draw_the_bits_of_plain_loops(int n, int columns)
    {
        const int Lanes = 16;
        var l = new double[n * n * Lanes];
        for (int d = 0; d < Lanes; d++)
        {
            double[] one = PlainMatrices.Lower(n, 100 + (ulong)d);
            for (int e = 0; e < one.Length; e++)
            {
                l[e * Lanes + d] = one[e];
            }
        }
        double[] b = new SplitMix(3).Numbers(n * columns * Lanes), x = [.. b];
        fixed (double* pl = l, px = x)
        {
            for (int lane = 0; lane < Lanes; lane += 8)
            {
                TriangularSystem<PackElement>.Solve(
                    new(pl + lane, n * Lanes, Lanes), n, new(px + lane, columns * Lanes, Lanes, 8), columns * 8);
            }
        }
        for (int d = 0; d < Lanes; d++)
        {
            PlainMatrices.AssertSameBits(
                PlainMatrices.Solve(PrimitiveLawsTests.Draw(l, d, Lanes), PrimitiveLawsTests.Draw(b, d, Lanes), n,
                    columns),
                PrimitiveLawsTests.Draw(x, d, Lanes), $"draw {d}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_residual_of_a_solution_is_within_its_bound(bool transposed)
    {
        // Higham (2002), theorem 8.5: (L + ΔL) x̂ = b with |ΔL| ≤ γ_n |L|.
        const int N = 150;
        double[] l = [.. PlainMatrices.Lower(N, 4).Select(v => double.IsNaN(v) ? 0 : v)];
        double[] b = new SplitMix(5).Numbers(N * 30), x = Solve(l, b, N, 30, transposed);
        double[] matrix = transposed ? PlainMatrices.Transpose(l, N, N) : l;
        double[] residual = PlainMatrices.Product(b, -1, matrix, x, N, 30, N);
        double[] size = PlainMatrices.Product(new double[N * 30], 1, [.. matrix.Select(Math.Abs)],
            [.. x.Select(Math.Abs)], N, 30, N);
        // Twice: the residual is rounded too.
        double bound = 2 * N * Math.ScaleB(1, -53);
        Assert.All(Enumerable.Range(0, residual.Length),
            e => Assert.True(Math.Abs(residual[e]) <= bound * size[e], $"element {e}: {residual[e]}"));
    }

    private static double[] Solve(double[] l, double[] b, int n, int columns, bool transposed)
    {
        double[] x = [.. b];
        fixed (double* pl = l, px = x)
        {
            if (transposed)
            {
                TriangularSystem<NumberElement>.SolveTransposed(new(pl, n, 1), n, new(px, columns, 1), columns);
            }
            else
            {
                TriangularSystem<NumberElement>.Solve(new(pl, n, 1), n, new(px, columns, 1), columns);
            }
        }
        return x;
    }
}
