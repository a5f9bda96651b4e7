using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Reparam.Execution;

namespace Reparam.Neural;

/// <summary>Changes the weights where a plan reads them, by the gradients where it left them.</summary>
/// <remarks>Work is cut into pieces that threads share; sums over all weights are those of the pieces, in order, so the
/// number of threads changes no bit. A step allocates nothing.</remarks>
internal sealed unsafe class WeightUpdater : IPieces
{
    private const int Piece = 16_384;

    private readonly Optimizer _optimizer;
    private readonly TrainingOptions _options;
    private readonly PlanRunner _runner;
    private readonly List<Slot> _slots = [];
    private readonly (int Slot, int Start, int Count)[] _pieces;
    private readonly int[] _order;
    private readonly double[] _squares;
    private bool _isSumming;
    private long _step;
    private double _stepSize;
    private float _scale;

    /// <param name="runner">The plan.</param>
    /// <param name="weights">The trained weights: their places among the plan's inputs and those of their gradients among
    /// its outputs.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">The number of threads.</param>
    public WeightUpdater(
        PlanRunner runner, IReadOnlyList<TrainedWeight> weights, TrainingOptions options, int threads)
    {
        (_optimizer, _options, _runner) = (options.Optimizer, options, runner);
        foreach (TrainedWeight weight in weights)
        {
            _slots.Add(new Slot(weight, Address(runner.SharedInput(weight.Input)),
                Address(runner.SharedSingles(weight.Gradient)), _optimizer.Moments.Count, options.AverageDecay is not null));
        }
        _pieces = [.. _slots.SelectMany((slot, s) =>
            Enumerable.Range(0, (slot.Padded + Piece - 1) / Piece)
                .Select(p => (s, p * Piece, Math.Min(Piece, slot.Padded - p * Piece))))];
        // A thread begins with what it has in cache: the rows of gradients that it summed.
        _order = [.. Enumerable.Range(0, _pieces.Length).OrderBy(
            p => (long)(_pieces[p].Start + _pieces[p].Count / 2) * threads / _slots[_pieces[p].Slot].Padded)];
        _squares = new double[_pieces.Length];
    }

    /// <summary>The arrays kept beside a weight: the optimiser's moments, then the moving average if there is one.</summary>
    public IReadOnlyList<string> Kept =>
        _options.AverageDecay is null ? _optimizer.Moments : [.. _optimizer.Moments, "average"];

    /// <summary>One of <see cref="Kept"/>.</summary>
    /// <param name="weight">The place of the weight.</param>
    /// <param name="kept">The place in <see cref="Kept"/>.</param>
    public Span<float> KeptValues(int weight, int kept) =>
        new(_slots[weight].Kept[kept].Pointer, _slots[weight].Size);

    /// <summary>Lets the moving averages begin at the weights.</summary>
    public void BeginAverages()
    {
        foreach (Slot slot in _slots.Where(_ => _options.AverageDecay is not null))
        {
            new Span<float>(slot.Values, slot.Size).CopyTo(new Span<float>(slot.Kept[^1].Pointer, slot.Size));
        }
    }

    /// <summary>Takes a step, unless the gradient is not finite.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <returns>The norm of the gradient.</returns>
    public double Update(long step)
    {
        _isSumming = true;
        _runner.Share(this, _pieces.Length);
        double squares = 0;
        foreach (double square in _squares)
        {
            squares += square;
        }
        double norm = Math.Sqrt(squares);
        if (!double.IsFinite(norm))
        {
            return norm;
        }
        _scale = _options.ClipNorm is { } most && norm > most ? (float)(most / norm) : 1;
        _isSumming = false;
        _step = step;
        _stepSize = _optimizer.StepSize.At(step - 1);
        _runner.Share(this, _pieces.Length);
        return norm;
    }

    void IPieces.Run(int piece, int worker, void* state)
    {
        piece = _order[piece];
        (int number, int start, int count) = _pieces[piece];
        Slot slot = _slots[number];
        if (_isSumming)
        {
            _squares[piece] = SumOfSquares(slot.Gradient + start, Math.Min(count, slot.Size - start));
            return;
        }
        _optimizer.Update(new WeightUpdate
        {
            Values = slot.Values + start,
            Gradient = slot.Gradient + start,
            GradientScale = _scale,
            First = slot.At(0, start),
            Second = slot.At(1, start),
            Count = count,
            Step = _step,
            StepSize = _stepSize,
            IsMatrix = slot.Weight.IsMatrix,
        });
        if (_options.AverageDecay is { } decay)
        {
            Average(slot.At(slot.Kept.Length - 1, start), slot.Values + start, (float)(1 - DecayAt(decay, _step)), count);
        }
    }

    /// <summary>Short at first: a long memory would keep the weights that the training began with.</summary>
    private static double DecayAt(double decay, long step) => Math.Min(decay, (1.0 + step) / (10.0 + step));

    /// <summary>In floats, of one piece: a gradient whose squares overflow has diverged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(float* values, int count)
    {
        Vector512<float> even = Vector512<float>.Zero, odd = even;
        int i = 0;
        for (; i + 32 <= count; i += 32)
        {
            Vector512<float> first = Vector512.Load(values + i), second = Vector512.Load(values + i + 16);
            even = Vector512.FusedMultiplyAdd(first, first, even);
            odd = Vector512.FusedMultiplyAdd(second, second, odd);
        }
        double sum = 0;
        for (int lane = 0; lane < Vector512<float>.Count; lane++)
        {
            sum += (double)even[lane] + odd[lane];
        }
        for (; i < count; i++)
        {
            // As a float, like the others: a square that overflows would do so in the optimiser.
            float square = values[i] * values[i];
            sum += square;
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Average(float* average, float* values, float share, int count)
    {
        var shares = Vector512.Create(share);
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var old = Vector512.Load(average + i);
            Vector512.FusedMultiplyAdd(shares, Vector512.Load(values + i) - old, old).Store(average + i);
        }
    }

    // The buffers of a runner are pinned.
    private static float* Address(ReadOnlySpan<float> values) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values));

    /// <summary>Where a weight and all that belongs to it lies.</summary>
    private sealed class Slot
    {
        public Slot(TrainedWeight weight, float* values, float* gradient, int moments, bool isAveraged)
        {
            Weight = weight;
            Values = values;
            Gradient = gradient;
            Size = weight.Size;
            Padded = ElementType.Single.Padded(Size);
            Kept = [.. Enumerable.Range(0, moments + (isAveraged ? 1 : 0))
                .Select(_ => new AlignedBuffer(Padded, ElementType.Single))];
        }

        public TrainedWeight Weight { get; }

        public float* Values { get; }

        public float* Gradient { get; }

        public int Size { get; }

        public int Padded { get; }

        public AlignedBuffer[] Kept { get; }

        public float* At(int kept, int start) => kept < Kept.Length ? (float*)Kept[kept].Pointer + start : null;
    }
}

/// <summary>A weight that is trained.</summary>
/// <param name="Input">Its place among the inputs of the plan.</param>
/// <param name="Gradient">The place of its gradient among the outputs.</param>
/// <param name="Size">The number of its elements.</param>
/// <param name="IsMatrix">Whether it has two axes or more.</param>
internal sealed record TrainedWeight(int Input, int Gradient, int Size, bool IsMatrix);
