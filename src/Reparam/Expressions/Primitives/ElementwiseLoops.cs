using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>
/// The loops of the elementwise operations behind bare function pointers, for callers that run short ones many times: a
/// scan, whose every step may be a single pack.
/// </summary>
/// <remarks>A loop takes a table of addresses, three operands and the result, and the number of doubles to write, a
/// multiple of eight. An operand is as long as the result or one number; one that an operation has not is not
/// read.</remarks>
internal static unsafe class ElementwiseLoops
{
    /// <summary>The loop that only moves.</summary>
    /// <param name="isNumber">For each operand, whether it is one number.</param>
    public static nint Copy(bool[] isNumber) => Unary<Identity>(isNumber);

    /// <summary>Reads an operand at a place.</summary>
    private interface IOperand
    {
        static abstract Vector512<double> Load(double* start, nint place);
    }

    /// <summary>The loop of a function of one number.</summary>
    /// <param name="isNumber">For each operand, whether it is one number.</param>
    public static nint Unary<TLanes>(ReadOnlySpan<bool> isNumber)
        where TLanes : struct, IUnaryLanes<double> => isNumber[0]
        ? Address(&Run<TLanes, Number>)
        : Address(&Run<TLanes, Packs>);

    /// <summary>The loop of a function of two numbers.</summary>
    /// <param name="isNumber">For each operand, whether it is one number.</param>
    public static nint Binary<TLanes>(ReadOnlySpan<bool> isNumber) where TLanes : struct, IBinaryLanes<double> =>
        isNumber is [true, true] ? Address(&Run<TLanes, Number, Number>)
        : isNumber[0] ? Address(&Run<TLanes, Number, Packs>)
        : isNumber[1] ? Address(&Run<TLanes, Packs, Number>)
        : Address(&Run<TLanes, Packs, Packs>);

    /// <summary>The loop of a function of three numbers.</summary>
    /// <param name="isNumber">For each operand, whether it is one number.</param>
    public static nint Ternary<TLanes>(ReadOnlySpan<bool> isNumber) where TLanes : struct, ITernaryLanes =>
        isNumber[0] ? Ternary<TLanes, Number>(isNumber[1..]) : Ternary<TLanes, Packs>(isNumber[1..]);

    private static nint Ternary<TLanes, TX>(ReadOnlySpan<bool> isNumber)
        where TLanes : struct, ITernaryLanes where TX : struct, IOperand =>
        isNumber is [true, true] ? Address(&Run<TLanes, TX, Number, Number>)
        : isNumber[0] ? Address(&Run<TLanes, TX, Number, Packs>)
        : isNumber[1] ? Address(&Run<TLanes, TX, Packs, Number>)
        : Address(&Run<TLanes, TX, Packs, Packs>);

    /// <summary>The loop of two operations one after the other, the second on the result of the first, or 0 where there
    /// is none.</summary>
    /// <remarks>Each rounds as it does alone. What a step saves is a store, a load and a dispatch.</remarks>
    /// <param name="outer">The second operation.</param>
    /// <param name="inner">The first operation.</param>
    /// <param name="innerIsLeft">Whether the first gives the left operand of the second.</param>
    /// <param name="isNumber">For each of the three operands, from left to right, whether it is one number.</param>
    public static nint Fused(Primitive outer, Primitive inner, bool innerIsLeft, bool[] isNumber) =>
        outer == Elementwise.Add ? Fused<AddLanes<double>>(inner, innerIsLeft, isNumber)
        : outer == Elementwise.Subtract ? Fused<SubtractLanes<double>>(inner, innerIsLeft, isNumber)
        : outer == Elementwise.Multiply ? Fused<MultiplyLanes<double>>(inner, innerIsLeft, isNumber)
        : 0;

    private static nint Fused<TOuter>(Primitive inner, bool innerIsLeft, bool[] isNumber)
        where TOuter : struct, IBinaryLanes<double> =>
        inner == Elementwise.Add ? Fused<TOuter, AddLanes<double>>(innerIsLeft, isNumber)
        : inner == Elementwise.Subtract ? Fused<TOuter, SubtractLanes<double>>(innerIsLeft, isNumber)
        : inner == Elementwise.Multiply ? Fused<TOuter, MultiplyLanes<double>>(innerIsLeft, isNumber)
        : 0;

    private static nint Fused<TOuter, TInner>(bool innerIsLeft, bool[] isNumber)
        where TOuter : struct, IBinaryLanes<double> where TInner : struct, IBinaryLanes<double> =>
        innerIsLeft ? Ternary<Left<TOuter, TInner>>(isNumber) : Ternary<Right<TOuter, TInner>>(isNumber);

    private static nint Address(delegate*<double**, nint, void> loop) => (nint)loop;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TX>(double** table, nint count)
        where TLanes : struct, IUnaryLanes<double> where TX : struct, IOperand
    {
        double* x = table[0], result = table[3];
        for (nint i = 0; i < count; i += 8)
        {
            TLanes.Invoke(TX.Load(x, i)).Store(result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TX, TY>(double** table, nint count)
        where TLanes : struct, IBinaryLanes<double> where TX : struct, IOperand where TY : struct, IOperand
    {
        double* x = table[0], y = table[1], result = table[3];
        for (nint i = 0; i < count; i += 8)
        {
            TLanes.Invoke(TX.Load(x, i), TY.Load(y, i)).Store(result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLanes, TX, TY, TZ>(double** table, nint count) where TLanes : struct, ITernaryLanes
        where TX : struct, IOperand where TY : struct, IOperand where TZ : struct, IOperand
    {
        double* x = table[0], y = table[1], z = table[2], result = table[3];
        for (nint i = 0; i < count; i += 8)
        {
            TLanes.Invoke(TX.Load(x, i), TY.Load(y, i), TZ.Load(z, i)).Store(result + i);
        }
    }

    private readonly struct Packs : IOperand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(double* start, nint place) => Vector512.Load(start + place);
    }

    private readonly struct Number : IOperand
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(double* start, nint place) => Vector512.Create(*start);
    }

    private readonly struct Identity : IUnaryLanes<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Invoke(Vector512<double> x) => x;
    }

    private readonly struct Left<TOuter, TInner> : ITernaryLanes
        where TOuter : struct, IBinaryLanes<double> where TInner : struct, IBinaryLanes<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
            TOuter.Invoke(TInner.Invoke(x, y), z);
    }

    private readonly struct Right<TOuter, TInner> : ITernaryLanes
        where TOuter : struct, IBinaryLanes<double> where TInner : struct, IBinaryLanes<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y, Vector512<double> z) =>
            TOuter.Invoke(x, TInner.Invoke(y, z));
    }
}
