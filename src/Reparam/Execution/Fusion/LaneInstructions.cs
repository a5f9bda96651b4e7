using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>The operations on eight doubles that emitted loops call. The just-in-time compiler puts each in place as an
/// instruction or two.</summary>
internal static unsafe class LaneInstructions
{
    public static readonly MethodInfo Load = ((Reader)LoadFrom).Method;
    public static readonly MethodInfo Store = ((Writer)StoreTo).Method;
    public static readonly MethodInfo Broadcast = ((Spreader)Spread).Method;
    public static readonly MethodInfo Zero = ((Func<Vector512<double>>)Nothing).Method;
    public static readonly MethodInfo Add = Binary(AddLanes<double>.Invoke);
    public static readonly MethodInfo Multiply = Binary(MultiplyLanes<double>.Invoke);
    public static readonly MethodInfo Max = Binary(MaximumLanes<double>.Invoke);
    public static readonly MethodInfo Negate = Unary(NegateLanes<double>.Invoke);
    public static readonly MethodInfo MultiplyAdd = Ternary(Vector512.FusedMultiplyAdd);

    private delegate Vector512<double> Reader(double* address);

    private delegate void Writer(Vector512<double> pack, double* address);

    private delegate Vector512<double> Spreader(double number);

    private static MethodInfo Unary(Func<Vector512<double>, Vector512<double>> function) => function.Method;

    private static MethodInfo Binary(Func<Vector512<double>, Vector512<double>, Vector512<double>> function) =>
        function.Method;

    private static MethodInfo Ternary(
        Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>> function) => function.Method;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LoadFrom(double* address) => Vector512.Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTo(Vector512<double> pack, double* address) => pack.Store(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Spread(double number) => Vector512.Create(number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Nothing() => Vector512<double>.Zero;
}
