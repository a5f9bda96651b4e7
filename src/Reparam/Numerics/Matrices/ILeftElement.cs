using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>What an element of a left factor is: a number for all columns, or a pack for as many draws.</summary>
/// <remarks>One loop over packs thus serves matrices of numbers, where a pack is eight columns, and matrices that
/// differ by draw, where a pack is one element in eight draws.</remarks>
internal unsafe interface ILeftElement
{
    /// <summary>Numbers in an element.</summary>
    static abstract int Width { get; }

    /// <summary>The element as a pack.</summary>
    static abstract Vector512<T> Load<T>(T* element)
        where T : unmanaged;

    /// <summary>One half of the element as a pack.</summary>
    static abstract Vector256<T> LoadHalf<T>(T* element, int half)
        where T : unmanaged;
}

/// <summary>An element that is one number.</summary>
internal readonly unsafe struct NumberElement : ILeftElement
{
    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(T* element)
        where T : unmanaged => Vector512.Create(*element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadHalf<T>(T* element, int half)
        where T : unmanaged => Vector256.Create(*element);
}

/// <summary>An element that is eight doubles, one for each of eight draws.</summary>
internal readonly unsafe struct PackElement : ILeftElement
{
    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(T* element)
        where T : unmanaged => Vector512.Load(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadHalf<T>(T* element, int half)
        where T : unmanaged => Vector256.Load(element + half * Vector256<T>.Count);
}

/// <summary>An element that is sixteen floats, one for each of sixteen draws.</summary>
internal readonly unsafe struct SinglePackElement : ILeftElement
{
    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(T* element)
        where T : unmanaged => Vector512.Load(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadHalf<T>(T* element, int half)
        where T : unmanaged => Vector256.Load(element + half * Vector256<T>.Count);
}
