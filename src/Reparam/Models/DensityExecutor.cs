using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Execution;

namespace Reparam;

/// <summary>A plan of expressions that are linear in a log density: the density itself, its derivatives, and what is
/// added to them.</summary>
/// <param name="Plan">Its inputs are followed by those of the rows.</param>
/// <param name="Inputs">The number of its own inputs.</param>
/// <param name="Rows">The rows; null where all data are constants.</param>
internal sealed record DensityPlan(ExecutionPlan Plan, int Inputs, RowBlocks? Rows)
{
    /// <summary>Runs expressions once and copies their values out as [element · draws + draw].</summary>
    public static double[][] Run(LogDensity density, IReadOnlyList<Tensor> inputs, IReadOnlyList<double[]> values,
        IReadOnlyList<Tensor> outputs, int draws, int threads = 1)
    {
        var executor = new DensityExecutor(density.Plan(inputs, outputs), draws, threads);
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Varies)
            {
                executor.BindInput(i, values[i]);
            }
            else
            {
                executor.SetShared(i, values[i]);
            }
        }
        executor.Run();
        return [.. outputs.Select((output, i) =>
        {
            var result = new double[output.Size * (output.Varies ? draws : 1)];
            if (output.Varies)
            {
                executor.CopyByDraw(i, result);
            }
            else
            {
                executor.Shared(i).CopyTo(result);
            }
            return result;
        })];
    }
}

/// <summary>
/// Runs a plan as an <see cref="Executor"/> does, over all rows of the source or over some: block by block, each an
/// estimate of the whole, and averaged by the number of rows in it. As every output is linear in the log density, the
/// average over all rows is exact up to rounding, and over rows chosen at random it is unbiased.
/// </summary>
/// <remarks>Blocks are added in the order of the rows. Memory is one block.</remarks>
internal sealed class DensityExecutor
{
    private readonly Executor _executor;
    private readonly DensityPlan _plan;
    private readonly double[][] _sums;
    private readonly double[][] _buffers;
    private readonly ReadOnlyMemory<double>[] _sources;
    private readonly Memory<double>[] _destinations;
    private double[] _block = [];
    private bool _holdsAllRows;

    /// <inheritdoc cref="Executor"/>
    public DensityExecutor(DensityPlan plan, int draws, int threads = 1)
    {
        _plan = plan;
        _executor = new Executor(plan.Plan, draws, threads);
        _buffers = plan.Rows?.Buffers() ?? [];
        _sums = plan.Rows is null ? []
            : [.. plan.Plan.Outputs.Select(o => new double[o.Size * (o.Storage == Storage.Kept ? draws : 1)])];
        _sources = new ReadOnlyMemory<double>[plan.Inputs];
        _destinations = new Memory<double>[_sums.Length];
        _block = new double[_sums.Length == 0 ? 0 : _sums.Max(s => s.Length)];
    }

    /// <inheritdoc cref="PlanRunner.Release"/>
    public void Release() => _executor.Release();

    /// <inheritdoc cref="Executor.Draws"/>
    public int Draws => _executor.Draws;

    /// <inheritdoc cref="PlanRunner.SetShared(int, ReadOnlySpan{double})"/>
    public void SetShared(int input, ReadOnlySpan<double> values) => _executor.SetShared(input, values);

    /// <inheritdoc cref="PlanRunner.SetByDraw(int, ReadOnlySpan{double})"/>
    public void SetByDraw(int input, ReadOnlySpan<double> values)
    {
        _sources[input] = default;
        _executor.SetByDraw(input, values);
    }

    /// <inheritdoc cref="PlanRunner.BindInput(int, ReadOnlyMemory{double})"/>
    public void BindInput(int input, ReadOnlyMemory<double> values)
    {
        if (_plan.Rows is null)
        {
            _executor.BindInput(input, values);
        }
        else
        {
            // Once a run is enough, where each goes through many blocks.
            _sources[input] = values;
        }
    }

    /// <inheritdoc cref="PlanRunner.BindOutput(int, Memory{double})"/>
    public void BindOutput(int output, Memory<double> destination)
    {
        if (_plan.Rows is null)
        {
            _executor.BindOutput(output, destination);
        }
        else
        {
            _destinations[output] = destination;
        }
    }

    /// <inheritdoc cref="PlanRunner.Shared"/>
    public ReadOnlySpan<double> Shared(int output) =>
        _plan.Rows is null ? _executor.Shared(output) : _sums[output];

    /// <inheritdoc cref="PlanRunner.CopyByDraw(int, Span{double})"/>
    public void CopyByDraw(int output, Span<double> destination)
    {
        if (_plan.Rows is null)
        {
            _executor.CopyByDraw(output, destination);
            return;
        }
        double[] sum = _sums[output];
        if (_plan.Plan.Outputs[output].Storage == Storage.Kept)
        {
            sum.CopyTo(destination);
            return;
        }
        for (int e = 0; e < sum.Length; e++)
        {
            destination.Slice(e * Draws, Draws).Fill(sum[e]);
        }
    }

    /// <summary>Counts a run over all rows whose results are known.</summary>
    public void Skip()
    {
        for (long block = 0; block < (_plan.Rows?.Count ?? 1); block++)
        {
            _executor.Skip();
        }
    }

    /// <summary>Computes the outputs from the inputs and all rows.</summary>
    /// <inheritdoc cref="PlanRunner.Run"/>
    /// <exception cref="InvalidDataException">A row holds a number that is not finite, or a category without a
    /// level.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        if (_plan.Rows is not { } rows)
        {
            _executor.Run(cancellation);
            return;
        }
        Begin();
        for (long block = 0; block < rows.Count; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            long first = rows.First(block);
            int count = (int)(rows.First(block + 1) - first);
            if (!_holdsAllRows)
            {
                rows.Load(first, count, _buffers);
                Give();
            }
            _executor.Run(cancellation);
            Add((double)count / rows.Source.RowCount);
        }
        _holdsAllRows = rows.Count == 1;
        End();
    }

    /// <summary>Estimates the outputs from the inputs and some rows: each weighs N over their number.</summary>
    /// <inheritdoc cref="Run(CancellationToken)"/>
    /// <param name="chosen">The rows, at least 1.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    public void Run(ReadOnlySpan<long> chosen, CancellationToken cancellation)
    {
        RowBlocks rows = _plan.Rows!;
        Begin();
        _holdsAllRows = false;
        int parts = (chosen.Length - 1) / rows.Length + 1, most = (chosen.Length - 1) / parts + 1;
        for (int first = 0; first < chosen.Length; first += most)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<long> part = chosen.Slice(first, Math.Min(most, chosen.Length - first));
            rows.Load(part.ToArray(), _buffers);
            Give();
            _executor.Run(cancellation);
            Add((double)part.Length / chosen.Length);
        }
        End();
    }

    private void Begin()
    {
        for (int input = 0; input < _sources.Length; input++)
        {
            if (!_sources[input].IsEmpty)
            {
                _executor.SetByDraw(input, _sources[input].Span);
            }
        }
        foreach (double[] sum in _sums)
        {
            Array.Clear(sum);
        }
    }

    private void End()
    {
        for (int output = 0; output < _destinations.Length; output++)
        {
            if (!_destinations[output].IsEmpty)
            {
                CopyByDraw(output, _destinations[output].Span);
            }
        }
    }

    private void Give()
    {
        for (int i = 0; i < _buffers.Length; i++)
        {
            _executor.SetShared(_plan.Inputs + i, _buffers[i]);
        }
    }

    private void Add(double share)
    {
        for (int output = 0; output < _sums.Length; output++)
        {
            double[] sum = _sums[output];
            ReadOnlySpan<double> values;
            if (_plan.Plan.Outputs[output].Storage == Storage.Kept)
            {
                _executor.CopyByDraw(output, _block.AsSpan(0, sum.Length));
                values = _block.AsSpan(0, sum.Length);
            }
            else
            {
                values = _executor.Shared(output);
            }
            AddProduct(share, values, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct(double factor, ReadOnlySpan<double> values, Span<double> sum)
    {
        var factors = Vector512.Create(factor);
        int i = 0;
        for (; i <= sum.Length - 8; i += 8)
        {
            Vector512<double> product = factors * Vector512.Create(values.Slice(i, 8));
            (Vector512.Create<double>(sum.Slice(i, 8)) + product).CopyTo(sum.Slice(i, 8));
        }
        for (; i < sum.Length; i++)
        {
            sum[i] += factor * values[i];
        }
    }
}
