using Reparam.Benchmarks.Comparison;
using Reparam.Execution;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>The convolutions of <c>single</c>: forward, the gradient in the image and that in the kernel, in floats, of
/// a batch of 128 on one thread.</summary>
internal static unsafe class ConvolutionTable
{
    private const int Batch = 128;

    private static readonly int[] s_lanes = [16, 32, 64, 128];

    public static int Print(IReadOnlyList<string> files, TextWriter output)
    {
        IReadOnlyList<Figure> others = [.. files.SelectMany(Figure.Read)];
        output.Write($"{"ms, batch 128, chunks of",-36}");
        foreach (int lanes in s_lanes)
        {
            output.Write($"{lanes,9}");
        }
        output.WriteLine($"{"GFLOP/s",9}{"PyTorch",9}{"ratio",8}");
        foreach ((int from, int to, int side, int stride) in
            new[] { (32, 64, 14, 1), (32, 64, 14, 2), (1, 32, 28, 1), (1, 32, 28, 2) })
        {
            Tensor x = Input("x", [from, side, side], varies: true), k = Input("k", [to, from, 3, 3]);
            Tensor y = Convolve(x, k, stride, padding: 1);
            Tensor cotangent = Input("y", y.Shape, varies: true);
            var form = (Convolution)y.Attributes!;
            string name = FormattableString.Invariant($"{from}-{to}.{side}.{stride}");
            Row(output, others, "forward." + name, y);
            Row(output, others, "image." + name, new(Convolutions.Transposed, form, cotangent, k));
            Row(output, others, "kernel." + name, new(Convolutions.SumInKernel, form, x, cotangent));
        }
        return 0;
    }

    private static void Row(TextWriter output, IReadOnlyList<Figure> others, string name, Tensor node)
    {
        Kernel kernel = node.Primitive.SingleKernel!(node);
        double best = double.PositiveInfinity;
        output.Write($"{name,-36}");
        foreach (int lanes in s_lanes)
        {
            double time = Time(kernel, node, lanes);
            best = Math.Min(best, time);
            output.Write(FormattableString.Invariant($"{time * 1e-6,9:F3}"));
        }
        output.Write(FormattableString.Invariant($"{node.Primitive.Operations(node) * Batch / best,9:F1}"));
        output.WriteLine(Figure.Find(others, "pytorch.single.conv." + name) is { } figure
            ? FormattableString.Invariant($"{figure.Minimum * 1e-6,9:F3}{figure.Minimum / best,8:F2}")
            : "");
    }

    /// <summary>Nanoseconds for the batch, chunk after chunk in memory of its own.</summary>
    private static double Time(Kernel kernel, Tensor node, int lanes)
    {
        int chunks = Batch / lanes;
        AlignedBuffer[][] buffers = [.. Enumerable.Range(0, chunks).Select(_ => node.Operands.Append(node).Select(
            t => new AlignedBuffer((long)t.Size * (t.Varies ? lanes : 1) + 16, ElementType.Single)).ToArray())];
        foreach (AlignedBuffer buffer in buffers.SelectMany(static b => b))
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                ((float*)buffer.Pointer)[i] = (float)Math.Sin(i * 0.7);
            }
        }
        double time = Measurement.Of(
            () =>
            {
                double** operands = stackalloc double*[2];
                foreach (AlignedBuffer[] chunk in buffers)
                {
                    operands[0] = chunk[0].Pointer;
                    operands[1] = chunk[1].Pointer;
                    kernel(new KernelArguments
                    {
                        Operands = operands, Result = chunk[2].Pointer, Lanes = lanes, Draws = lanes,
                        TotalDraws = Batch,
                    });
                }
                return 0;
            },
            isOneThread: true).Minimum;
        GC.KeepAlive(buffers);
        return time;
    }
}
