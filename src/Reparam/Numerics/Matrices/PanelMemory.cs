using System.Runtime.CompilerServices;

namespace Reparam.Numerics;

/// <summary>Working memory of a thread, at addresses that are multiples of 64 and do not move; kept from call to call,
/// so that only the first call of a size allocates.</summary>
internal static unsafe class PanelMemory
{
    [ThreadStatic]
    private static byte[]? s_left;

    [ThreadStatic]
    private static byte[]? s_right;

    [ThreadStatic]
    private static byte[]? s_system;

    [ThreadStatic]
    private static byte[]? s_factor;

    [ThreadStatic]
    private static byte[]? s_other;

    /// <summary>Room for a factor of a product that is laid out otherwise first.</summary>
    public static T* Factor<T>(long count)
        where T : unmanaged => Take<T>(ref s_factor, count);

    /// <summary>Room for the other factor, or for the product.</summary>
    public static T* Other<T>(long count)
        where T : unmanaged => Take<T>(ref s_other, count);

    /// <summary>Room for the panels of the left factor of a product.</summary>
    public static T* Left<T>(long count)
        where T : unmanaged => Take<T>(ref s_left, count);

    /// <summary>Room for the panels of the right factor of a product.</summary>
    public static T* Right<T>(long count)
        where T : unmanaged => Take<T>(ref s_right, count);

    /// <summary>Room for the right sides of a triangular system.</summary>
    public static T* System<T>(long count)
        where T : unmanaged => Take<T>(ref s_system, count);

    private static T* Take<T>(ref byte[]? memory, long count)
        where T : unmanaged
    {
        long bytes = checked(count * sizeof(T) + 64);
        if (memory is null || memory.LongLength < bytes)
        {
            memory = GC.AllocateUninitializedArray<byte>(checked((int)bytes), pinned: true);
        }
        return Align((T*)Unsafe.AsPointer(ref memory[0]));
    }

    /// <summary>The first multiple of 64 from an address on: a pack that lies across two cache lines costs two
    /// accesses.</summary>
    public static T* Align<T>(T* address)
        where T : unmanaged => (T*)(((nuint)address + 63) & ~(nuint)63);
}
