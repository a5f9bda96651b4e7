using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>Kernels of elementwise functions that are too long for the cost of a call to matter, and whose attribute is
/// bound at run time.</summary>
internal static unsafe class DelegateKernels
{
    /// <summary>The kernel of a function of one number.</summary>
    public static Kernel Unary(Tensor node, Func<Vector512<double>, Vector512<double>> function)
    {
        int size = node.Size;
        return (in KernelArguments a) =>
        {
            for (long i = 0; i < (long)size * a.Lanes; i += 8)
            {
                function(Vector512.Load(a.Operands[0] + i)).Store(a.Result + i);
            }
        };
    }

    /// <summary>The kernel of a function of two numbers.</summary>
    public static Kernel Binary(Tensor node, Func<Vector512<double>, Vector512<double>, Vector512<double>> function)
    {
        Operand x = new(node, 0), y = new(node, 1);
        int size = node.Size;
        return (in KernelArguments a) =>
        {
            var result = new LaneView<double>(a.Result, a.Lanes > 1, a.Lanes);
            LaneView<double> viewX = x.View(a), viewY = y.View(a);
            for (int lane = 0; lane < a.Lanes; lane += 8)
            {
                for (int e = 0; e < size; e++)
                {
                    result.Store(e, lane, function(viewX.Load(x[e], lane), viewY.Load(y[e], lane)));
                }
            }
        };
    }

    /// <summary>The kernel of a function of three numbers.</summary>
    public static Kernel Ternary(
        Tensor node, Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>> function)
    {
        Operand x = new(node, 0), y = new(node, 1), z = new(node, 2);
        int size = node.Size;
        return (in KernelArguments a) =>
        {
            var result = new LaneView<double>(a.Result, a.Lanes > 1, a.Lanes);
            LaneView<double> viewX = x.View(a), viewY = y.View(a), viewZ = z.View(a);
            for (int lane = 0; lane < a.Lanes; lane += 8)
            {
                for (int e = 0; e < size; e++)
                {
                    result.Store(e, lane, function(
                        viewX.Load(x[e], lane), viewY.Load(y[e], lane), viewZ.Load(z[e], lane)));
                }
            }
        };
    }

    /// <summary>The kernel of two functions of three numbers that share work: the result has one more axis, the first,
    /// of length 2.</summary>
    public static Kernel TernaryPair(Tensor node, PairOfThree functions)
    {
        Operand x = new(node, 0), y = new(node, 1), z = new(node, 2);
        int half = node.Size / 2;
        return (in KernelArguments a) =>
        {
            var result = new LaneView<double>(a.Result, a.Lanes > 1, a.Lanes);
            LaneView<double> viewX = x.View(a), viewY = y.View(a), viewZ = z.View(a);
            for (int lane = 0; lane < a.Lanes; lane += 8)
            {
                for (int e = 0; e < half; e++)
                {
                    functions(viewX.Load(x[e], lane), viewY.Load(y[e], lane), viewZ.Load(z[e], lane),
                        out Vector512<double> first, out Vector512<double> second);
                    result.Store(e, lane, first);
                    result.Store(half + e, lane, second);
                }
            }
        };
    }

    /// <summary>Two functions of three numbers, for eight at once.</summary>
    internal delegate void PairOfThree(Vector512<double> x, Vector512<double> y, Vector512<double> z,
        out Vector512<double> first, out Vector512<double> second);

    /// <summary>One operand, broadcast to the result.</summary>
    private sealed class Operand(Tensor node, int index)
    {
        private readonly int[]? _map = node.Operands[index].Shape.BroadcastMap(node.Shape);
        private readonly bool _varies = node.Operands[index].Varies;

        public int this[int element] => _map is null ? element : _map[element];

        public LaneView<double> View(in KernelArguments a) => new(a.Operands[index], _varies, a.Lanes);
    }
}
