using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>A function of one number, written for a pack of doubles or floats.</summary>
internal interface IUnaryLanes<T>
{
    static abstract Vector512<T> Invoke(Vector512<T> x);
}

/// <summary>A function of two numbers, written for a pack of pairs.</summary>
internal interface IBinaryLanes<T>
{
    static abstract Vector512<T> Invoke(Vector512<T> x, Vector512<T> y);
}

/// <summary>A function of three numbers, written for eight triples at once; floats go through it as
/// doubles.</summary>
internal interface ITernaryLanes
{
    static abstract Vector512<double> Invoke(Vector512<double> x, Vector512<double> y, Vector512<double> z);
}

/// <summary>A function of one number, written for eight doubles.</summary>
internal interface IUnaryLanes : IUnaryLanes<double>;

/// <summary>A function of two numbers, written for eight pairs of doubles.</summary>
internal interface IBinaryLanes : IBinaryLanes<double>;

/// <summary>Two functions of one number, for eight at once.</summary>
internal interface ITwinLanes
{
    static abstract void Invoke(Vector512<double> x, out Vector512<double> first, out Vector512<double> second);
}

/// <summary>Marks a function that is an instruction or two.</summary>
internal interface IArithmeticLanes;

/// <summary><see cref="ITwinLanes"/> as a delegate.</summary>
internal delegate void TwoFunctions(Vector512<double> x, out Vector512<double> first, out Vector512<double> second);

/// <summary>The loops of the elementwise operations. A pack is always eight doubles or sixteen floats: one register of
/// 512 bits, two of 256 or four of 128, so the bits of a result do not depend on the machine's vector width.</summary>
internal static unsafe class ElementwiseKernels
{
    public static Kernel Unary<T, TLanes>(Tensor node)
        where T : unmanaged where TLanes : struct, IUnaryLanes<T>
    {
        int size = node.Size;
        return (in KernelArguments a) =>
        {
            (int first, int count) = a.RowsOf(size);
            long start = (long)first * a.Lanes;
            Flat<T, TLanes>(a.At<T>(0) + start, a.To<T>() + start, (long)count * a.Lanes);
        };
    }

    public static Kernel Binary<T, TLanes>(Tensor node)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        Tensor x = node.Operands[0], y = node.Operands[1];
        int size = node.Size;
        int[]? mapX = x.Shape.BroadcastMap(node.Shape), mapY = y.Shape.BroadcastMap(node.Shape);
        // One number with a whole tensor: its elements make one long row.
        bool one = size > 1 && (x.Varies ? mapX is null && y.Size == 1 : mapY is null && x.Size == 1);
        OperandForm form = (x.Varies, y.Varies) switch
        {
            _ when mapX is null && mapY is null && x.Varies == y.Varies => OperandForm.Flat,
            (true, false) when one => OperandForm.RowByNumber,
            (false, true) when one => OperandForm.NumberByRow,
            (true, true) when size > 1 && mapX is null && y.Size == 1 => OperandForm.RowsByRow,
            (true, true) when size > 1 && mapY is null && x.Size == 1 => OperandForm.RowByRows,
            (true, true) => OperandForm.Rows,
            (true, false) => OperandForm.RowsByNumber,
            (false, true) => OperandForm.NumberByRows,
            (false, false) when size > 1 && mapX is null && y.Size == 1 => OperandForm.RowByNumber,
            (false, false) when size > 1 && mapY is null && x.Size == 1 => OperandForm.NumberByRow,
            _ => OperandForm.Numbers,
        };
        return (in KernelArguments a) =>
        {
            (int first, int count) = a.RowsOf(size);
            int lanes = a.Lanes;
            // Where an operand has a row for each of the result, its first; otherwise rows are found by the map.
            T* px = a.At<T>(0) + (mapX is null && x.Size == size ? (long)first * (x.Varies ? lanes : 1) : 0);
            T* py = a.At<T>(1) + (mapY is null && y.Size == size ? (long)first * (y.Varies ? lanes : 1) : 0);
            T* result = a.To<T>() + (long)first * lanes;
            ReadOnlySpan<int> ofX = mapX is null ? [] : mapX.AsSpan(first, count);
            ReadOnlySpan<int> ofY = mapY is null ? [] : mapY.AsSpan(first, count);
            switch (form)
            {
                case OperandForm.Flat:
                    Flat<T, TLanes>(px, py, result, (long)count * lanes);
                    break;
                case OperandForm.RowByNumber:
                    RowsByNumber<T, TLanes>(px, [], py, [], result, 1, count * lanes);
                    break;
                case OperandForm.NumberByRow:
                    NumberByRows<T, TLanes>(px, [], py, [], result, 1, count * lanes);
                    break;
                case OperandForm.RowsByRow:
                    RowsByRow<T, TLanes>(px, py, result, count, lanes);
                    break;
                case OperandForm.RowByRows:
                    RowByRows<T, TLanes>(px, py, result, count, lanes);
                    break;
                case OperandForm.Rows:
                    Rows<T, TLanes>(px, ofX, py, ofY, result, count, lanes);
                    break;
                case OperandForm.RowsByNumber:
                    RowsByNumber<T, TLanes>(px, ofX, py, ofY, result, count, lanes);
                    break;
                case OperandForm.NumberByRows:
                    NumberByRows<T, TLanes>(px, ofX, py, ofY, result, count, lanes);
                    break;
                default:
                    Numbers<T, TLanes>(px, ofX, py, ofY, result, count);
                    break;
            }
        };
    }

    public static Kernel Ternary<T, TLanes>(Tensor node)
        where T : unmanaged, INumber<T> where TLanes : struct, ITernaryLanes
    {
        int size = node.Size;
        int[]? mapX = node.Operands[0].Shape.BroadcastMap(node.Shape);
        int[]? mapY = node.Operands[1].Shape.BroadcastMap(node.Shape);
        int[]? mapZ = node.Operands[2].Shape.BroadcastMap(node.Shape);
        bool variesX = node.Operands[0].Varies, variesY = node.Operands[1].Varies, variesZ = node.Operands[2].Varies;
        return (in KernelArguments a) =>
        {
            var x = new LaneView<T>(a.At<T>(0), variesX, a.Lanes);
            var y = new LaneView<T>(a.At<T>(1), variesY, a.Lanes);
            var z = new LaneView<T>(a.At<T>(2), variesZ, a.Lanes);
            var result = new LaneView<T>(a.To<T>(), a.Lanes > 1, a.Lanes);
            for (int lane = 0; lane < a.Lanes; lane += 8)
            {
                for (int e = 0; e < size; e++)
                {
                    result.Store(e, lane, TLanes.Invoke(
                        x.Load(mapX is null ? e : mapX[e], lane),
                        y.Load(mapY is null ? e : mapY[e], lane),
                        z.Load(mapZ is null ? e : mapZ[e], lane)));
                }
            }
        };
    }

    /// <summary><see cref="Primitive.OperationCost"/>.</summary>
    public static double OperationCost<TLanes>() => IsArithmetic<TLanes>() ? 1 : Primitive.FunctionCost;

    public static LoopForm UnaryForm<TLanes>(Twin? twin) where TLanes : struct, IUnaryLanes<double> => new Pointwise(
        ((Func<Vector512<double>, Vector512<double>>)TLanes.Invoke).Method,
        IsArithmetic<TLanes>() ? null : static (x, result, count) => Flat<double, TLanes>(x[0], result[0], count))
    { Twin = twin };

    public static LoopForm BinaryForm<TLanes>() where TLanes : struct, IBinaryLanes<double> => new Pointwise(
        ((Func<Vector512<double>, Vector512<double>, Vector512<double>>)TLanes.Invoke).Method,
        IsArithmetic<TLanes>()
            ? null
            : static (x, result, count) => Flat<double, TLanes>(x[0], x[1], result[0], count));

    public static LoopForm TernaryForm<TLanes>() where TLanes : struct, ITernaryLanes => new Pointwise(
        ((Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>)TLanes.Invoke).Method,
        IsArithmetic<TLanes>() ? null : static (x, result, count) => Flat<TLanes>(x[0], x[1], x[2], result[0], count));

    public static Twin Twin<TLanes>(Primitive other) where TLanes : struct, ITwinLanes => new(
        other, ((TwoFunctions)TLanes.Invoke).Method, static (x, results, count) =>
        {
            for (long i = 0; i < count; i += 8)
            {
                TLanes.Invoke(Vector512.Load(x[0] + i), out Vector512<double> first, out Vector512<double> second);
                first.Store(results[0] + i);
                second.Store(results[1] + i);
            }
        });

    private static bool IsArithmetic<TLanes>() => typeof(IArithmeticLanes).IsAssignableFrom(typeof(TLanes));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flat<T, TLanes>(T* x, T* result, long count)
        where T : unmanaged where TLanes : struct, IUnaryLanes<T>
    {
        for (long i = 0; i < count; i += Vector512<T>.Count)
        {
            TLanes.Invoke(Vector512.Load(x + i)).Store(result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flat<T, TLanes>(T* x, T* y, T* result, long count)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (long i = 0; i < count; i += Vector512<T>.Count)
        {
            TLanes.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).Store(result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flat<TLanes>(double* x, double* y, double* z, double* result, long count)
        where TLanes : struct, ITernaryLanes
    {
        for (long i = 0; i < count; i += 8)
        {
            TLanes.Invoke(Vector512.Load(x + i), Vector512.Load(y + i), Vector512.Load(z + i)).Store(result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<T, TLanes>(T* x, ReadOnlySpan<int> mapX, T* y, ReadOnlySpan<int> mapY, T* result, int size,
        int lanes)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (int e = 0; e < size; e++, result += lanes)
        {
            T* px = x + (long)(mapX.IsEmpty ? e : mapX[e]) * lanes;
            T* py = y + (long)(mapY.IsEmpty ? e : mapY[e]) * lanes;
            for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
            {
                TLanes.Invoke(Vector512.Load(px + lane), Vector512.Load(py + lane)).Store(result + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsByRow<T, TLanes>(T* x, T* row, T* result, int size, int lanes)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
        {
            var y = Vector512.Load(row + lane);
            long end = (long)size * lanes;
            for (long i = lane; i < end; i += lanes)
            {
                TLanes.Invoke(Vector512.Load(x + i), y).Store(result + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowByRows<T, TLanes>(T* row, T* y, T* result, int size, int lanes)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
        {
            var x = Vector512.Load(row + lane);
            long end = (long)size * lanes;
            for (long i = lane; i < end; i += lanes)
            {
                TLanes.Invoke(x, Vector512.Load(y + i)).Store(result + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsByNumber<T, TLanes>(
        T* x, ReadOnlySpan<int> mapX, T* y, ReadOnlySpan<int> mapY, T* result, int size, int lanes)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (int e = 0; e < size; e++, result += lanes)
        {
            T* px = x + (long)(mapX.IsEmpty ? e : mapX[e]) * lanes;
            var number = Vector512.Create(y[mapY.IsEmpty ? e : mapY[e]]);
            for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
            {
                TLanes.Invoke(Vector512.Load(px + lane), number).Store(result + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NumberByRows<T, TLanes>(
        T* x, ReadOnlySpan<int> mapX, T* y, ReadOnlySpan<int> mapY, T* result, int size, int lanes)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (int e = 0; e < size; e++, result += lanes)
        {
            var number = Vector512.Create(x[mapX.IsEmpty ? e : mapX[e]]);
            T* py = y + (long)(mapY.IsEmpty ? e : mapY[e]) * lanes;
            for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
            {
                TLanes.Invoke(number, Vector512.Load(py + lane)).Store(result + lane);
            }
        }
    }

    private static void Numbers<T, TLanes>(T* x, ReadOnlySpan<int> mapX, T* y, ReadOnlySpan<int> mapY, T* result, int size)
        where T : unmanaged where TLanes : struct, IBinaryLanes<T>
    {
        for (int e = 0; e < size; e++)
        {
            result[e] = TLanes.Invoke(
                Vector512.Create(x[mapX.IsEmpty ? e : mapX[e]]), Vector512.Create(y[mapY.IsEmpty ? e : mapY[e]]))[0];
        }
    }
}
