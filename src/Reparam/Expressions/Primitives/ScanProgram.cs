using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Reparam.Primitives;

/// <summary>Runs a body step after step, as a <see cref="ScanPlan"/> says; any number of threads may do so at
/// once.</summary>
internal sealed unsafe class ScanProgram
{
    private const int StackBytes = 64 * 1024;

    private readonly int _length;
    private readonly ScanPlan _plan;
    private readonly ScanOperation[] _operations;
    private readonly ScanAddress[] _addresses;
    private readonly int[] _moving;
    private readonly ScanCopy[] _copies;
    private readonly double[] _constants;

    private ScanProgram(int length, ScanPlan plan)
    {
        (_length, _plan) = (length, plan);
        _operations = [.. plan.Operations];
        _addresses = [.. plan.Addresses];
        _copies = [.. plan.CopiesEachStep];
        _moving = [.. Enumerable.Range(0, _addresses.Length).Where(i => _addresses[i].Step != 0)];
        // Whole packs are read past the last constant.
        _constants = GC.AllocateArray<double>(plan.Constants.Count + 8, pinned: true);
        plan.Constants.CopyTo(_constants);
        ScratchLength = plan.VaryingScratch + (plan.Varies ? (plan.FixedScratch + 7) / 8 : plan.FixedScratch);
    }

    /// <summary>Elements of scratch memory, laid as the result is.</summary>
    public int ScratchLength { get; }

    /// <summary>Prepares a body for operands that vary by draw as those of a node do.</summary>
    public static ScanProgram Create(ScanBody body, Tensor node) => new(body.Length, ScanPlan.Create(body, node));

    /// <summary>Runs all steps.</summary>
    public void Run(in KernelArguments a)
    {
        int bytes = sizeof(double*) * _addresses.Length + sizeof(Call) * _operations.Length
            + sizeof(Mover) * _moving.Length;
        if (bytes <= StackBytes)
        {
            byte* memory = stackalloc byte[bytes];
            Run(a, memory);
            return;
        }
        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes);
        fixed (byte* memory = rented)
        {
            Run(a, memory);
        }
        ArrayPool<byte>.Shared.Return(rented);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(in KernelArguments a, byte* memory)
    {
        var table = (double**)memory;
        Call* calls = (Call*)(table + _addresses.Length), end = calls + _operations.Length;
        Mover* movers = (Mover*)end, last = movers + _moving.Length;
        Prepare(a, table, calls, movers);
        Copy(CollectionsMarshal.AsSpan(_plan.CopiesBefore), table, a.Lanes);
        var arguments = new KernelArguments { Draws = a.Draws, TotalDraws = a.TotalDraws };
        bool copies = _copies.Length > 0;
        for (int step = 0; step < _length; step++)
        {
            for (Call* call = calls; call < end; call++)
            {
                if (call->Loop != 0)
                {
                    ((delegate*<double**, nint, void>)call->Loop)(call->Operands, call->Count);
                }
                else
                {
                    Execute(_operations[call - calls], table, a.Lanes, ref arguments);
                }
            }
            if (copies)
            {
                Copy(_copies, table, a.Lanes);
            }
            for (Mover* mover = movers; mover < last; mover++)
            {
                *mover->Place += mover->Stride;
            }
        }
        Copy(CollectionsMarshal.AsSpan(_plan.CopiesAfter), table, a.Lanes);
    }

    private void Prepare(in KernelArguments a, double** table, Call* calls, Mover* movers)
    {
        for (int i = 0; i < _addresses.Length; i++)
        {
            table[i] = Place(_addresses[i], a);
        }
        for (int i = 0; i < _operations.Length; i++)
        {
            ref readonly ScanOperation operation = ref _operations[i];
            calls[i] = new(operation.Loop, table + operation.Operands, (nint)operation.Size * a.Lanes);
        }
        for (int i = 0; i < _moving.Length; i++)
        {
            ScanAddress address = _addresses[_moving[i]];
            movers[i] = new(table + _moving[i], (nint)address.Step * (address.Varies ? a.Lanes : 1));
        }
        foreach (int cleared in _plan.Cleared)
        {
            ScanAddress address = _addresses[cleared];
            new Span<double>(table[cleared], address.Size * (address.Varies ? a.Lanes : 1)).Clear();
        }
    }

    private static void Execute(
        in ScanOperation operation, double** table, int lanes, ref KernelArguments arguments)
    {
        arguments.Operands = table + operation.Operands;
        arguments.Result = table[operation.Result];
        arguments.Lanes = operation.Varies ? lanes : 1;
        arguments.Scratch = table[operation.Scratch];
        operation.Kernel!(arguments);
    }

    /// <summary>Where a value lies at the first step.</summary>
    private double* Place(ScanAddress address, in KernelArguments a)
    {
        double* region = address.Region switch
        {
            ScanRegion.Constants => (double*)Unsafe.AsPointer(ref _constants[0]),
            ScanRegion.Operand => a.Operands[address.Operand],
            ScanRegion.Result => a.Result,
            ScanRegion.VaryingScratch => a.Scratch,
            _ => a.Scratch + (long)_plan.VaryingScratch * a.Lanes,
        };
        return region + address.Start * (address.Varies ? a.Lanes : 1);
    }

    private void Copy(ReadOnlySpan<ScanCopy> copies, double** table, int lanes)
    {
        foreach (ScanCopy copy in copies)
        {
            ScanAddress from = _addresses[copy.From], to = _addresses[copy.To];
            double* source = table[copy.From], target = table[copy.To];
            if (from.Varies == to.Varies)
            {
                long bytes = (long)to.Size * (to.Varies ? lanes : 1) * sizeof(double);
                System.Buffer.MemoryCopy(source, target, bytes, bytes);
                continue;
            }
            for (int e = 0; e < to.Size; e++)
            {
                new Span<double>(target + (long)e * lanes, lanes).Fill(source[e]);
            }
        }
    }

    /// <summary>A loop with its operands; without one, the kernel of the same number.</summary>
    private readonly struct Call(nint loop, double** operands, nint count)
    {
        public readonly nint Loop = loop;
        public readonly double** Operands = operands;
        public readonly nint Count = count;
    }

    /// <summary>An address that moves from step to step.</summary>
    private readonly struct Mover(double** place, nint stride)
    {
        public readonly double** Place = place;
        public readonly nint Stride = stride;
    }
}
