using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>Runs a scan as an emitted loop.</summary>
internal sealed unsafe class ScanKernel : IInstructionKernel
{
    private readonly ScanLoop _scan;
    private readonly LoopBody _body;
    private readonly double[][] _constants;
    private readonly int[][] _tables;

    /// <summary>Emits the loop.</summary>
    [RequiresDynamicCode(LoopKernel.NeedsDynamicCode)]
    public ScanKernel(ScanLoop scan)
    {
        _scan = scan;
        var tables = new List<int[]>();
        _body = LoopEmitter.Emit(scan.Loop, scan.Carries, scan.Body.IsReverse, tables);
        _tables = [.. tables.Select(Pinned)];
        _constants = [.. scan.Loop.Operands.Select(o => o.Attributes is ConstantAttributes { Values: var values }
            ? Pinned(values) : [])];
    }

    /// <inheritdoc/>
    public void Run(in KernelArguments a, Team? team)
    {
        FusedLoop loop = _scan.Loop;
        double** pointers = stackalloc double*[loop.Results.Length + loop.Operands.Length], next = pointers;
        foreach (Tensor result in loop.Results)
        {
            *next = a.Result + (long)_scan.Start(result) * a.Lanes;
            if (!loop.Node(result).IsByRow)
            {
                new Span<double>(*next, result.Size * a.Lanes).Clear();
            }
            next++;
        }
        for (int i = 0; i < loop.Operands.Length; i++)
        {
            int operand = Array.IndexOf(_scan.Operands, loop.Operands[i]);
            *next++ = operand >= 0 ? a.Operands[operand] : (double*)Unsafe.AsPointer(ref _constants[i][0]);
        }
        Begin(a);
        int** tables = stackalloc int*[_tables.Length];
        for (int i = 0; i < _tables.Length; i++)
        {
            tables[i] = (int*)Unsafe.AsPointer(ref _tables[i][0]);
        }
        nint laneBytes = a.Lanes * (nint)sizeof(double);
        var arguments = new LoopArguments
        {
            Pointers = pointers, Tables = tables, LaneBytes = laneBytes, LastRow = loop.Rows, LastPackBytes = laneBytes,
        };
        _body(&arguments);
    }

    /// <inheritdoc/>
    public override string ToString() => $"scan, {_scan.Loop}";

    /// <summary>Puts the initial carries at the beginning of their histories.</summary>
    private void Begin(in KernelArguments a)
    {
        ScanBody body = _scan.Body;
        for (int k = 0; k < body.Carries.Length; k++)
        {
            int size = body.Carries[k].Size;
            long row0 = body.HistoryStarts[k] + (body.IsReverse ? (long)body.Length * size : 0);
            double* history = a.Result + row0 * a.Lanes;
            for (int e = 0; e < size; e++)
            {
                var row = new Span<double>(history + (long)e * a.Lanes, a.Lanes);
                if (_scan.Operands[k].Varies)
                {
                    new Span<double>(a.Operands[k] + (long)e * a.Lanes, a.Lanes).CopyTo(row);
                }
                else
                {
                    row.Fill(a.Operands[k][e]);
                }
            }
        }
    }

    private static T[] Pinned<T>(T[] values)
    {
        T[] pinned = GC.AllocateUninitializedArray<T>(Math.Max(values.Length, 1), pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }
}
