using System.Runtime.CompilerServices;

namespace Reparam.Execution;

/// <summary>Doubles at an address that is a multiple of 64 bytes and does not move; managed, so nothing need be
/// disposed.</summary>
internal sealed unsafe class AlignedBuffer
{
    // Held because the pointer alone does not keep the array alive.
    private readonly double[] _pinned;

    public AlignedBuffer(long length)
    {
        Length = checked((int)length);
        _pinned = GC.AllocateArray<double>(checked(Length + 16), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _pinned[0]);
        Pointer = (double*)((address + 63) & ~(nuint)63);
    }

    public int Length { get; }

    public double* Pointer { get; }

    public Span<double> Span => new(Pointer, Length);

    /// <summary>The smallest multiple of eight that is at least <paramref name="length"/>: room for whole
    /// packs.</summary>
    public static int Padded(int length) => checked((length + 7) & ~7);
}
