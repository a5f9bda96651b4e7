using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Primitives;

/// <summary>The axes that a reduction removes, ascending and not negative.</summary>
internal sealed record ReductionAxes(Shape Axes)
{
    /// <summary>The shape without the axes.</summary>
    public Shape Reduce(Shape shape) =>
        Shape.Create([.. Enumerable.Range(0, shape.Rank).Where(a => !Axes.Contains(a)).Select(a => shape[a])]);

    /// <summary>The shape with length 1 in place of each axis.</summary>
    public Shape Keep(Shape shape) =>
        Shape.Create([.. Enumerable.Range(0, shape.Rank).Select(a => Axes.Contains(a) ? 1 : shape[a])]);
}

/// <summary>The primitives that reduce over axes.</summary>
internal static unsafe class Reductions
{
    public static readonly Primitive Sum = Reduction<SumLoop, SumOfTwo>("sum", Combination.Sum, Regularity.Smooth,
        static (result, operand, kept) => null);

    // The derivative goes to the greatest element; to each its share where several are equal.
    public static readonly Primitive Max = Reduction<MaxLoop, MaximumLanes<double>>(
        "max", Combination.Max, Regularity.PiecewiseSmooth,
        static (result, operand, kept) =>
        {
            Tensor greatest = Tensor.Equal(operand, kept);
            var axes = (ReductionAxes)result.Attributes!;
            return greatest / Tensor.Reshape(new Tensor(Sum!, axes, greatest), kept.Shape);
        });

    // Primitive because it must subtract the maximum to be right, and a maximum must not enter its derivative.
    public static readonly Primitive LogSumExp = Reduction<LogSumExpLoop, LogSumExpOfTwo>(
        "log_sum_exp", Combination.LogSumExp, Regularity.Smooth,
        // Where all elements are -∞ the share of each is taken as 0: -∞ - (-∞) would make NaN of every gradient it
        // meets.
        static (result, operand, kept) => Tensor.Exp(operand - Tensor.Maximum(kept, -double.MaxValue)));

    /// <summary>A reduction, and that of a pair; <paramref name="slope"/> gives its partial derivatives from (result,
    /// operand, result with the axes kept at length 1), or null where they are all 1.</summary>
    private static Primitive Reduction<TLoop, TPair>(
        string name, Combination combination, Regularity regularity, Func<Tensor, Tensor, Tensor, Tensor?> slope)
        where TLoop : struct, IReductionLoop where TPair : struct, IBinaryLanes<double> => new(name)
        {
            BareLoop = static isNumber => ElementwiseLoops.Binary<TPair>(isNumber),
            ResultShape = static (operands, attributes) => ((ReductionAxes)attributes!).Reduce(operands[0].Shape),
            Pullback = (result, cotangent, _) =>
            {
                Tensor operand = result.Operands[0];
                Shape kept = ((ReductionAxes)result.Attributes!).Keep(operand.Shape);
                Tensor spread = Tensor.Reshape(Tensor.BroadcastTo(cotangent, result.Shape), kept);
                return slope(result, operand, Tensor.Reshape(result, kept)) is { } partial ? spread * partial : spread;
            },
            Kernel = KernelOf<double, TLoop>,
            SingleKernel = KernelOf<float, TLoop>,
            Divides = static _ => true,
            Loop = node => new Collect(Targets(node), combination),
            OperationCost = combination == Combination.LogSumExp ? Primitive.FunctionCost : 1,
            Regularity = regularity,
        };

    /// <summary>Floats are reduced as doubles: a sum of many loses nothing but the rounding of its result.</summary>
    private static Kernel KernelOf<T, TLoop>(Tensor node)
        where T : unmanaged, INumber<T> where TLoop : struct, IReductionLoop
    {
        var (starts, steps) = Layout(node);
        return (in KernelArguments a) =>
        {
            var operand = new LaneView<T>(a.At<T>(0), a.Lanes > 1, a.Lanes);
            var result = new LaneView<T>(a.To<T>(), a.Lanes > 1, a.Lanes);
            // Lanes are shared out, not elements, of which there may be but one.
            (int first, int count) = a.RowsOf(a.Lanes);
            for (int e = 0; e < starts.Length; e++)
            {
                for (int lane = first; lane < first + count; lane += 8)
                {
                    result.Store(e, lane, TLoop.Reduce(operand, starts[e], steps, lane));
                }
            }
        };
    }

    /// <summary>For each element of the operand that of the result which it enters; null where there is but
    /// one.</summary>
    private static int[]? Targets(Tensor node)
    {
        if (node.Size == 1)
        {
            return null;
        }
        Shape shape = node.Operands[0].Shape, reduced = ((ReductionAxes)node.Attributes!).Axes;
        int[] own = node.Shape.Strides(), strides = new int[shape.Rank];
        for (int axis = 0, next = 0; axis < shape.Rank; axis++)
        {
            strides[axis] = reduced.Contains(axis) ? 0 : own[next++];
        }
        return shape.Offsets(strides);
    }

    /// <summary>Where in the operand each element of the result starts, and the steps from there to what it
    /// reduces.</summary>
    public static (int[] Starts, int[] Steps) Layout(Tensor node)
    {
        Shape shape = node.Operands[0].Shape, reduced = ((ReductionAxes)node.Attributes!).Axes;
        int[] strides = shape.Strides();
        int[] kept = [.. Enumerable.Range(0, shape.Rank).Where(a => !reduced.Contains(a))];
        return (node.Shape.Offsets(kept.Select(a => strides[a]).ToArray()),
            Shape.Create([.. reduced.Select(a => shape[a])]).Offsets(reduced.Select(a => strides[a]).ToArray()));
    }

    private interface IReductionLoop
    {
        static abstract Vector512<double> Reduce<T>(LaneView<T> operand, int start, int[] steps, int lane)
            where T : unmanaged, INumber<T>;
    }

    private readonly struct SumLoop : IReductionLoop
    {
        // Four sums side by side hide the latency of the additions.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static Vector512<double> Reduce<T>(LaneView<T> operand, int start, int[] steps, int lane)
            where T : unmanaged, INumber<T>
        {
            Vector512<double> s0 = Vector512<double>.Zero, s1 = s0, s2 = s0, s3 = s0;
            int r = 0;
            for (; r + 4 <= steps.Length; r += 4)
            {
                s0 += operand.Load(start + steps[r], lane);
                s1 += operand.Load(start + steps[r + 1], lane);
                s2 += operand.Load(start + steps[r + 2], lane);
                s3 += operand.Load(start + steps[r + 3], lane);
            }
            for (; r < steps.Length; r++)
            {
                s0 += operand.Load(start + steps[r], lane);
            }
            return (s0 + s1) + (s2 + s3);
        }
    }

    private readonly struct MaxLoop : IReductionLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static Vector512<double> Reduce<T>(LaneView<T> operand, int start, int[] steps, int lane)
            where T : unmanaged, INumber<T>
        {
            var max = Vector512.Create(double.NegativeInfinity);
            foreach (int step in steps)
            {
                max = Vector512.Max(max, operand.Load(start + step, lane));
            }
            return max;
        }
    }

    private readonly struct LogSumExpLoop : IReductionLoop
    {
        public static Vector512<double> Reduce<T>(LaneView<T> operand, int start, int[] steps, int lane)
            where T : unmanaged, INumber<T>
        {
            if (steps.Length == 2)
            {
                return LogSumExpOfTwo.Invoke(
                    operand.Load(start + steps[0], lane), operand.Load(start + steps[1], lane));
            }
            Vector512<double> max = MaxLoop.Reduce(operand, start, steps, lane);
            Vector512<double> shift = LogSumExpLanes.Shift(max);
            var sum = Vector512<double>.Zero;
            foreach (int step in steps)
            {
                sum += LogSumExpLanes.Term(operand.Load(start + step, lane), shift);
            }
            return LogSumExpLanes.Total(max, shift, sum);
        }
    }

    /// <summary>log(eˣ + eʸ): the exponential of the greater less itself is 1.</summary>
    public readonly struct LogSumExpOfTwo : IBinaryLanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y)
        {
            Vector512<double> max = Vector512.Max(x, y);
            // Equal infinities have no difference.
            var infinite = Vector512.Equals(Vector512.Abs(max), Vector512.Create(double.PositiveInfinity));
            Vector512<double> sum = Vector512<double>.One + LaneMath.Exp(Vector512.Min(x, y) - max);
            return Vector512.ConditionalSelect(infinite, max, max + LaneMath.Log(sum));
        }
    }

    /// <summary>x + y, added as a sum over an axis does.</summary>
    public readonly struct SumOfTwo : IBinaryLanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Invoke(Vector512<double> x, Vector512<double> y) =>
            Vector512<double>.Zero + x + y;
    }
}

/// <summary>The logarithm of a sum of exponentials, in steps on eight lanes.</summary>
internal static class LogSumExpLanes
{
    /// <summary>What is subtracted of each term: the greatest, or 0 where that is infinite, because subtracting it
    /// would give NaN.</summary>
    public static Vector512<double> Shift(Vector512<double> max) =>
        Vector512.ConditionalSelect(IsInfinite(max), Vector512<double>.Zero, max);

    public static Vector512<double> Term(Vector512<double> x, Vector512<double> shift) => LaneMath.Exp(x - shift);

    /// <summary>An infinite greatest term is the answer itself.</summary>
    public static Vector512<double> Total(Vector512<double> max, Vector512<double> shift, Vector512<double> sum) =>
        Vector512.ConditionalSelect(IsInfinite(max), max, shift + LaneMath.Log(sum));

    private static Vector512<double> IsInfinite(Vector512<double> max) =>
        Vector512.Equals(Vector512.Abs(max), Vector512.Create(double.PositiveInfinity));
}
