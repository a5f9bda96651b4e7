using System.Numerics;
using System.Runtime.CompilerServices;

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
    private readonly BoundInput[] _sources;
    private readonly BoundOutput[] _destinations;
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
        (Chunks, Lanes) = Cut(plan, draws);
        _workers = Math.Clamp(threads, 1, Chunks);
        _hasOneStage = plan.Stages.Count(stage => stage.RunsByDraw) == 1;
        _sources = new BoundInput[plan.Inputs.Length];
        _destinations = new BoundOutput[plan.Outputs.Length];
    }

    /// <summary>The number of draws.</summary>
    public int Draws { get; }

    /// <summary>Draws in a chunk at the most, whole packs.</summary>
    public int Lanes { get; }

    /// <summary>The number of chunks.</summary>
    public int Chunks { get; }

    /// <summary>The draws of a chunk.</summary>
    public int DrawsOf(int chunk) => Math.Min(FirstOf(chunk + 1), Draws) - FirstOf(chunk);

    /// <summary>The lanes of a chunk: in floats no more than its draws need.</summary>
    public int LanesOf(int chunk) =>
        _plan.Element == ElementType.Single ? ElementType.Single.Padded(DrawsOf(chunk)) : Lanes;

    /// <summary>The first draw of a chunk. In floats chunks differ by a pack at the most, so that threads that have one
    /// each end together; in doubles all but the last are full.</summary>
    private int FirstOf(int chunk)
    {
        int pack = ElementType.Single.Pack();
        return _plan.Element == ElementType.Single
            ? (int)((long)((Draws + pack - 1) / pack) * chunk / Chunks) * pack
            : chunk * Lanes;
    }

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
    /// <param name="turn">Which it is of those that are worked on at once.</param>
    public int Slot(int chunk, int turn) => _isPassing ? turn : chunk;

    /// <summary>Where the values of a chunk begin.</summary>
    public double* Start(int slot) => _buffer!.At((long)_plan.KeptLength * slot * Lanes);

    /// <summary>Gives an input now.</summary>
    public void Set<T>(int input, ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        _sources[input] = default;
        LayOut(isPassing: false);
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            CopyIn(_plan.Inputs[input], chunk, chunk, values);
        }
    }

    /// <summary>Copies an output that varies by draw.</summary>
    public void CopyTo<T>(int output, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        BoundOutput bound = _destinations[output];
        if (bound.IsEmpty)
        {
            CopyTo(_plan.Outputs[output], destination);
        }
        else if (bound.Doubles.IsEmpty)
        {
            ElementCopy.Between(bound.Singles.Span, destination);
        }
        else
        {
            ElementCopy.Between(bound.Doubles.Span, destination);
        }
    }

    /// <summary>Binds an input: <see cref="CopyIn(int, int)"/> takes it from there.</summary>
    public void BindInput(int input, BoundInput values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _plan.Inputs[input].Size * Draws, nameof(values));
        _sources[input] = values;
    }

    /// <summary>Binds an output: <see cref="CopyOut(int, int)"/> leaves it there.</summary>
    public void BindOutput(int output, BoundOutput destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            destination.Length, _plan.Outputs[output].Size * Draws, nameof(destination));
        _destinations[output] = destination;
    }

    /// <summary>What an output is bound to; empty where it is not.</summary>
    public BoundOutput Bound(int output) => _destinations[output];

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
                // Doubles hold floats exactly.
                var values = new double[place.Size * Draws];
                other.CopyTo<double>(place, values);
                Set<double>(input, values);
            }
        }
    }

    /// <summary>Copies the bound inputs of a chunk.</summary>
    public void CopyIn(int chunk, int slot)
    {
        for (int input = 0; input < _sources.Length; input++)
        {
            BoundInput source = _sources[input];
            if (!source.Doubles.IsEmpty)
            {
                CopyIn(_plan.Inputs[input], chunk, slot, source.Doubles.Span);
            }
            else if (!source.Singles.IsEmpty)
            {
                CopyIn(_plan.Inputs[input], chunk, slot, source.Singles.Span);
            }
        }
    }

    /// <summary>Copies the bound outputs of a chunk that vary by draw.</summary>
    public void CopyOut(int chunk, int slot)
    {
        for (int output = 0; output < _destinations.Length; output++)
        {
            BoundOutput destination = _destinations[output];
            if (destination.IsEmpty || _plan.Outputs[output].Storage != Storage.Kept)
            {
                continue;
            }
            if (destination.Doubles.IsEmpty)
            {
                CopyOut(_plan.Outputs[output], chunk, slot, destination.Singles.Span);
            }
            else
            {
                CopyOut(_plan.Outputs[output], chunk, slot, destination.Doubles.Span);
            }
        }
    }

    /// <summary>Lets others use its memory.</summary>
    public void Release() => _buffer?.Release();

    private void LayOut(bool isPassing)
    {
        if (_buffer is null || _isPassing != isPassing)
        {
            _isPassing = isPassing;
            _buffer?.Release();
            _buffer = new AlignedBuffer(
                (long)_plan.KeptLength * Lanes * (isPassing ? _workers : Chunks), _plan.Element);
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

    private void CopyTo<T>(Place place, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            CopyOut(place, chunk, chunk, destination);
        }
    }

    /// <summary>As many draws as keep the values of a chunk within <see cref="ChunkBytes"/>, a power of two times a
    /// pack. In floats chunks are of equal length and a power of two of them, two at least where there are two packs,
    /// so that threads may have as many each.</summary>
    private static (int Chunks, int Lanes) Cut(ExecutionPlan plan, int draws)
    {
        int pack = plan.Element.Pack();
        long bytesPerDraw = Math.Max(1, plan.WorkingLength) * (long)plan.Element.Bytes();
        int lanes = pack;
        while (lanes < draws && lanes < 256
            && (2 * lanes * bytesPerDraw <= ChunkBytes || lanes < plan.LanesWorthAChunk))
        {
            lanes *= 2;
        }
        int chunks = (draws + lanes - 1) / lanes;
        if (plan.Element == ElementType.Single)
        {
            int packs = (draws + pack - 1) / pack;
            chunks = Math.Min((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(chunks, 2)), packs);
            lanes = (packs + chunks - 1) / chunks * pack;
        }
        return (chunks, lanes);
    }

    private void CopyIn<T>(Place place, int chunk, int slot, ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        if (_plan.Element == ElementType.Double)
        {
            CopyIn<T, double>(place, chunk, slot, values);
        }
        else
        {
            CopyIn<T, float>(place, chunk, slot, values);
        }
    }

    private void CopyOut<T>(Place place, int chunk, int slot, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        if (_plan.Element == ElementType.Double)
        {
            CopyOut<double, T>(place, chunk, slot, destination);
        }
        else
        {
            CopyOut<float, T>(place, chunk, slot, destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyIn<TFrom, TTo>(Place place, int chunk, int slot, ReadOnlySpan<TFrom> values)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        nint draws = Draws, lanes = LanesOf(chunk), count = DrawsOf(chunk);
        fixed (TFrom* start = values[..(place.Size * Draws)])
        {
            TFrom* source = start + FirstOf(chunk);
            TTo* target = (TTo*)Start(slot) + (nint)place.Offset * lanes;
            for (int e = 0; e < place.Size; e++, source += draws, target += lanes)
            {
                nint lane = ElementCopy.Row(source, target, count);
                // Padding repeats a draw, so that it costs no exceptional arithmetic.
                for (; lane < lanes; lane++)
                {
                    target[lane] = TTo.CreateTruncating(source[0]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyOut<TFrom, TTo>(Place place, int chunk, int slot, Span<TTo> destination)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        nint draws = Draws, lanes = LanesOf(chunk), count = DrawsOf(chunk);
        fixed (TTo* start = destination[..(place.Size * Draws)])
        {
            TFrom* source = (TFrom*)Start(slot) + (nint)place.Offset * lanes;
            TTo* target = start + FirstOf(chunk);
            for (int e = 0; e < place.Size; e++, source += lanes, target += draws)
            {
                ElementCopy.Row(source, target, count);
            }
        }
    }
}
