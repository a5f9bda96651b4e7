using System.Diagnostics;
using Reparam.Execution;
using Reparam.Numerics;

namespace Reparam.Benchmarks;

/// <summary>The table of <c>products</c>: dense linear algebra beside OpenBLAS, on one thread, in turns.</summary>
internal static unsafe class ProductTable
{
    private const double Seconds = 2;

    public static int Print(TextWriter output)
    {
        bool there = OpenBlas.TryLoad(out OpenBlas? blas);
        output.WriteLine(there
            ? $"OpenBLAS: {blas!.Description}; one thread."
            : "OpenBLAS: no libopenblas.so.0 was found, so its columns are empty (Debian: apt-get install libopenblas0-serial).");
        output.WriteLine("Medians of runs in turns. GFLOP/s; ratio: our throughput over theirs.");
        output.WriteLine();
        output.WriteLine($"{"",-44}{"ours, ms",12}{"theirs, ms",12}{"ours",10}{"theirs",10}{"ratio",8}");
        foreach ((int m, int k, int n) in new[] { (1024, 1024, 1024), (128, 784, 400) })
        {
            Product(output, blas, m, n, k);
            ProductSingle(output, blas, m, n, k);
        }
        return 0;
    }

    private static void Product(TextWriter output, OpenBlas? blas, int m, int n, int k)
    {
        var (a, b, c) = (Numbers(m * k), Numbers(k * n), new AlignedBuffer((long)m * n));
        var (pa, pb, pc) = ((nint)a.Pointer, (nint)b.Pointer, (nint)c.Pointer);
        Row(output, $"product {m} x {k} x {n}, double", 2.0 * m * n * k,
            () => DenseProduct<double, NumberElement>.Multiply(new((double*)pc, n, 1), new((double*)pa, k, 1),
                new((double*)pb, n, 1), m, n, k, ProductMode.Set),
            blas is null ? null : () => blas.Dgemm(OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.NoTranspose, m, n,
                k, 1, (double*)pa, k, (double*)pb, n, 0, (double*)pc, n));
        GC.KeepAlive((a, b, c));
    }

    private static void ProductSingle(TextWriter output, OpenBlas? blas, int m, int n, int k)
    {
        var (a, b, c) = (Numbers(m * k), Numbers(k * n), new AlignedBuffer((long)m * n));
        foreach (AlignedBuffer buffer in new[] { a, b })
        {
            var single = (float*)buffer.Pointer;
            for (int i = 0; i < buffer.Length; i++)
            {
                single[i] = (float)buffer.Pointer[i];
            }
        }
        var (pa, pb, pc) = ((nint)a.Pointer, (nint)b.Pointer, (nint)c.Pointer);
        Row(output, $"product {m} x {k} x {n}, float", 2.0 * m * n * k,
            () => DenseProduct<float, NumberElement>.Multiply(new((float*)pc, n, 1), new((float*)pa, k, 1),
                new((float*)pb, n, 1), m, n, k, ProductMode.Set),
            blas is null ? null : () => blas.Sgemm(OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.NoTranspose, m, n,
                k, 1, (float*)pa, k, (float*)pb, n, 0, (float*)pc, n));
        GC.KeepAlive((a, b, c));
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

    private static void Row(TextWriter output, string name, double operations, Action ours, Action? theirs)
    {
        // Until the runtime has compiled everything for good.
        for (int i = 0; i < 3; i++)
        {
            ours();
            theirs?.Invoke();
        }
        var (mine, other) = (new List<double>(), new List<double>());
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < Seconds || mine.Count < 9)
        {
            mine.Add(Time(ours));
            if (theirs is not null)
            {
                other.Add(Time(theirs));
            }
        }
        double mineMedian = Median(mine);
        string line = FormattableString.Invariant($"{name,-44}{mineMedian * 1e3,12:F3}");
        if (theirs is null)
        {
            output.WriteLine(line + FormattableString.Invariant($"{"-",12}{operations / mineMedian * 1e-9,10:F1}"));
            return;
        }
        double otherMedian = Median(other);
        output.WriteLine(line + FormattableString.Invariant(
            $"{otherMedian * 1e3,12:F3}{operations / mineMedian * 1e-9,10:F1}{operations / otherMedian * 1e-9,10:F1}{otherMedian / mineMedian,8:F2}"));
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
