using Reparam.Execution;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>A term of an estimate that is not a finite number.</summary>
/// <param name="Draw">The draw.</param>
/// <param name="Term">0 for the value, i + 1 for its derivative by parameter i.</param>
/// <param name="Value">What it is instead.</param>
internal readonly record struct NotFinite(int Draw, int Term, double Value);

/// <summary>Runs what an estimator computes over draws, joins draws that depend on each other into replicates, and
/// gathers the moments of these.</summary>
internal sealed class EstimatorRun
{
    // Bounds the memory of a run; the results are the same to the bit however the draws are cut.
    private const int BlockElements = 1 << 22;
    private const int MostBlockDraws = 2048;

    private readonly EstimatorGraph _graph;
    private readonly ProblemTrace _trace;
    private readonly NoiseSource _source;
    private readonly Replicates _replicates;
    private readonly int _chunk;

    /// <summary>Prepares a run.</summary>
    public EstimatorRun(
        EstimatorGraph graph, ProblemTrace trace, NoiseScheme scheme, int draws, RandomKey key)
    {
        (_graph, _trace) = (graph, trace);
        (int block, int replicates) = scheme.Divide(draws, graph.Group);
        Draws = checked(block * graph.Group * replicates);
        _source = new NoiseSource(graph.Noise, key, scheme, block);
        _replicates = new Replicates(trace.At.Length, block, graph.Group, graph.Score is not null);
        int elements = graph.Noise.Sum(static n => n.Input.Size) + graph.Outputs.Sum(static o => o.Size);
        _chunk = Math.Clamp(BlockElements / elements / 8 * 8, 8, MostBlockDraws);
    }

    /// <summary>The number of draws: as many as asked for, rounded up to whole replicates.</summary>
    public int Draws { get; }

    /// <summary>The moments of the value and of the derivative by each parameter, over the replicates.</summary>
    public RunningMoments Moments => _replicates.Moments;

    /// <summary>The noise of one draw, for each input.</summary>
    public double[][] Noise(int draw)
    {
        double[][] noise = Buffers(1);
        _source.Fill(draw, 1, noise);
        return noise;
    }

    /// <summary>Runs all draws.</summary>
    /// <returns>The first term of a block that is not finite, at which it ends, or null.</returns>
    public NotFinite? Run(CancellationToken cancellation)
    {
        Tensor[] outputs = [.. _graph.Outputs.Select(Tensor.Spread)];
        var plan = ExecutionPlan.Create(
            [_trace.Theta, .. _graph.Shared.Select(static s => s.Input), .. _graph.Noise.Select(static n => n.Input)],
            outputs);
        Executor? executor = null;
        double[][] noise = [];
        double[] terms = [];
        for (int first = 0, count; first < Draws; first += count)
        {
            cancellation.ThrowIfCancellationRequested();
            count = Math.Min(_chunk, Draws - first);
            if (executor?.Draws != count)
            {
                executor = new Executor(plan, count, threads: 0);
                executor.SetShared(0, _trace.At);
                for (int i = 0; i < _graph.Shared.Count; i++)
                {
                    executor.SetShared(1 + i, _graph.Shared[i].Values);
                }
                noise = Buffers(count);
                terms = new double[outputs.Sum(static o => o.Size) * count];
                for (int i = 0; i < noise.Length; i++)
                {
                    executor.BindInput(1 + _graph.Shared.Count + i, noise[i]);
                }
                for (int i = 0, start = 0; i < outputs.Length; start += outputs[i++].Size * count)
                {
                    executor.BindOutput(i, terms.AsMemory(start, outputs[i].Size * count));
                }
            }
            _source.Fill(first, count, noise);
            executor.Run(cancellation);
            int bad = Array.FindIndex(terms, static t => !double.IsFinite(t));
            if (bad >= 0)
            {
                int row = bad / count;
                return new NotFinite(first + bad % count, row == 0 ? 0 : (row - 1) % _trace.At.Length + 1, terms[bad]);
            }
            _replicates.Add(terms, count);
        }
        return null;
    }

    private double[][] Buffers(int draws) => [.. _graph.Noise.Select(n => new double[n.Input.Size * draws])];
}
