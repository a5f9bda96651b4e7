using Reparam.Benchmarks.Comparison;
using Reparam.Execution;
using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Benchmarks;

/// <summary>The tables of <c>single</c>: what networks are made of, in floats, on one thread.</summary>
internal static unsafe class SingleTable
{
    private const int Elements = 16_384;
    private const int Batch = 128;

    public static int Print(IReadOnlyList<string> files, TextWriter output)
    {
        IReadOnlyList<Figure> others = [.. files.SelectMany(Figure.Read)];
        Products(output);
        output.WriteLine();
        output.WriteLine($"{"nanoseconds an element",-24}{"ours",10}{"PyTorch",10}{"ratio",8}");
        Function(output, others, "exp", Exp);
        Function(output, others, "log", Log, positive: true);
        Function(output, others, "log1p", Log1p, positive: true);
        Function(output, others, "tanh", Tanh);
        Function(output, others, "sigmoid", Sigmoid);
        Function(output, others, "softplus", Softplus);
        Function(output, others, "erf", Erf);
        Function(output, others, "lgamma", LogGamma, positive: true);
        output.WriteLine();
        ConvolutionTable.Print(files, output);
        output.WriteLine();
        output.WriteLine(
            $"{"ms a step, batch 128",-24}{"2 threads",10}{"ours",10}{"PyTorch",10}{"ratio",8}{"at best",9}");
        Step(output, others, "classifier", Classifier());
        Step(output, others, "autoencoder", Autoencoder());
        Step(output, others, "convolutional", Convolutional());
        return 0;
    }

    /// <summary>784-400-10, tanh, cross entropy.</summary>
    public static Network Classifier()
    {
        var network = new Network(784, 10);
        Tensor hidden = Tanh(network.Linear(network.X, 400)), logits = network.Linear(hidden, 10);
        network.Minimize(LogSumExp(logits) - Sum(logits * network.Y));
        return network;
    }

    /// <summary>784-400-784, softplus, Bernoulli from logits.</summary>
    public static Network Autoencoder()
    {
        var network = new Network(784, 0);
        Tensor hidden = Softplus(network.Linear(network.X, 400)), logits = network.Linear(hidden, 784);
        network.Minimize(Sum(Softplus(logits) - logits * network.X));
        return network;
    }

    /// <summary>28 x 28, convolutions to 32 and 64 channels with means over 2 x 2 after each, 3136-10, tanh, cross
    /// entropy.</summary>
    public static Network Convolutional()
    {
        var network = new Network(784, 10);
        Tensor x = AveragePool(Tanh(network.Convolution(Reshape(network.X, [1, 28, 28]), 32)));
        x = AveragePool(Tanh(network.Convolution(x, 64)));
        Tensor logits = network.Linear(Reshape(x, [x.Size]), 10);
        network.Minimize(LogSumExp(logits) - Sum(logits * network.Y));
        return network;
    }

    private static void Step(TextWriter output, IReadOnlyList<Figure> others, string name, Network network)
    {
        PlanRunner runner = network.Prepare(Batch, threads: 1);
        Measurement time = Measurement.Of(
            () =>
            {
                runner.Run();
                return 0;
            },
            isOneThread: true);
        PlanRunner two = network.Prepare(Batch, threads: 2);
        Measurement shared = Measurement.Of(() =>
        {
            two.Run();
            return 0;
        });
        string line = FormattableString.Invariant(
            $"{name,-24}{shared.Minimum * 1e-6,10:F3}{time.Median * 1e-6,10:F3}");
        output.WriteLine(Figure.Find(others, "pytorch.single." + name) is { } figure
            ? line + FormattableString.Invariant(
                $"{figure.Median * 1e-6,10:F3}{figure.Median / time.Median,8:F2}{figure.Minimum / time.Minimum,9:F2}")
            : line);
        Instructions(output, runner);
    }

    /// <summary>Where the time of a step goes: its longest instructions, each by itself.</summary>
    private static void Instructions(TextWriter output, PlanRunner runner)
    {
        ExecutionPlan plan = runner.Plan;
        var pointers = new AlignedBuffer(plan.MostPlaces);
        var places = (double**)pointers.Pointer;
        var scratch = new AlignedBuffer(
            plan.Scratch.Fixed + (long)plan.Scratch.PerLane * runner.Lanes, ElementType.Single);
        var times = new List<(double Time, string Text)>();
        foreach (Instruction instruction in plan.Stages.SelectMany(s => s.ByDraw.Concat(s.Reductions)))
        {
            Place[] all = [.. instruction.Results, .. instruction.Operands];
            AlignedBuffer[] buffers =
                [.. all.Select(place => new AlignedBuffer((long)(place.Size + 16) * runner.Lanes, ElementType.Single))];
            for (int i = 0; i < buffers.Length; i++)
            {
                new Span<float>(buffers[i].Pointer, buffers[i].Length).Fill(0.7f);
                places[i] = buffers[i].Pointer;
            }
            double time = Measurement.Of(
                () =>
                {
                    instruction.Kernel.Run(new KernelArguments
                    {
                        Results = places, Result = places[0], Operands = places + instruction.Results.Length,
                        Scratch = scratch.Pointer, Lanes = runner.Lanes, Draws = runner.Lanes,
                        TotalDraws = runner.Draws,
                    }, null);
                    return 0;
                },
                isOneThread: true).Minimum * runner.Chunks;
            GC.KeepAlive(buffers);
            times.Add((time, $"{instruction.Name}: {string.Join(", ", all.Select(p => $"{p.Size} {p.Storage}"))}"));
        }
        GC.KeepAlive(scratch);
        GC.KeepAlive(pointers);
        double sum = times.Sum(t => t.Time) * 1e-6;
        output.WriteLine(FormattableString.Invariant(
            $"    {runner.Chunks} chunks of {runner.Lanes}; all instructions {sum:F3} ms, of which"));
        foreach ((double time, string text) in times.OrderByDescending(t => t.Time).Take(12))
        {
            output.WriteLine(FormattableString.Invariant($"    {time * 1e-6,8:F3}  {text}"));
        }
    }

    private static void Function(TextWriter output, IReadOnlyList<Figure> others, string name,
        Func<Tensor, Tensor> function, bool positive = false)
    {
        Tensor x = Input("x", [Elements / 64], varies: true), y = function(x);
        Kernel kernel = y.Primitive.SingleKernel!(y);
        var (source, target) = (new AlignedBuffer(Elements, ElementType.Single),
            new AlignedBuffer(Elements, ElementType.Single));
        for (int i = 0; i < Elements; i++)
        {
            double value = 3 * Math.Sin(i * 0.7);
            ((float*)source.Pointer)[i] = (float)(positive ? Math.Abs(value) + 0.01 : value);
        }
        double time = Measurement.Of(
            () =>
            {
                double* operand = source.Pointer;
                kernel(new KernelArguments { Operands = &operand, Result = target.Pointer, Lanes = 64, Draws = 64 });
                return 0;
            },
            isOneThread: true).Minimum / Elements;
        string line = FormattableString.Invariant($"{name,-24}{time,10:F3}");
        output.WriteLine(Figure.Find(others, "pytorch.single." + name) is { } figure
            ? line + FormattableString.Invariant($"{figure.Minimum,10:F3}{figure.Minimum / time,8:F2}")
            : line);
    }

    private static void Products(TextWriter output)
    {
        bool there = OpenBlas.TryLoad(out OpenBlas? blas);
        output.WriteLine(there
            ? $"OpenBLAS: {blas!.Description}; one thread."
            : "OpenBLAS: no libopenblas.so.0 was found, so its columns are empty.");
        var table = new TurnTable(output);
        foreach ((int m, int k, int lanes) in new[]
            { (400, 784, 128), (400, 784, 64), (200, 784, 112), (10, 400, 128) })
        {
            SharedByDraw(table, blas, m, k, lanes, transposed: false);
            SharedByDraw(table, blas, k, m, lanes, transposed: true);
            SumOfOuterProducts(table, blas, m, k, lanes);
        }
        SharedByDraw(table, blas, 1024, 1024, 256, transposed: false);
    }

    /// <summary>W x for each draw, or Wᵀ x.</summary>
    private static void SharedByDraw(TurnTable table, OpenBlas? blas, int m, int k, int lanes, bool transposed)
    {
        Tensor w = Input("w", transposed ? [k, m] : [m, k]), x = Input("x", [k, 1], varies: true);
        Run(table, MatrixProducts.Multiply(w, x, transposed), lanes, m, k, blas is null ? null : (a, b, c) =>
            blas.Sgemm(OpenBlas.RowMajor, transposed ? OpenBlas.Transpose : OpenBlas.NoTranspose, OpenBlas.NoTranspose,
                m, lanes, k, 1, a, transposed ? m : k, b, lanes, 0, c, lanes),
            FormattableString.Invariant($"W{(transposed ? "ᵀ" : "")} x, {m} x {k}, {lanes} draws"));
    }

    /// <summary>The sum over draws of y xᵀ: the gradient in W.</summary>
    private static void SumOfOuterProducts(TurnTable table, OpenBlas? blas, int m, int k, int lanes)
    {
        Tensor y = Input("y", [m, 1], varies: true), x = Input("x", [k, 1], varies: true);
        Run(table, DrawSum(MatrixProducts.Multiply(y, x, false, true)), lanes, m, k, blas is null ? null : (a, b, c) =>
            blas.Sgemm(OpenBlas.RowMajor, OpenBlas.NoTranspose, OpenBlas.Transpose,
                m, k, lanes, 1, a, lanes, b, lanes, 0, c, k),
            FormattableString.Invariant($"sum of y xᵀ, {m} x {k}, {lanes} draws"));
    }

    private delegate void Theirs(float* a, float* b, float* c);

    private static void Run(TurnTable table, Tensor node, int lanes, int m, int k, Theirs? theirs, string name)
    {
        Kernel kernel = node.Primitive.SingleKernel!(node);
        AlignedBuffer[] buffers = [.. node.Operands.Append(node).Select(
            t => new AlignedBuffer((long)t.Size * (t.Varies ? lanes : 1) + 16, ElementType.Single))];
        foreach (AlignedBuffer buffer in buffers)
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                ((float*)buffer.Pointer)[i] = (float)Math.Sin(i * 0.7);
            }
        }
        void Ours()
        {
            double** operands = stackalloc double*[] { buffers[0].Pointer, buffers[1].Pointer };
            kernel(new KernelArguments
            {
                Operands = operands, Result = buffers[2].Pointer, Lanes = lanes, Draws = lanes, TotalDraws = lanes,
            });
        }
        table.Row(name, 2.0 * m * k * lanes, 1, Ours, theirs is null ? null : () => theirs(
            (float*)buffers[0].Pointer, (float*)buffers[1].Pointer, (float*)buffers[2].Pointer));
        GC.KeepAlive(buffers);
    }

    /// <summary>A network for one example, whose weights are the same in all draws.</summary>
    internal sealed class Network(int inputs, int classes)
    {
        private readonly List<Tensor> _weights = [];
        private Tensor[] _outputs = [];

        public Tensor X { get; } = Input("x", [inputs], varies: true);

        public Tensor Y { get; } = Input("y", [classes], varies: true);

        public Tensor Linear(Tensor x, int outputs)
        {
            Tensor w = Input("w", [outputs, x.Size]), b = Input("b", [outputs]);
            _weights.AddRange([w, b]);
            return MatMul(w, x) + b;
        }

        public Tensor Convolution(Tensor x, int outputs)
        {
            Tensor k = Input("k", [outputs, x.Shape[0], 3, 3]), b = Input("b", [outputs, 1, 1]);
            _weights.AddRange([k, b]);
            return Convolve(x, k, padding: 1) + b;
        }

        public void Minimize(Tensor loss)
        {
            Tensor mean = DrawMean(loss);
            _outputs = [mean, .. Differentiate.Gradient(mean, [.. _weights])];
        }

        public PlanRunner Prepare(int batch, int threads)
        {
            ExecutionPlan plan = ExecutionPlan.Create([X, Y, .. _weights], _outputs, element: ElementType.Single);
            var runner = new PlanRunner(plan, batch, threads);
            runner.BindInput(0, (ReadOnlyMemory<float>)Numbers(inputs * batch, 0.5f));
            runner.BindInput(1, (ReadOnlyMemory<float>)Numbers(classes * batch, 0.1f));
            for (int i = 0; i < _weights.Count; i++)
            {
                Numbers(_weights[i].Size, 0.05f).CopyTo(runner.SharedInput(2 + i));
            }
            return runner;
        }

        private static float[] Numbers(int count, float scale) =>
            [.. Enumerable.Range(0, count).Select(i => scale * (float)Math.Sin(i * 0.7))];
    }
}
