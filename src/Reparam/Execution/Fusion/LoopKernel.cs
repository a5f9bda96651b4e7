using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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
        _isTiled = loop.Parts.Length > 1 || loop.Parts[0] is ProductPart;
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
            if (_bodies[part] is { } body)
            {
                body(arguments);
            }
            else
            {
                RowProducts.Run(_loop, ((ProductPart)_loop.Parts[part]).Node, arguments,
                    arguments->Tiles + _loop.Slots * BlockRowsOfTiles * 8);
            }
        }
    }
}
