using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Execution;

/// <summary>Copies numbers between arrays of doubles or floats and buffers of doubles or floats.</summary>
internal static unsafe class ElementCopy
{
    /// <summary>Copies to a buffer of given elements.</summary>
    public static void In<T>(ReadOnlySpan<T> source, void* target, ElementType element)
        where T : unmanaged, INumber<T>
    {
        if (element == ElementType.Double)
        {
            Between(source, new Span<double>(target, source.Length));
        }
        else
        {
            Between(source, new Span<float>(target, source.Length));
        }
    }

    /// <summary>Copies from a buffer of given elements.</summary>
    public static void Out<T>(void* source, Span<T> target, ElementType element)
        where T : unmanaged, INumber<T>
    {
        if (element == ElementType.Double)
        {
            Between(new ReadOnlySpan<double>(source, target.Length), target);
        }
        else
        {
            Between(new ReadOnlySpan<float>(source, target.Length), target);
        }
    }

    /// <summary>Copies all numbers of the source.</summary>
    public static void Between<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> target)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        fixed (TFrom* from = source)
        fixed (TTo* to = target[..source.Length])
        {
            Row(from, to, source.Length);
        }
    }

    /// <summary>Copies numbers that lie side by side and gives their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Row<TFrom, TTo>(TFrom* source, TTo* target, nint count)
        where TFrom : unmanaged, INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        nint lane = 0;
        if (typeof(TFrom) == typeof(TTo))
        {
            for (; lane + Vector512<TTo>.Count <= count; lane += Vector512<TTo>.Count)
            {
                Vector512.Load((TTo*)source + lane).Store(target + lane);
            }
        }
        for (; lane < count; lane++)
        {
            target[lane] = TTo.CreateTruncating(source[lane]);
        }
        return lane;
    }
}

/// <summary>Memory that an input by draw is read from: doubles or floats.</summary>
internal readonly record struct BoundInput(ReadOnlyMemory<double> Doubles, ReadOnlyMemory<float> Singles)
{
    public BoundInput(ReadOnlyMemory<double> values)
        : this(values, default)
    {
    }

    public BoundInput(ReadOnlyMemory<float> values)
        : this(default, values)
    {
    }

    public int Length => Doubles.Length + Singles.Length;

    public bool IsEmpty => Length == 0;
}

/// <summary>Memory that an output by draw is left in: doubles or floats.</summary>
internal readonly record struct BoundOutput(Memory<double> Doubles, Memory<float> Singles)
{
    public BoundOutput(Memory<double> destination)
        : this(destination, default)
    {
    }

    public BoundOutput(Memory<float> destination)
        : this(default, destination)
    {
    }

    public int Length => Doubles.Length + Singles.Length;

    public bool IsEmpty => Length == 0;
}
