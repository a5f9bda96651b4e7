using System.Runtime.CompilerServices;

namespace Reparam.Execution;

/// <summary>Numbers at an address that is a multiple of 64 bytes and does not move; managed, so that it need not be
/// released, but may be: then its memory is used again.</summary>
/// <remarks>Zeros at first. Addresses are typed as those of doubles, which a buffer of floats is read through as
/// kernels do, by <see cref="KernelArguments.At"/>.</remarks>
internal sealed unsafe class AlignedBuffer
{
    // Held because the pointer alone does not keep the array alive.
    private double[]? _pinned;
    private readonly int _bytes;
    private double* _pointer;

    public AlignedBuffer(long length, ElementType element = ElementType.Double)
    {
        Length = checked((int)length);
        _bytes = element.Bytes();
        _pinned = PinnedArrays.Rent(checked((int)((length * _bytes + sizeof(double) - 1) / sizeof(double)) + 16));
        var address = (nuint)Unsafe.AsPointer(ref _pinned[0]);
        _pointer = (double*)((address + 63) & ~(nuint)63);
    }

    public int Length { get; }

    /// <summary>The address of the first element.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public double* Pointer => _pointer is not null ? _pointer : throw new ObjectDisposedException(
        nameof(AlignedBuffer), "The memory of a plan was released, and is not to be read any more.");

    /// <summary>The elements of a buffer of doubles.</summary>
    public Span<double> Span => new(Pointer, Length);

    /// <summary>The address of an element.</summary>
    public double* At(long element) => (double*)((byte*)Pointer + element * _bytes);

    /// <summary>Lets others use its memory.</summary>
    public void Release()
    {
        if (_pinned is { } array)
        {
            _pinned = null;
            _pointer = null;
            PinnedArrays.Return(array);
        }
    }

    /// <summary>The smallest multiple of eight that is at least <paramref name="length"/>: room for whole
    /// packs.</summary>
    public static int Padded(int length) => checked((length + 7) & ~7);
}
