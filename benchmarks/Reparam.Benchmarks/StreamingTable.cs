using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reparam.Data;
using Reparam.Distributions;

namespace Reparam.Benchmarks;

/// <summary>Passes over the rows of a column file, beside a plain pass over the same bytes.</summary>
internal static class StreamingTable
{
    private const int RowCount = 5_000_000;
    private const int Groups = 200;

    public static int Print(TextWriter output)
    {
        string path = Path.Combine(Path.GetTempPath(), $"reparam-streaming-{Environment.ProcessId}.columns");
        try
        {
            Write(path);
            using ColumnFile file = ColumnFile.Open(path);
            double bytes = RowCount * (3 * sizeof(double) + sizeof(int));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{RowCount:N0} rows of 3 numbers and 1 category, {bytes / 1e6:F0} MB in the page cache, one thread"));
            double plain = Fastest(5, () => PlainPass(file));
            Line(output, "plain pass", plain, bytes, plain);
            foreach (bool gathers in (bool[])[false, true])
            {
                LogDensity density = Density(file, gathers);
                string model = gathers ? "normal, 2 slopes, 200 intercepts" : "normal, 2 slopes";
                Line(output, $"{model}: read and check only", Fastest(10, () => Load(density)), bytes, plain);
                foreach (int draws in (int[])[1, 8, 32])
                {
                    Tensor x = Tensor.Input("x", [density.Dimension], varies: true);
                    Tensor value = Tensor.Spread(density.LogProb(x));
                    var executor = new DensityExecutor(
                        density.Plan([x], [value, Differentiate.Gradient(value, x)[0]]), draws);
                    executor.SetByDraw(0, new double[density.Dimension * draws]);
                    for (int i = 0; i < 5; i++)
                    {
                        executor.Run(); // Goes over to compiled loops, and the runtime to optimised code.
                    }
                    string what = FormattableString.Invariant($"{model}: value and gradient, {draws} draws");
                    Line(output, what, Fastest(5, () => executor.Run()), bytes, plain);
                }
            }
            using var process = Process.GetCurrentProcess();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"managed memory {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB, ") + string.Create(
                CultureInfo.InvariantCulture,
                $"peak of the process with mapped pages {process.PeakWorkingSet64 / 1e6:F0} MB"));
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static LogDensity Density(IRowSource source, bool gathers) => Model.Define(m =>
    {
        Rows rows = m.Rows("row", source);
        Tensor beta = m.Plate("predictor", 2).Sample("beta", new Normal(0, 1));
        Tensor sigma = m.Sample("sigma", new HalfNormal(1));
        Tensor mean = Tensor.MatMul(rows.Columns("x1", "x2"), beta);
        if (gathers)
        {
            mean += rows.Gather(m.Plate("group", Groups).Sample("group", new Normal(0, 1)), "group");
        }
        rows.Observe("y", new Normal(mean, sigma), rows.Column("y"));
    }).LogDensity;

    private static void Load(LogDensity density)
    {
        RowBlocks rows = density.Rows!;
        double[][] buffers = rows.Buffers();
        for (long block = 0; block < rows.Count; block++)
        {
            rows.Load(rows.First(block), (int)(rows.First(block + 1) - rows.First(block)), buffers);
        }
    }

    private static void PlainPass(ColumnFile file)
    {
        Vector512<double> sum = Vector512<double>.Zero, other = sum;
        for (int column = 0; column < file.Columns.Count; column++)
        {
            ReadOnlySpan<Vector512<double>> packs = file.Columns[column].Levels is null
                ? MemoryMarshal.Cast<double, Vector512<double>>(file.Numbers(column, 0, RowCount))
                : MemoryMarshal.Cast<int, Vector512<double>>(file.Codes(column, 0, RowCount));
            for (int i = 0; i + 1 < packs.Length; i += 2)
            {
                sum += packs[i];
                other += packs[i + 1];
            }
        }
        GC.KeepAlive(sum + other);
    }

    /// <summary>Seconds of processor time: all runs on this thread.</summary>
    private static double Fastest(int times, Action action)
    {
        double fastest = double.PositiveInfinity;
        for (int i = 0; i < times; i++)
        {
            double start = ThreadClock.Nanoseconds();
            action();
            fastest = Math.Min(fastest, (ThreadClock.Nanoseconds() - start) * 1e-9);
        }
        return fastest;
    }

    private static void Line(TextWriter output, string what, double seconds, double bytes, double plain) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-64} {1e3 * seconds,8:F1} ms {bytes / seconds / 1e9,7:F2} GB/s "
            + $"{seconds / plain,6:F1} plain passes"));

    private static void Write(string path)
    {
        string[] levels = [.. Enumerable.Range(0, Groups).Select(g => FormattableString.Invariant($"g{g}"))];
        using ColumnFileWriter writer =
            ColumnFile.Create(path, RowCount, [new("y"), new("x1"), new("x2"), new("group", levels)]);
        var block = new double[10_000];
        for (int column = 0; column < 4; column++)
        {
            for (int first = 0; first < RowCount; first += block.Length)
            {
                for (int i = 0; i < block.Length; i++)
                {
                    long row = first + i;
                    block[i] = column == 3 ? row * 2654435761L % Groups : Math.Sin(row * (0.7 + column));
                }
                writer.Append(column, block);
            }
        }
        writer.Complete();
    }
}
