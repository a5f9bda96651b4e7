using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Execution.Fusion;

/// <summary>Runs a fused loop: block of rows by block, and for each block all packs of draws, so that data come from
/// memory once.</summary>
/// <remarks>Rows are cut into spans, which threads may share, and these into blocks. How, depends on the loop alone,
/// and so do the bits of sums over rows.</remarks>
internal sealed unsafe class LoopKernel : IInstructionKernel, IPieces
{
    public const string NeedsDynamicCode = "Loops are compiled when a plan is made.";

    /// <summary>Rows of a block whose parts pass values to each other.</summary>
    public const int BlockRowsOfTiles = 32;

    /// <summary>Data that a block reads again for each pack; they are to stay in the first cache.</summary>
    private const int BlockBytes = 16 * 1024;

    private const int MostSpans = 8;

    /// <summary>Instructions for one pack.</summary>
    private const int WorkOfSpan = 20_000;

    /// <summary>Instructions times lanes: some tens of microseconds.</summary>
    private const long WorkWorthAThread = 1_000_000;

    private readonly FusedLoop _loop;
    private readonly int _spans;
    private readonly int _sumsLength;
    private readonly int _tileLength;
    private readonly long _work;
    private readonly LoopBody?[] _bodies;
    private readonly int[][] _tables;
    private readonly int*[] _tablePointers;
    private readonly int[] _sums;
    private readonly int _blockRows;
    private readonly bool _isTiled;

    [RequiresDynamicCode(NeedsDynamicCode)]
    public LoopKernel(FusedLoop loop)
    {
        _loop = loop;
        var tables = new List<int[]>();
        _bodies = [.. loop.Parts.Select(p =>
            p is EmittedPart part ? LoopEmitter.Emit(loop, part.Nodes, tables) : null)];
        _tables = [.. tables.Select(Pinned)];
        _tablePointers = new int*[_tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            _tablePointers[i] = (int*)Unsafe.AsPointer(ref _tables[i][0]);
        }
        _sums = [.. Enumerable.Range(0, loop.Results.Length)
            .Where(i => !loop.Node(loop.Results[i]).IsByRow)];
        (_spans, _sumsLength, _tileLength, _work) = (SpanCount(loop), SumsLength(loop), TileLength(loop), WorkOf(loop));
        _isTiled = loop.Parts.Length > 1 || loop.Parts[0] is not EmittedPart;
        _blockRows = _isTiled ? BlockRowsOfTiles : RowsPerBlock(loop);
    }

    /// <summary>The memory that a loop works in: tiles and partial sums for each span of its rows.</summary>
    public static Scratch ScratchOf(FusedLoop loop)
    {
        int spans = SpanCount(loop);
        return new(spans * TileLength(loop), (spans - 1) * SumsLength(loop));
    }

    /// <inheritdoc/>
    public void Run(in KernelArguments a, Team? team)
    {
        foreach (int sum in _sums)
        {
            new Span<double>(a.Results[sum], checked(_loop.Results[sum].Size * a.Lanes)).Clear();
        }
        double* partial = a.Scratch + _spans * _tileLength;
        new Span<double>(partial, checked((_spans - 1) * _sumsLength * a.Lanes)).Clear();
        var memory = new Memory { Pointers = a.Results, Scratch = a.Scratch, Lanes = a.Lanes };
        if (team is not null && _spans > 1 && _work * a.Lanes >= WorkWorthAThread)
        {
            team.Run(this, _spans, &memory);
        }
        else
        {
            for (int span = 0; span < _spans; span++)
            {
                RunSpan(span, &memory);
            }
        }
        // In the order of the spans, whichever was done first.
        for (int span = 1; span < _spans; span++)
        {
            foreach (int sum in _sums)
            {
                long length = _loop.Results[sum].Size * (long)a.Lanes;
                for (long i = 0; i < length; i += 8)
                {
                    (Vector512.Load(a.Results[sum] + i) + Vector512.Load(partial + i)).Store(a.Results[sum] + i);
                }
                partial += length;
            }
        }
    }

    /// <summary>The parts, as they run on each block of rows.</summary>
    public override string ToString()
    {
        string Names(IEnumerable<RowNode> nodes) => string.Join(' ', nodes.Select(n => n.Node.Primitive.Name));
        IEnumerable<string> parts = _loop.Parts.Select(part => part switch
        {
            EmittedPart emitted => "emitted: " + Names(emitted.Nodes),
            ProductPart product => "product: " + (product.Node.IsByRow ? "rows of data times unknowns"
                : "rows of data, transposed, times values"),
            FunctionPart { Twin: { } twin } function => "function: " + Names([function.Node, twin]),
            _ => "function: " + Names([((FunctionPart)part).Node]),
        });
        string size = FormattableString.Invariant($"loop over {_loop.Rows:N0} rows")
            + (_spans > 1 ? FormattableString.Invariant($" in {_spans} spans") : "");
        return string.Join("\n    ", parts.Prepend(size));
    }

    void IPieces.Run(int piece, int worker, void* state) => RunSpan(piece, (Memory*)state);

    /// <summary>Runs the rows of one span; its sums go to the results for the first, and to places of their own for the
    /// others.</summary>
    private void RunSpan(int span, Memory* a)
    {
        int count = _loop.Results.Length + _loop.Operands.Length;
        double** pointers = stackalloc double*[count];
        new Span<nint>(a->Pointers, count).CopyTo(new Span<nint>(pointers, count));
        if (span > 0)
        {
            double* partial = a->Scratch + _spans * _tileLength + (span - 1) * (long)_sumsLength * a->Lanes;
            foreach (int sum in _sums)
            {
                pointers[sum] = partial;
                partial += _loop.Results[sum].Size * (long)a->Lanes;
            }
        }
        int blocks = (_loop.Rows + _blockRows - 1) / _blockRows;
        int start = (int)((long)blocks * span / _spans) * _blockRows;
        int end = Math.Min((int)((long)blocks * (span + 1) / _spans) * _blockRows, _loop.Rows);
        fixed (int** tables = _tablePointers)
        {
            var arguments = new LoopArguments
            {
                Pointers = pointers, Tables = tables, Tiles = a->Scratch + span * _tileLength,
                LaneBytes = a->Lanes * (nint)sizeof(double),
            };
            nint packBytes = arguments.LaneBytes;
            for (int first = start; first < end; first += _blockRows)
            {
                arguments.FirstRow = first;
                arguments.LastRow = Math.Min(first + _blockRows, end);
                if (!_isTiled)
                {
                    (arguments.FirstPackBytes, arguments.LastPackBytes) = (0, packBytes);
                    _bodies[0]!(&arguments);
                    continue;
                }
                for (nint pack = 0; pack < packBytes; pack += 64)
                {
                    (arguments.FirstPackBytes, arguments.LastPackBytes) = (pack, pack + 64);
                    RunParts(&arguments);
                }
            }
        }
    }

    private static long WorkOf(FusedLoop loop) => loop.Rows * loop.Nodes.Sum(n => (long)n.Work);

    /// <summary>Spans are as many as are worth a thread each, if adding up their sums costs little beside.</summary>
    private static int SpanCount(FusedLoop loop)
    {
        long work = WorkOf(loop);
        return (int)Math.Clamp(Math.Min(work / WorkOfSpan, work / (4L * SumsLength(loop) + 1)), 1, MostSpans);
    }

    private static int SumsLength(FusedLoop loop) =>
        loop.Results.Where(r => !loop.Node(r).IsByRow).Sum(r => r.Size);

    private static int TileLength(FusedLoop loop) => loop.Slots * BlockRowsOfTiles * 8
        + loop.Parts.OfType<ProductPart>().Select(p => RowProducts.ScratchLength(p.Node)).DefaultIfEmpty().Max();

    /// <summary>Where the value of a part lies for the other parts: a pack a row of the block.</summary>
    public static double* Tile(FusedLoop loop, LoopArguments* arguments, RowValue value) =>
        arguments->Tiles + loop.Slot(value)!.Value * BlockRowsOfTiles * 8;

    private static int[] Pinned(int[] table)
    {
        int[] pinned = GC.AllocateUninitializedArray<int>(Math.Max(table.Length, 1), pinned: true);
        table.CopyTo(pinned, 0);
        return pinned;
    }

    private static int RowsPerBlock(FusedLoop loop)
    {
        int bytes = loop.Nodes.SelectMany(n => n.Reads).Where(r => loop.Local(r) is null && !r.Access.IsInvariant)
            .Distinct().Sum(r => r.Home.Varies ? 64 : 8)
            + loop.Nodes.OfType<ContractionNode>().Sum(c => 8 * Math.Min(c.Form.K, c.Form.M));
        return Math.Clamp(BlockBytes / Math.Max(bytes, 8), 32, 1024);
    }

    private void RunParts(LoopArguments* arguments)
    {
        for (int part = 0; part < _bodies.Length; part++)
        {
            switch (_loop.Parts[part])
            {
                case ProductPart product:
                    RowProducts.Run(_loop, product.Node, arguments,
                        arguments->Tiles + _loop.Slots * BlockRowsOfTiles * 8);
                    Keep(product.Node, arguments);
                    break;
                case FunctionPart function:
                    Run(function, arguments);
                    Keep(function.Node, arguments);
                    if (function.Twin is not null)
                    {
                        Keep(function.Twin, arguments);
                    }
                    break;
                default:
                    _bodies[part]!(arguments);
                    break;
            }
        }
    }

    private void Run(FunctionPart function, LoopArguments* arguments)
    {
        long count = 8 * (arguments->LastRow - arguments->FirstRow);
        PointwiseNode node = function.Node;
        double** operands = stackalloc double*[node.Node.Operands.Length], results = stackalloc double*[2];
        for (int component = 0; component < node.Arguments.Length; component++)
        {
            Read[] reads = node.Arguments[component];
            for (int i = 0; i < reads.Length; i++)
            {
                operands[i] = Tile(_loop, arguments, _loop.Local(reads[i])!.Value);
            }
            results[0] = Tile(_loop, arguments, new RowValue(node.Node, component));
            if (function.Twin is not null)
            {
                results[1] = Tile(_loop, arguments, new RowValue(function.Twin.Node, component));
                node.Form.Twin!.Packs(operands, results, count);
            }
            else
            {
                node.Form.Packs!(operands, results, count);
            }
        }
    }

    /// <summary>Copies what a part left in its tiles to memory, if it is wanted there.</summary>
    private void Keep(RowNode node, LoopArguments* arguments)
    {
        if (!node.IsByRow || !_loop.IsStored(node))
        {
            return;
        }
        byte* result = (byte*)arguments->Pointers[_loop.Pointer(node.Node)] + arguments->FirstPackBytes;
        for (int component = 0; component < node.Shape.Components; component++)
        {
            double* tile = Tile(_loop, arguments, new RowValue(node.Node, component));
            for (var row = (int)arguments->FirstRow; row < arguments->LastRow; row++, tile += 8)
            {
                byte* place = result + node.Shape.Element(row, component) * arguments->LaneBytes;
                Vector512.Load(tile).Store((double*)place);
            }
        }
    }

    /// <summary>What all spans of a run share.</summary>
    private struct Memory
    {
        public double** Pointers;
        public double* Scratch;
        public int Lanes;
    }
}
