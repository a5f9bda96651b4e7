using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>A function of one number, written for eight at once.</summary>
internal interface IUnaryLanes
{
    static abstract Vector512<double> Invoke(Vector512<double> x);
}

/// <summary>A function of two numbers, written for eight pairs at once.</summary>
internal interface IBinaryLanes
{
    static abstract Vector512<double> Invoke(Vector512<double> x, Vector512<double> y);
}

/// <summary>A function of three numbers, written for eight triples at once.</summary>
internal interface ITernaryLanes
{
    static abstract Vector512<double> Invoke(Vector512<double> x, Vector512<double> y, Vector512<double> z);
}

/// <summary>Two functions of one number, for eight at once.</summary>
internal interface ITwinLanes
{
    static abstract void Invoke(Vector512<double> x, out Vector512<double> first, out Vector512<double> second);
}

/// <summary>Marks a function that is an instruction or two.</summary>
internal interface IArithmeticLanes;

/// <summary><see cref="ITwinLanes"/> as a delegate.</summary>
internal delegate void TwoFunctions(Vector512<double> x, out Vector512<double> first, out Vector512<double> second);

/// <summary>The loops of the elementwise operations. A pack is always eight doubles: one register of 512 bits, two of
/// 256 or four of 128, so the bits of a result do not depend on the machine's vector width.</summary>
internal static unsafe class ElementwiseKernels
{
    public static Kernel Unary<TLanes>(Tensor node) where TLanes : struct, IUnaryLanes
    {
        long size = node.Size;
        return (in KernelArguments a) => Flat<TLanes>(a.Operands[0], a.Result, size * a.Lanes);
    }

    public static Kernel Binary<TLanes>(Tensor node) where TLanes : struct, IBinaryLanes
    {
        Tensor x = node.Operands[0], y = node.Operands[1];
        int size = node.Size;
        int[]? mapX = x.Shape.BroadcastMap(node.Shape), mapY = y.Shape.BroadcastMap(node.Shape);
        if (mapX is null && mapY is null && x.Varies == y.Varies)
        {
            return (in KernelArguments a) => Flat<TLanes>(a.Operands[0], a.Operands[1], a.Result, (long)size * a.Lanes);
        }
        // One number with a whole tensor: its elements make one long row.
        bool one = size > 1 && (x.Varies ? mapX is null && y.Size == 1 : mapY is null && x.Size == 1);
        return (x.Varies, y.Varies) switch
        {
            (true, false) when one => (in KernelArguments a) =>
                RowsByNumber<TLanes>(a.Operands[0], null, a.Operands[1], null, a.Result, 1, size * a.Lanes),
            (false, true) when one => (in KernelArguments a) =>
                NumberByRows<TLanes>(a.Operands[0], null, a.Operands[1], null, a.Result, 1, size * a.Lanes),
            (true, true) when size > 1 && mapX is null && y.Size == 1 => (in KernelArguments a) =>
                RowsByRow<TLanes>(a.Operands[0], a.Operands[1], a.Result, size, a.Lanes),
            (true, true) when size > 1 && mapY is null && x.Size == 1 => (in KernelArguments a) =>
                RowByRows<TLanes>(a.Operands[0], a.Operands[1], a.Result, size, a.Lanes),
            (true, true) => (in KernelArguments a) =>
                Rows<TLanes>(a.Operands[0], mapX, a.Operands[1], mapY, a.Result, size, a.Lanes),
            (true, false) => (in KernelArguments a) =>
                RowsByNumber<TLanes>(a.Operands[0], mapX, a.Operands[1], mapY, a.Result, size, a.Lanes),
            (false, true) => (in KernelArguments a) =>
                NumberByRows<TLanes>(a.Operands[0], mapX, a.Operands[1], mapY, a.Result, size, a.Lanes),
            (false, false) when size > 1 && mapX is null && y.Size == 1 => (in KernelArguments a) =>
                RowsByNumber<TLanes>(a.Operands[0], null, a.Operands[1], null, a.Result, 1, size),
            (false, false) when size > 1 && mapY is null && x.Size == 1 => (in KernelArguments a) =>
                NumberByRows<TLanes>(a.Operands[0], null, a.Operands[1], null, a.Result, 1, size),
            (false, false) => (in KernelArguments a) =>
                Numbers<TLanes>(a.Operands[0], mapX, a.Operands[1], mapY, a.Result, size),
        };
    }

    public static Kernel Ternary<TLanes>(Tensor node) where TLanes : struct, ITernaryLanes
    {
        int size = node.Size;
        int[]? mapX = node.Operands[0].Shape.BroadcastMap(node.Shape);
        int[]? mapY = node.Operands[1].Shape.BroadcastMap(node.Shape);
        int[]? mapZ = node.Operands[2].Shape.BroadcastMap(node.Shape);
        bool variesX = node.Operands[0].Varies, variesY = node.Operands[1].Varies, variesZ = node.Operands[2].Varies;
        return (in KernelArguments a) =>
        {
            var x = new LaneView(a.Operands[0], variesX, a.Lanes);
            var y = new LaneView(a.Operands[1], variesY, a.Lanes);
            var z = new LaneView(a.Operands[2], variesZ, a.Lanes);
            var result = new LaneView(a.Result, a.Lanes > 1, a.Lanes);
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

    public static LoopForm UnaryForm<TLanes>(Twin? twin) where TLanes : struct, IUnaryLanes => new Pointwise(
        ((Func<Vector512<double>, Vector512<double>>)TLanes.Invoke).Method,
        IsArithmetic<TLanes>() ? null : static (x, result, count) => Flat<TLanes>(x[0], result[0], count))
    { Twin = twin };

    public static LoopForm BinaryForm<TLanes>() where TLanes : struct, IBinaryLanes => new Pointwise(
        ((Func<Vector512<double>, Vector512<double>, Vector512<double>>)TLanes.Invoke).Method,
        IsArithmetic<TLanes>() ? null : static (x, result, count) => Flat<TLanes>(x[0], x[1], result[0], count));

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
    private static void Flat<TLanes>(double* x, double* result, long count) where TLanes : struct, IUnaryLanes
    {
        for (long i = 0; i < count; i += 8)
        {
            TLanes.Invoke(Vector512.Load(x + i)).Store(result + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flat<TLanes>(double* x, double* y, double* result, long count)
        where TLanes : struct, IBinaryLanes
    {
        for (long i = 0; i < count; i += 8)
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
    private static void Rows<TLanes>(double* x, int[]? mapX, double* y, int[]? mapY, double* result, int size,
        int lanes)
        where TLanes : struct, IBinaryLanes
    {
        for (int e = 0; e < size; e++, result += lanes)
        {
            double* px = x + (long)(mapX is null ? e : mapX[e]) * lanes;
            double* py = y + (long)(mapY is null ? e : mapY[e]) * lanes;
            for (int lane = 0; lane < lanes; lane += 8)
            {
                TLanes.Invoke(Vector512.Load(px + lane), Vector512.Load(py + lane)).Store(result + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsByRow<TLanes>(double* x, double* row, double* result, int size, int lanes)
        where TLanes : struct, IBinaryLanes
    {
        for (int lane = 0; lane < lanes; lane += 8)
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
    private static void RowByRows<TLanes>(double* row, double* y, double* result, int size, int lanes)
        where TLanes : struct, IBinaryLanes
    {
        for (int lane = 0; lane < lanes; lane += 8)
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
    private static void RowsByNumber<TLanes>(
        double* x, int[]? mapX, double* y, int[]? mapY, double* result, int size, int lanes)
        where TLanes : struct, IBinaryLanes
    {
        for (int e = 0; e < size; e++, result += lanes)
        {
            double* px = x + (long)(mapX is null ? e : mapX[e]) * lanes;
            var number = Vector512.Create(y[mapY is null ? e : mapY[e]]);
            for (int lane = 0; lane < lanes; lane += 8)
            {
                TLanes.Invoke(Vector512.Load(px + lane), number).Store(result + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NumberByRows<TLanes>(
        double* x, int[]? mapX, double* y, int[]? mapY, double* result, int size, int lanes)
        where TLanes : struct, IBinaryLanes
    {
        for (int e = 0; e < size; e++, result += lanes)
        {
            var number = Vector512.Create(x[mapX is null ? e : mapX[e]]);
            double* py = y + (long)(mapY is null ? e : mapY[e]) * lanes;
            for (int lane = 0; lane < lanes; lane += 8)
            {
                TLanes.Invoke(number, Vector512.Load(py + lane)).Store(result + lane);
            }
        }
    }

    private static void Numbers<TLanes>(double* x, int[]? mapX, double* y, int[]? mapY, double* result, int size)
        where TLanes : struct, IBinaryLanes
    {
        for (int e = 0; e < size; e++)
        {
            result[e] = TLanes.Invoke(
                Vector512.Create(x[mapX is null ? e : mapX[e]]), Vector512.Create(y[mapY is null ? e : mapY[e]]))[0];
        }
    }
}
