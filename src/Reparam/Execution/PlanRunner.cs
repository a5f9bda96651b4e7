using System.Numerics;

namespace Reparam.Execution;

/// <summary>
/// Runs a plan for a number of draws, instruction by instruction. Where each of these is one operation by its kernel it
/// is the interpreter, the executable specification of what expressions mean; in a compiled plan some are loops.
/// </summary>
/// <remarks>
/// The draws are cut into chunks small enough for the values of one chunk to stay in cache. The cut depends on the plan
/// and the number of draws alone, and sums over draws are added chunk by chunk in order, so results are the same to the
/// bit on any number of threads. A run allocates nothing. Not for use by two callers at once.
/// </remarks>
internal sealed unsafe class PlanRunner : IPieces
{
    private const long WorkWorthAThread = 200_000;

    private readonly ExecutionPlan _plan;
    private readonly AlignedBuffer _shared;
    private readonly DrawMemory _kept;
    private readonly PartialSums _sums;
    private readonly Memory[] _memory;
    private readonly Team _team;
    private readonly Team? _teamOfChunk;
    private readonly int _firstByDraw;
    private readonly int _lastByDraw;
    private Stage _stage = new([], [], []);
    private int _stageIndex;

    /// <summary>Prepares to run.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="draws">The number of draws, at least 1.</param>
    /// <param name="threads">The most threads to use; 0 for as many as the machine has, where the work is worth
    /// it.</param>
    public PlanRunner(ExecutionPlan plan, int draws, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        _plan = plan;
        if (threads == 0)
        {
            threads = plan.WorkPerDraw * draws >= WorkWorthAThread ? Environment.ProcessorCount : 1;
        }
        _kept = new DrawMemory(plan, draws, threads);
        // Chunks are shared out, or, where they are too few, the rows of each chunk's loops.
        bool sharesRows = threads > Chunks;
        _team = new Team(sharesRows ? 1 : Math.Max(threads, 1));
        _teamOfChunk = sharesRows ? new Team(threads) : null;
        _memory = [.. Enumerable.Range(0, _team.Threads).Select(_ => new Memory(
            new AlignedBuffer((long)plan.TemporaryLength * Lanes, plan.Element),
            new AlignedBuffer(plan.Scratch.Fixed + (long)plan.Scratch.PerLane * Lanes, plan.Element)))];
        _shared = new AlignedBuffer(plan.SharedLength, plan.Element);
        _firstByDraw = Array.FindIndex(plan.Stages, stage => stage.RunsByDraw);
        _lastByDraw = Array.FindLastIndex(plan.Stages, stage => stage.RunsByDraw);
        _sums = new PartialSums(plan, Chunks);
    }

    /// <summary>What it runs.</summary>
    public ExecutionPlan Plan => _plan;

    /// <summary>The number of draws.</summary>
    public int Draws => _kept.Draws;

    /// <summary>Draws in a chunk, a multiple of eight.</summary>
    public int Lanes => _kept.Lanes;

    /// <summary>The number of chunks.</summary>
    public int Chunks => _kept.Chunks;

    /// <summary>Gives an input that is the same in all draws.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <param name="values">Its elements.</param>
    public void SetShared(int input, ReadOnlySpan<double> values)
    {
        Place place = _plan.Inputs[input];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, place.Size, nameof(values));
        ElementCopy.In(values, _shared.At(place.Offset), _plan.Element);
    }

    /// <inheritdoc cref="SetShared(int, ReadOnlySpan{double})"/>
    public void SetShared(int input, ReadOnlySpan<float> values)
    {
        Place place = _plan.Inputs[input];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, place.Size, nameof(values));
        ElementCopy.In(values, _shared.At(place.Offset), _plan.Element);
    }

    /// <summary>Gives an input that varies by draw.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <param name="values">Its elements: [element · draws + draw].</param>
    public void SetByDraw(int input, ReadOnlySpan<double> values) => _kept.Set(input, values);

    /// <inheritdoc cref="SetByDraw(int, ReadOnlySpan{double})"/>
    public void SetByDraw(int input, ReadOnlySpan<float> values) => _kept.Set(input, values);

    /// <summary>Gives an input that varies by draw as memory that each run reads anew: where
    /// <see cref="SetByDraw(int, ReadOnlySpan{double})"/> copies all at once, here each chunk of draws is copied by the
    /// thread that works on it.</summary>
    /// <param name="input">Its place in the list of inputs.</param>
    /// <param name="values">Its elements: [element · draws + draw].</param>
    public void BindInput(int input, ReadOnlyMemory<double> values) => _kept.BindInput(input, new(values));

    /// <inheritdoc cref="BindInput(int, ReadOnlyMemory{double})"/>
    public void BindInput(int input, ReadOnlyMemory<float> values) => _kept.BindInput(input, new(values));

    /// <summary>Makes each run leave an output in some memory, as <see cref="CopyByDraw(int, Span{double})"/> does
    /// afterwards: here each chunk of draws is copied by the thread that works on it.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <param name="destination">Receives [element · draws + draw].</param>
    public void BindOutput(int output, Memory<double> destination) => _kept.BindOutput(output, new(destination));

    /// <inheritdoc cref="BindOutput(int, Memory{double})"/>
    public void BindOutput(int output, Memory<float> destination) => _kept.BindOutput(output, new(destination));

    /// <summary>Takes the inputs that another run of the same expressions, with as many draws, was given, and what its
    /// inputs and outputs are bound to.</summary>
    public void TakeOver(PlanRunner other)
    {
        _kept.TakeOver(other._kept);
        for (int input = 0; input < _plan.Inputs.Length; input++)
        {
            Place place = other._plan.Inputs[input];
            if (place.Storage == Storage.Shared)
            {
                if (_plan.Element == ElementType.Double)
                {
                    SetShared(input, new ReadOnlySpan<double>(other._shared.At(place.Offset), place.Size));
                }
                else
                {
                    SetShared(input, new ReadOnlySpan<float>(other._shared.At(place.Offset), place.Size));
                }
            }
        }
    }

    /// <summary>The elements of an output that is the same in all draws; overwritten by the next run.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <exception cref="InvalidOperationException">The plan computes with floats.</exception>
    public ReadOnlySpan<double> Shared(int output) => _plan.Element == ElementType.Double
        ? new(SharedAddress(output), _plan.Outputs[output].Size)
        : throw new InvalidOperationException("The plan computes with floats: use SharedSingles or CopyShared.");

    /// <summary>The same of a plan that computes with floats.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <exception cref="InvalidOperationException">The plan computes with doubles.</exception>
    public ReadOnlySpan<float> SharedSingles(int output) => _plan.Element == ElementType.Single
        ? new(SharedAddress(output), _plan.Outputs[output].Size)
        : throw new InvalidOperationException("The plan computes with doubles: use Shared or CopyShared.");

    /// <summary>Copies an output that is the same in all draws.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <param name="destination">Room for its elements.</param>
    public void CopyShared(int output, Span<double> destination) => ElementCopy.Out(
        SharedAddress(output), destination[.._plan.Outputs[output].Size], _plan.Element);

    /// <summary>Copies an output to [element · draws + draw]; one that does not vary is repeated.</summary>
    /// <param name="output">Its place in the list of outputs.</param>
    /// <param name="destination">Room for its elements times the draws.</param>
    public void CopyByDraw(int output, Span<double> destination) => CopyByDraw<double>(output, destination);

    /// <inheritdoc cref="CopyByDraw(int, Span{double})"/>
    public void CopyByDraw(int output, Span<float> destination) => CopyByDraw<float>(output, destination);

    private void CopyByDraw<T>(int output, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        Place place = _plan.Outputs[output];
        if (place.Storage == Storage.Kept)
        {
            _kept.CopyTo(output, destination);
            return;
        }
        double* shared = SharedAddress(output);
        for (int e = 0; e < place.Size; e++)
        {
            destination.Slice(e * Draws, Draws).Fill(_plan.Element == ElementType.Double
                ? T.CreateTruncating(shared[e])
                : T.CreateTruncating(((float*)shared)[e]));
        }
    }

    private double* SharedAddress(int output)
    {
        Place place = _plan.Outputs[output];
        return (place.Storage == Storage.Constant ? _plan.Constants : _shared).At(place.Offset);
    }

    /// <summary>Computes the outputs from the inputs.</summary>
    /// <param name="cancellation">Looked at before each chunk of draws.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; the outputs are not to be used.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        _kept.Prepare();
        for (int s = 0; s < _plan.Stages.Length; s++)
        {
            Stage stage = _plan.Stages[s];
            foreach (Instruction instruction in stage.Shared)
            {
                Execute(instruction, 0, _memory[0], 1, 1, null);
            }
            if (!stage.RunsByDraw)
            {
                continue;
            }
            _stage = stage;
            _stageIndex = s;
            if (_teamOfChunk is null)
            {
                _team.Run(this, Chunks, null, cancellation);
            }
            else
            {
                for (int chunk = 0; chunk < Chunks && !cancellation.IsCancellationRequested; chunk++)
                {
                    ((IPieces)this).Run(chunk, 0, null);
                }
            }
            cancellation.ThrowIfCancellationRequested();
            _sums.Combine(s, _shared);
        }
        CopyOutWhatIsLeft();
    }

    /// <summary>Copies to bound outputs what no stage did: what does not vary, and inputs of which nothing by draw is
    /// computed.</summary>
    private void CopyOutWhatIsLeft()
    {
        for (int output = 0; output < _plan.Outputs.Length; output++)
        {
            BoundOutput destination = _kept.Bound(output);
            if (destination.IsEmpty || _plan.Outputs[output].Storage == Storage.Kept)
            {
                continue;
            }
            if (destination.Doubles.IsEmpty)
            {
                CopyByDraw(output, destination.Singles.Span);
            }
            else
            {
                CopyByDraw(output, destination.Doubles.Span);
            }
        }
        for (int chunk = 0; chunk < Chunks && _firstByDraw < 0; chunk++)
        {
            _kept.CopyIn(chunk, chunk);
            _kept.CopyOut(chunk, chunk);
        }
    }

    void IPieces.Run(int piece, int worker, void* state)
    {
        int draws = _kept.DrawsOf(piece), slot = _kept.Slot(piece, worker);
        if (_stageIndex == _firstByDraw)
        {
            _kept.CopyIn(piece, slot);
        }
        foreach (Instruction instruction in _stage.ByDraw)
        {
            Execute(instruction, slot, _memory[worker], Lanes, draws, null);
        }
        for (int r = 0; r < _stage.Reductions.Length; r++)
        {
            Execute(_stage.Reductions[r], slot, _memory[worker], Lanes, draws,
                _sums.Place(_stageIndex, r, piece, _shared));
        }
        if (_stageIndex == _lastByDraw)
        {
            _kept.CopyOut(piece, slot);
        }
    }

    /// <summary>Runs an instruction; its result goes to <paramref name="part"/> where that is given.</summary>
    private void Execute(
        Instruction instruction, int slot, Memory memory, int lanes, int draws, double* part)
    {
        AlignedBuffer temporaries = memory.Temporaries;
        double** places = stackalloc double*[_plan.MostPlaces];
        int next = 0;
        foreach (Place place in instruction.Results)
        {
            places[next++] = part is null ? Pointer(place, slot, temporaries, lanes) : part;
        }
        double** operands = places + next;
        foreach (Place place in instruction.Operands)
        {
            places[next++] = Pointer(place, slot, temporaries, lanes);
        }
        instruction.Kernel.Run(new KernelArguments
        {
            Results = places, Operands = operands, Result = places[0], Lanes = lanes, Draws = draws,
            TotalDraws = Draws, Scratch = memory.Scratch.Pointer,
        }, _teamOfChunk);
    }

    private double* Pointer(Place place, int slot, AlignedBuffer temporaries, int lanes) => place.Storage switch
    {
        Storage.Constant => _plan.Constants.At(place.Offset),
        Storage.Shared => _shared.At(place.Offset),
        Storage.Kept => _kept.Pointer(place, slot),
        _ => temporaries.At((long)place.Offset * lanes),
    };

    /// <summary>What one thread works in.</summary>
    private sealed record Memory(AlignedBuffer Temporaries, AlignedBuffer Scratch);
}
