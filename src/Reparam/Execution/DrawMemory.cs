using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Execution;

/// <summary>
/// The values by draw that last for a whole run, inputs and outputs among them: how draws are cut into chunks, where
/// the values of each chunk lie, [element · lanes + lane], and how they come from arrays of all draws, [element · draws
/// + draw], and go there.
/// </summary>
/// <remarks>Where all inputs come from bound arrays, all outputs go to some, and one stage does everything, nothing
/// need outlast its chunk: then a thread's chunks lie in the same place, one after another, which stays in
/// cache.</remarks>
internal sealed unsafe class DrawMemory
{
    private const int ChunkBytes = 256 * 1024;

    private readonly ExecutionPlan _plan;
    private readonly int _workers;
    private readonly bool _hasOneStage;
    private readonly ReadOnlyMemory<double>[] _sources;
    private readonly Memory<double>[] _destinations;
    private AlignedBuffer? _buffer;
    private bool _isPassing;

    /// <summary>Lays it out.</summary>
    /// <param name="plan">What is run.</param>
    /// <param name="draws">The number of draws, at least 1.</param>
    /// <param name="threads">The most threads to use.</param>
    public DrawMemory(ExecutionPlan plan, int draws, int threads)
    {
        _plan = plan;
        Draws = draws;
        Lanes = LanesPerChunk(plan, draws);
        Chunks = (draws + Lanes - 1) / Lanes;
        _workers = Math.Clamp(threads, 1, Chunks);
        _hasOneStage = plan.Stages.Count(stage => stage.RunsByDraw) == 1;
        _sources = new ReadOnlyMemory<double>[plan.Inputs.Length];
        _destinations = new Memory<double>[plan.Outputs.Length];
    }

    /// <summary>The number of draws.</summary>
    public int Draws { get; }

    /// <summary>Draws in a chunk, a multiple of eight.</summary>
    public int Lanes { get; }

    /// <summary>The number of chunks.</summary>
    public int Chunks { get; }

    /// <summary>The draws of a chunk: the last one may have fewer than lanes.</summary>
    public int DrawsOf(int chunk) => Math.Min(Lanes, Draws - chunk * Lanes);

    /// <summary>Makes room for a run.</summary>
    public void Prepare()
    {
        bool isPassing = _hasOneStage
            && AreBound(_plan.Inputs, _sources, static source => source.IsEmpty)
            && AreBound(_plan.Outputs, _destinations, static destination => destination.IsEmpty);
        LayOut(isPassing);
    }

    /// <summary>The number of the place where the values of a chunk lie.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="worker">The thread that works on it.</param>
    public int Slot(int chunk, int worker) => _isPassing ? worker : chunk;

    /// <summary>Where a value lies.</summary>
    public double* Pointer(Place place, int slot) =>
        _buffer!.Pointer + ((long)_plan.KeptLength * slot + place.Offset) * Lanes;

    /// <summary>Gives an input now.</summary>
    public void Set(int input, ReadOnlySpan<double> values)
    {
        _sources[input] = default;
        LayOut(isPassing: false);
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            CopyIn(_plan.Inputs[input], chunk, chunk, values);
        }
    }

    /// <summary>Copies an output that varies by draw.</summary>
    public void CopyTo(int output, Span<double> destination)
    {
        if (_destinations[output].IsEmpty)
        {
            CopyTo(_plan.Outputs[output], destination);
        }
        else
        {
            _destinations[output].Span.CopyTo(destination);
        }
    }

    /// <summary>Binds an input: <see cref="CopyIn(int, int)"/> takes it from there.</summary>
    public void BindInput(int input, ReadOnlyMemory<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _plan.Inputs[input].Size * Draws, nameof(values));
        _sources[input] = values;
    }

    /// <summary>Binds an output: <see cref="CopyOut(int, int)"/> leaves it there.</summary>
    public void BindOutput(int output, Memory<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            destination.Length, _plan.Outputs[output].Size * Draws, nameof(destination));
        _destinations[output] = destination;
    }

    /// <summary>What an output is bound to; empty where it is not.</summary>
    public Span<double> Bound(int output) => _destinations[output].Span;

    /// <summary>Takes the inputs by draw of a run of the same expressions, with as many draws, and what its inputs and
    /// outputs are bound to.</summary>
    public void TakeOver(DrawMemory other)
    {
        other._sources.CopyTo(_sources, 0);
        other._destinations.CopyTo(_destinations, 0);
        for (int input = 0; input < _sources.Length; input++)
        {
            Place place = other._plan.Inputs[input];
            if (place.Storage == Storage.Kept && _sources[input].IsEmpty)
            {
                var values = new double[place.Size * Draws];
                other.CopyTo(place, values);
                Set(input, values);
            }
        }
    }

    /// <summary>Copies the bound inputs of a chunk.</summary>
    public void CopyIn(int chunk, int slot)
    {
        for (int input = 0; input < _sources.Length; input++)
        {
            if (!_sources[input].IsEmpty)
            {
                CopyIn(_plan.Inputs[input], chunk, slot, _sources[input].Span);
            }
        }
    }

    /// <summary>Copies the bound outputs of a chunk that vary by draw.</summary>
    public void CopyOut(int chunk, int slot)
    {
        for (int output = 0; output < _destinations.Length; output++)
        {
            if (!_destinations[output].IsEmpty && _plan.Outputs[output].Storage == Storage.Kept)
            {
                CopyOut(_plan.Outputs[output], chunk, slot, _destinations[output].Span);
            }
        }
    }

    private void LayOut(bool isPassing)
    {
        if (_buffer is null || _isPassing != isPassing)
        {
            _isPassing = isPassing;
            _buffer = new AlignedBuffer((long)_plan.KeptLength * Lanes * (isPassing ? _workers : Chunks));
        }
    }

    private static bool AreBound<T>(Place[] places, T[] bound, Func<T, bool> isEmpty)
    {
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is { Storage: Storage.Kept, Size: > 0 } && isEmpty(bound[i]))
            {
                return false;
            }
        }
        return true;
    }

    private void CopyTo(Place place, Span<double> destination)
    {
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            CopyOut(place, chunk, chunk, destination);
        }
    }

    /// <summary>As many draws as keep the values of a chunk within <see cref="ChunkBytes"/>, a power of two times
    /// eight.</summary>
    private static int LanesPerChunk(ExecutionPlan plan, int draws)
    {
        long bytesPerDraw = Math.Max(1, plan.WorkingLength) * (long)sizeof(double);
        int lanes = 8;
        while (lanes < draws && lanes < 256 && 2 * lanes * bytesPerDraw <= ChunkBytes)
        {
            lanes *= 2;
        }
        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyIn(Place place, int chunk, int slot, ReadOnlySpan<double> values)
    {
        nint draws = Draws, lanes = Lanes, count = DrawsOf(chunk);
        fixed (double* start = values[..(place.Size * Draws)])
        {
            double* source = start + chunk * lanes, target = Pointer(place, slot);
            for (int e = 0; e < place.Size; e++, source += draws, target += lanes)
            {
                nint lane = Copy(source, target, count);
                // Padding repeats a draw, so that it costs no exceptional arithmetic.
                for (; lane < lanes; lane++)
                {
                    target[lane] = source[0];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyOut(Place place, int chunk, int slot, Span<double> destination)
    {
        nint draws = Draws, lanes = Lanes, count = DrawsOf(chunk);
        fixed (double* start = destination[..(place.Size * Draws)])
        {
            double* source = Pointer(place, slot), target = start + chunk * lanes;
            for (int e = 0; e < place.Size; e++, source += lanes, target += draws)
            {
                Copy(source, target, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Copy(double* source, double* target, nint count)
    {
        nint lane = 0;
        for (; lane + 8 <= count; lane += 8)
        {
            Vector512.Load(source + lane).Store(target + lane);
        }
        for (; lane < count; lane++)
        {
            target[lane] = source[lane];
        }
        return lane;
    }
}
