using Reparam.Execution;
using Reparam.Distributions;
using Reparam.Primitives;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Expressions of a network, compiled for batches of one size: what training and evaluation run.</summary>
/// <remarks>A run allocates nothing.</remarks>
internal sealed unsafe class NetworkProgram : IPieces
{
    private const double LargestUniform = 1 - 1.0 / (1 << 24);

    /// <summary>Numbers of noise that are worth a piece of work: some microseconds.</summary>
    private const int NoiseOfPiece = 1024;

    private readonly Module _module;
    private readonly IReadOnlyList<NetworkInput> _inputs;
    private readonly RandomKey[] _keys;
    private readonly double[][] _noise;
    private (int Input, ulong Step, int Pieces) _filling;

    /// <param name="module">The network.</param>
    /// <param name="inputs">All inputs of the expressions.</param>
    /// <param name="outputs">The expressions.</param>
    /// <param name="batch">Examples at once.</param>
    /// <param name="threads">The number of threads; 0 for as many as the machine has.</param>
    /// <param name="key">The key of the noise.</param>
    public NetworkProgram(Module module, IReadOnlyList<NetworkInput> inputs, IReadOnlyList<Tensor> outputs, int batch,
        int threads, RandomKey key)
    {
        (_module, _inputs) = (module, inputs);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        RequireAdded(module, inputs, outputs);
        var plan = ExecutionPlan.Create(
            [.. inputs.Select(static input => input.Tensor), .. module.Weights.Select(static w => w.Weight.Tensor)],
            outputs, element: ElementType.Single);
        Runner = new PlanRunner(plan, batch, Threads);
        _keys = [.. inputs.Select(input => key.Fold(input.Name))];
        _noise = [.. inputs.Select((input, i) =>
        {
            double[] values = input is NoiseInput or EvenlySpacedInput ? new double[input.Tensor.Size * batch] : [];
            if (values.Length > 0)
            {
                Runner.BindInput(i, (ReadOnlyMemory<double>)values);
            }
            return values;
        })];
    }

    /// <summary>Refuses expressions of weights that are not the network's.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    private static void RequireAdded(Module module, IReadOnlyList<NetworkInput> inputs, IReadOnlyList<Tensor> outputs)
    {
        var known = new HashSet<Tensor>(inputs.Select(static input => input.Tensor)
            .Concat(module.Weights.Select(static w => w.Weight.Tensor)), ReferenceEqualityComparer.Instance);
        if (Graph.TopologicalOrder(outputs).FirstOrDefault(
            node => node.Primitive == Leaves.Input && !known.Contains(node)) is { } foreign)
        {
            throw new ArgumentException(
                $"{module.GetType().Name}: the expressions use a weight or an input of shape {foreign.Shape} that is not " +
                "the network's. Call Add with a name for each layer and weight in the constructor of the module that uses " +
                "it, and make inputs by the builder that was given.", nameof(outputs));
        }
    }

    /// <summary>What runs it.</summary>
    public PlanRunner Runner { get; }

    /// <summary>The number of threads.</summary>
    public int Threads { get; }

    /// <summary>The place of a weight among the inputs of the plan.</summary>
    public int InputOf(int weight) => _inputs.Count + weight;

    /// <summary>Takes values of the weights.</summary>
    public void Load(WeightValues values)
    {
        for (int i = 0; i < _module.Weights.Count; i++)
        {
            Runner.SetShared(InputOf(i), values[_module.Weights[i].Name]);
        }
    }

    /// <summary>Makes the noise and the scheduled numbers of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="scheduledAt">The step at which scheduled numbers are taken; null for that of the noise.</param>
    public void Prepare(long step, long? scheduledAt = null)
    {
        for (int i = 0; i < _inputs.Count; i++)
        {
            switch (_inputs[i])
            {
                case NoiseInput noise:
                    int pieces = Math.Clamp(_noise[i].Length / NoiseOfPiece, 1, noise.Tensor.Size);
                    _filling = (i, (ulong)step, pieces);
                    Runner.Share(this, pieces);
                    break;
                case EvenlySpacedInput:
                    double start = Noise.Uniform(_keys[i], (ulong)step, 0, 0);
                    for (int example = 0; example < _noise[i].Length; example++)
                    {
                        _noise[i][example] = (start + example / (double)_noise[i].Length) % 1;
                    }
                    break;
                case ScheduledInput scheduled:
                    Runner.SetShared(i, [(float)scheduled.Schedule.At(scheduledAt ?? step)]);
                    break;
            }
        }
    }

    /// <summary>Fills a part of the noise of an input: each number is a function of its place.</summary>
    void IPieces.Run(int piece, int worker, void* state)
    {
        (int input, ulong step, int pieces) = _filling;
        var noise = (NoiseInput)_inputs[input];
        int draws = Runner.Draws, size = noise.Tensor.Size;
        int first = (int)((long)size * piece / pieces), elements = (int)((long)size * (piece + 1) / pieces) - first;
        Span<double> values = _noise[input].AsSpan(first * draws, elements * draws);
        RandomKey key = _keys[input];
        switch (noise.Kind)
        {
            case NoiseKind.Normal:
                Noise.FillNormal(key, step, 0, draws, first, elements, values);
                break;
            case NoiseKind.Exponential:
                Noise.FillExponential(key, step, 0, draws, first, elements, values);
                break;
            default:
                Noise.FillUniform(key, step, 0, draws, first, elements, values);
                // As a float a number next to 1 would be 1, whose quantile is infinite.
                foreach (ref double value in values)
                {
                    value = Math.Min(value, LargestUniform);
                }
                break;
        }
    }
}
