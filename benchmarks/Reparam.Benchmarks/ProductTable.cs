using Reparam.Benchmarks.Comparison;
using Reparam.Execution;
using Reparam.Numerics;
using Reparam.Primitives;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>products</c>: dense linear algebra beside OpenBLAS, on one thread, in turns.</summary>
internal static unsafe class ProductTable
{
    private const int Draws = 8;

    // The products of the table of goals by their keys there: rows, inner length, columns.
    private static readonly Dictionary<string, (int M, int K, int N, bool Single)> Compared =
        new(StringComparer.Ordinal)
        {
            ["matmul_1024_double"] = (1024, 1024, 1024, false),
            ["matmul_1024_float"] = (1024, 1024, 1024, true),
            ["matmul_128x784x400_double"] = (128, 784, 400, false),
            ["matmul_128x784x400_float"] = (128, 784, 400, true),
        };

    public static int Print(TextWriter output)
    {
        bool there = OpenBlas.TryLoad(out OpenBlas? blas);
        output.WriteLine(there
            ? $"OpenBLAS: {blas!.Description}; one thread."
            : "OpenBLAS: no libopenblas.so.0 was found, so its columns are empty (Debian: apt-get install " +
                "libopenblas0-serial).");
        output.WriteLine("Medians of runs in turns. 'By draw' is eight matrices at once; time and rate are of one.");
        output.WriteLine("Ratio: our throughput over theirs, of the medians and of the fastest runs.");
        output.WriteLine();
        var table = new TurnTable(output);
        foreach ((int m, int k, int n, bool isSingle) in Compared.Values)
        {
            var (ours, theirs) = isSingle ? Singles(blas, m, n, k) : Doubles(blas, m, n, k);
            table.Row($"product {m} x {k} x {n}, {(isSingle ? "float" : "double")}", 2.0 * m * n * k, 1, ours, theirs);
        }
        ProductByDraw(table, blas, 200);
        foreach (int n in new[] { 500, 1000 })
        {
            Cholesky(table, blas, n, draws: 1);
        }
        Cholesky(table, blas, 500, Draws);
        Solve(table, blas, 500, draws: 1);
        Solve(table, blas, 500, Draws);
        foreach (int draws in new[] { 1, Draws })
        {
            var process = new GaussianProcess(500, draws);
            double operations = 500.0 * 500 * 500;
            table.Row($"Gaussian process, 500 points{ByDraw(draws)}", operations, draws, process.Reparam,
                blas is null ? null : () => process.OnOpenBlas(blas));
            if (blas is not null)
            {
                process.Check(blas);
            }
        }
        return 0;
    }

    private static string ByDraw(int draws) => draws > 1 ? ", by draw" : "";

    /// <summary>Whether a figure of the table of goals is one of these.</summary>
    public static bool Has(string key) => Compared.ContainsKey(key);

    /// <summary>Nanoseconds for one product, ours and OpenBLAS's where it is installed.</summary>
    public static IEnumerable<Figure> Figures()
    {
        OpenBlas.TryLoad(out OpenBlas? blas);
        foreach (var (key, (m, k, n, isSingle)) in Compared)
        {
            var (ours, theirs) = isSingle ? Singles(blas, m, n, k) : Doubles(blas, m, n, k);
            yield return Time($"reparam.{key}.1", ours, "one thread");
            if (theirs is not null)
            {
                yield return Time($"openblas.{key}", theirs, $"{blas!.Description}; one thread");
            }
        }
    }

    private static Figure Time(string name, Action action, string what)
    {
        Measurement time = Measurement.Of(
            () =>
            {
                action();
                return 0;
            },
            isOneThread: true);
        return new Figure(name, time.Minimum, time.Median, Figure.ThisMachine, what);
    }

    private static (Action Ours, Action? Theirs) Doubles(OpenBlas? blas, int m, int n, int k)
    {
        var (a, b, c) = (Numbers(m * k), Numbers(k * n), new AlignedBuffer((long)m * n));
        return (
            () => DenseProduct<double, NumberElement>.Multiply(new(c.Pointer, n, 1), new(a.Pointer, k, 1),
                new(b.Pointer, n, 1), m, n, k, ProductMode.Set),
            blas is null ? null : () => blas.Dgemm(OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.NoTranspose, m, n,
                k, 1, a.Pointer, k, b.Pointer, n, 0, c.Pointer, n));
    }

    private static (Action Ours, Action? Theirs) Singles(OpenBlas? blas, int m, int n, int k)
    {
        var (a, b, c) = (Numbers(m * k), Numbers(k * n), new AlignedBuffer((long)m * n));
        foreach (AlignedBuffer buffer in new[] { a, b })
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                ((float*)buffer.Pointer)[i] = (float)buffer.Pointer[i];
            }
        }
        return (
            () => DenseProduct<float, NumberElement>.Multiply(new((float*)c.Pointer, n, 1),
                new((float*)a.Pointer, k, 1), new((float*)b.Pointer, n, 1), m, n, k, ProductMode.Set),
            blas is null ? null : () => blas.Sgemm(OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.NoTranspose, m, n,
                k, 1, (float*)a.Pointer, k, (float*)b.Pointer, n, 0, (float*)c.Pointer, n));
    }

    private static void ProductByDraw(TurnTable table, OpenBlas? blas, int n)
    {
        int size = n * n;
        var (a, b, c) = (Numbers(size * Draws), Numbers(size * Draws), new AlignedBuffer((long)size * Draws));
        table.Row($"product {n} x {n} x {n}, by draw", 2.0 * n * n * n, Draws,
            () => DenseProduct<double, PackElement>.Multiply(new(c.Pointer, n * 8, 8, 8), new(a.Pointer, n * 8, 8),
                new(b.Pointer, n * 8, 8, 8), n, n * 8, n, ProductMode.Set),
            blas is null ? null : () =>
            {
                for (int d = 0; d < Draws; d++)
                {
                    blas.Dgemm(OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.NoTranspose, n, n, n, 1,
                        a.Pointer + d * size, n, b.Pointer + d * size, n, 0, c.Pointer + d * size, n);
                }
            });
    }

    private static void Cholesky(TurnTable table, OpenBlas? blas, int n, int draws)
    {
        int size = n * n;
        var (a, l) = (new AlignedBuffer((long)size * draws), new AlignedBuffer((long)size * draws));
        var (theirs, factor) = (new AlignedBuffer((long)size * draws), new AlignedBuffer((long)size * draws));
        for (int e = 0; e < size; e++)
        {
            for (int d = 0; d < draws; d++)
            {
                double value = 1.0 / (1 + Math.Abs(e / n - e % n)) + (e / n == e % n ? 2 + d : 0);
                (a.Pointer[(long)e * draws + d], theirs.Pointer[(long)d * size + e]) = (value, value);
            }
        }
        Kernel kernel = Triangular.Cholesky.Kernel(
            new Tensor(Triangular.Cholesky, null, Tensor.Input("a", [n, n], draws > 1)));
        table.Row($"Cholesky factor, {n}{ByDraw(draws)}", (double)n * n * n / 3, draws,
            () => Run(kernel, a.Pointer, null, l.Pointer, draws),
            blas is null ? null : () =>
            {
                for (int d = 0; d < draws; d++)
                {
                    double* matrix = factor.Pointer + (long)d * size;
                    new Span<double>(theirs.Pointer + (long)d * size, size).CopyTo(new Span<double>(matrix, size));
                    blas.Factor(matrix, n);
                }
            });
    }

    private static void Solve(TurnTable table, OpenBlas? blas, int n, int draws)
    {
        int size = n * n;
        var (l, b, x) = (Numbers(size * draws), Numbers(size * draws), new AlignedBuffer((long)size * draws));
        for (int i = 0; i < n; i++)
        {
            new Span<double>(l.Pointer + ((long)i * n + i) * draws, draws).Fill(20);
        }
        var theirs = new AlignedBuffer(size);
        for (int e = 0; e < size; e++)
        {
            theirs.Pointer[e] = l.Pointer[(long)e * draws];
        }
        Kernel kernel = Triangular.Solve.Kernel(new Tensor(Triangular.Solve, false,
            Tensor.Input("l", [n, n], draws > 1), Tensor.Input("b", [n, n], draws > 1)));
        table.Row($"triangular system, {n} x {n}{ByDraw(draws)}", (double)n * n * n, draws,
            () => Run(kernel, l.Pointer, b.Pointer, x.Pointer, draws),
            blas is null ? null : () =>
            {
                for (int d = 0; d < draws; d++)
                {
                    double* right = x.Pointer + (long)d * size;
                    new Span<double>(b.Pointer + (long)d * size, size).CopyTo(new Span<double>(right, size));
                    blas.Dtrsm(OpenBlas.RowMajor, OpenBlas.Left, OpenBlas.Lower, OpenBlas.NoTranspose, OpenBlas.NonUnit,
                        n, n, 1, theirs.Pointer, n, right, n);
                }
            });
    }

    private static void Run(Kernel kernel, double* first, double* second, double* result, int draws)
    {
        double** operands = stackalloc double*[] { first, second };
        kernel(new KernelArguments
        {
            Operands = operands, Result = result, Lanes = draws, Draws = draws, TotalDraws = draws,
        });
    }

    private static AlignedBuffer Numbers(int count)
    {
        var buffer = new AlignedBuffer(count);
        for (int i = 0; i < count; i++)
        {
            buffer.Span[i] = (i * 7919L % 2003 - 1001) / 1001.0;
        }
        return buffer;
    }
}
