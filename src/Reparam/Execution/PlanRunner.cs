using System.Runtime.CompilerServices;

namespace Reparam.Execution;

/// <summary>
/// Runs a plan for a number of draws, instruction by instruction. Where each of these is one operation by its kernel it
/// is the interpreter, the executable specification of what expressions mean; in a compiled plan some are loops.
/// </summary>
/// <remarks>
/// The draws are cut into chunks small enough for the values of one chunk to stay in cache. The cut depends on the plan
/// and the number of draws alone, and sums over draws are added chunk by chunk in order, so results are the same to the
/// bit on any number of threads. Many chunks leave sums of their own, which are added at the end of a stage. A few
/// chunks of floats, whose sums are the gradients of large matrices, are added to one sum one after another (see
/// <see cref="Rounds"/>). A run allocates nothing. Not for use by two callers at once.
/// </remarks>
internal sealed unsafe partial class PlanRunner : IPieces
{
    private const long WorkWorthAThread = 200_000;

    /// <summary>The kinds of storage.</summary>
    private const int Origins = 4;

    private readonly ExecutionPlan _plan;
    private readonly AlignedBuffer _shared;
    private readonly DrawMemory _kept;
    private readonly PartialSums? _partialSums;
    private readonly Rounds? _rounds;
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
        bool isNetwork = plan.Element == ElementType.Single;
        _team = new Team(sharesRows ? 1 : Math.Max(threads, 1), isNetwork);
        _teamOfChunk = sharesRows ? new Team(threads, isNetwork) : null;
        _memory = [.. Enumerable.Range(0, _team.Threads).Select(_ => new Memory(
            new AlignedBuffer((long)plan.TemporaryLength * Lanes, plan.Element),
            new AlignedBuffer(plan.Scratch.Fixed + (long)plan.Scratch.PerLane * Lanes, plan.Element)))];
        _shared = new AlignedBuffer(plan.SharedLength, plan.Element);
        _firstByDraw = Array.FindIndex(plan.Stages, stage => stage.RunsByDraw);
        _lastByDraw = Array.FindLastIndex(plan.Stages, stage => stage.RunsByDraw);
        if (isNetwork && Chunks <= Rounds.MostChunks)
        {
            _rounds = new Rounds(this);
        }
        else
        {
            _partialSums = new PartialSums(plan, Chunks);
        }
    }

    /// <summary>What it runs.</summary>
    public ExecutionPlan Plan => _plan;

    /// <summary>The number of draws.</summary>
    public int Draws => _kept.Draws;

    /// <summary>Draws in a chunk at the most, a multiple of eight.</summary>
    public int Lanes => _kept.Lanes;

    /// <summary>The number of chunks.</summary>
    public int Chunks => _kept.Chunks;

    /// <summary>Lets others use its memory: it is not to be run or read again.</summary>
    public void Release()
    {
        foreach (var (temporaries, scratch) in _memory)
        {
            temporaries.Release();
            scratch.Release();
        }
        _shared.Release();
        _kept.Release();
    }

    /// <summary>Computes the outputs from the inputs.</summary>
    /// <param name="cancellation">Looked at before each chunk of draws.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; the outputs are not to be used.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        _kept.Prepare();
        Origin* origins = stackalloc Origin[Origins];
        SetOrigins(origins, 0, _memory[0], 1);
        for (int s = 0; s < _plan.Stages.Length; s++)
        {
            Stage stage = _plan.Stages[s];
            foreach (Instruction instruction in stage.Shared)
            {
                Execute(instruction, origins, _memory[0], 1, 1, null);
            }
            if (!stage.RunsByDraw)
            {
                continue;
            }
            _stage = stage;
            _stageIndex = s;
            RunByDraw(cancellation);
        }
        CopyOutWhatIsLeft();
    }

    private void RunByDraw(CancellationToken cancellation)
    {
        if (_rounds is not null)
        {
            _rounds.Run(cancellation);
            return;
        }
        if (_teamOfChunk is null)
        {
            _team.Run(this, Chunks, null, cancellation);
        }
        else
        {
            for (int chunk = 0; chunk < Chunks && !cancellation.IsCancellationRequested; chunk++)
            {
                RunChunk(chunk, 0);
            }
        }
        cancellation.ThrowIfCancellationRequested();
        _partialSums?.Combine(_stageIndex, _shared);
    }

    /// <summary>Shares out other work among the threads, between two runs.</summary>
    /// <param name="work">The work.</param>
    /// <param name="count">The number of its pieces.</param>
    public void Share(IPieces work, int count) => All.Run(work, count, null);

    /// <summary>All threads.</summary>
    private Team All => _teamOfChunk ?? _team;

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

    void IPieces.Run(int piece, int worker, void* state) => RunChunk(piece, worker);

    /// <summary>Runs what varies in a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="turn">Which it is of those that are worked on at once.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunChunk(int chunk, int turn)
    {
        int draws = _kept.DrawsOf(chunk), slot = _kept.Slot(chunk, turn), lanes = _kept.LanesOf(chunk);
        if (_stageIndex == _firstByDraw)
        {
            _kept.CopyIn(chunk, slot);
        }
        Memory memory = _memory[turn];
        Origin* origins = stackalloc Origin[Origins];
        SetOrigins(origins, slot, memory, lanes);
        foreach (Instruction instruction in _stage.ByDraw)
        {
            Execute(instruction, origins, memory, lanes, draws, null);
        }
        for (int r = 0; r < _stage.Reductions.Length && _partialSums is not null; r++)
        {
            Execute(_stage.Reductions[r], origins, memory, lanes, draws,
                _partialSums.Place(_stageIndex, r, chunk, _shared));
        }
        if (_stageIndex == _lastByDraw)
        {
            _kept.CopyOut(chunk, slot);
        }
    }

    /// <summary>Runs an instruction; its result goes to <paramref name="part"/> where that is given.</summary>
    private void Execute(
        Instruction instruction, Origin* origins, Memory memory, int lanes, int draws, double* part)
    {
        double** places = stackalloc double*[_plan.MostPlaces];
        KernelArguments arguments = Arguments(instruction, origins, places, lanes, draws);
        arguments.Scratch = memory.Scratch.Pointer;
        if (part is not null)
        {
            places[0] = arguments.Result = part;
        }
        instruction.Kernel.Run(arguments, _teamOfChunk);
    }

    private KernelArguments Arguments(
        Instruction instruction, Origin* origins, double** places, int lanes, int draws)
    {
        int next = 0;
        foreach (Place place in instruction.Results)
        {
            places[next++] = Pointer(place, origins);
        }
        double** operands = places + next;
        foreach (Place place in instruction.Operands)
        {
            places[next++] = Pointer(place, origins);
        }
        return new KernelArguments
        {
            Results = places, Operands = operands, Result = places[0], Lanes = lanes, Draws = draws, TotalDraws = Draws,
        };
    }

    private static double* Pointer(Place place, Origin* origins)
    {
        Origin origin = origins[(int)place.Storage];
        return (double*)(origin.Address + place.Offset * origin.Step);
    }

    /// <summary>Where each kind of storage lies for a chunk of draws.</summary>
    private void SetOrigins(Origin* origins, int slot, Memory memory, int lanes)
    {
        nint bytes = _plan.Element.Bytes();
        origins[(int)Storage.Constant] = new((byte*)_plan.Constants.Pointer, bytes);
        origins[(int)Storage.Shared] = new((byte*)_shared.Pointer, bytes);
        origins[(int)Storage.Kept] = new((byte*)_kept.Start(slot), bytes * lanes);
        origins[(int)Storage.Temporary] = new((byte*)memory.Temporaries.Pointer, bytes * lanes);
    }

    /// <summary>Where storage begins, and the bytes from one of its elements to the next.</summary>
    private readonly struct Origin(byte* address, nint step)
    {
        public readonly byte* Address = address;
        public readonly nint Step = step;
    }

    /// <summary>What one thread works in.</summary>
    private sealed record Memory(AlignedBuffer Temporaries, AlignedBuffer Scratch);
}
