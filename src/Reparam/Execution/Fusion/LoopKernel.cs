using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Execution.Fusion;

/// <summary>Runs a fused loop: block of rows by block, and for each block all packs of draws, so that data come from
/// memory once.</summary>
/// <remarks>How rows are cut into blocks depends on the loop alone, and so do the bits of sums over rows.</remarks>
internal sealed unsafe class LoopKernel
{
    public const string NeedsDynamicCode = "Loops are compiled when a plan is made.";

    /// <summary>Rows of a block whose parts pass values to each other.</summary>
    public const int BlockRowsOfTiles = 32;

    /// <summary>Data that a block reads again for each pack; they are to stay in the first cache.</summary>
    private const int BlockBytes = 16 * 1024;

    private readonly FusedLoop _loop;
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
        _bodies = [.. loop.Parts.Select(p => p is EmittedPart part ? LoopEmitter.Emit(loop, part.Nodes, tables) : null)];
        _tables = [.. tables.Select(Pinned)];
        _tablePointers = new int*[_tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            _tablePointers[i] = (int*)Unsafe.AsPointer(ref _tables[i][0]);
        }
        _sums = [.. Enumerable.Range(0, loop.Results.Length)
            .Where(i => !loop.Nodes.First(n => ReferenceEquals(n.Node, loop.Results[i])).IsByRow)];
        _isTiled = loop.Parts.Length > 1 || loop.Parts[0] is not EmittedPart;
        _blockRows = _isTiled ? BlockRowsOfTiles : RowsPerBlock(loop);
    }

    /// <summary>Doubles of scratch memory that a loop needs.</summary>
    public static int ScratchLength(FusedLoop loop) => loop.Slots * BlockRowsOfTiles * 8
        + loop.Parts.OfType<ProductPart>().Select(p => RowProducts.ScratchLength(p.Node)).DefaultIfEmpty().Max();

    public void Run(in KernelArguments a)
    {
        foreach (int sum in _sums)
        {
            new Span<double>(a.Results[sum], checked(_loop.Results[sum].Size * a.Lanes)).Clear();
        }
        fixed (int** tables = _tablePointers)
        {
            var arguments = new LoopArguments
            {
                Pointers = a.Results, Tables = tables, Tiles = a.Scratch, LaneBytes = a.Lanes * (nint)sizeof(double),
            };
            nint packBytes = arguments.LaneBytes;
            for (int first = 0; first < _loop.Rows; first += _blockRows)
            {
                arguments.FirstRow = first;
                arguments.LastRow = Math.Min(first + _blockRows, _loop.Rows);
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
        double** operands = stackalloc double*[2], results = stackalloc double*[2];
        PointwiseNode node = function.Node;
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
                Vector512.Load(tile).Store((double*)(result + node.Shape.Element(row, component) * arguments->LaneBytes));
            }
        }
    }
}
