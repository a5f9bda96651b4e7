using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>For each element of the result the element of the operand it comes from, or -1 for zero.</summary>
/// <param name="Kind">What the map does, in a word: slice, transpose, gather, ...</param>
/// <param name="Source">The map; compared by identity.</param>
/// <param name="Shape">The shape of the result.</param>
internal sealed record IndexMap(string Kind, int[] Source, Shape Shape)
{
    /// <summary>The first of places that follow one another, or null where they do not.</summary>
    public int? Start()
    {
        int start = Source.Length == 0 ? 0 : Source[0];
        for (int i = 0; i < Source.Length; i++)
        {
            if (Source[i] != start + i)
            {
                return null;
            }
        }
        return start >= 0 ? start : null;
    }
}

/// <summary>The primitives that move elements and compute nothing.</summary>
internal static unsafe class Rearrangements
{
    /// <summary>The same elements in the same order under another shape.</summary>
    public static readonly Primitive Reshape = new("reshape")
    {
        ResultShape = static (_, attributes) => (Shape)attributes!,
        Pullback = static (result, cotangent, _) =>
            Tensor.Reshape(Tensor.BroadcastTo(cotangent, result.Shape), result.Operands[0].Shape),
        Kernel = CopyKernel<double>,
        SingleKernel = CopyKernel<float>,
        Operations = static _ => 0,
        Regularity = Regularity.Smooth,
    };

    /// <summary>The same values, through which no derivative passes.</summary>
    public static readonly Primitive Detach = new("stop_gradient")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, _, _) => null,
        Kernel = CopyKernel<double>,
        SingleKernel = CopyKernel<float>,
        Operations = static _ => 0,
        Regularity = Regularity.Smooth,
    };

    /// <summary>Takes elements by an index map: slice, transpose, broadcast, gather, pad.</summary>
    public static readonly Primitive Take = new("take")
    {
        ResultShape = static (_, attributes) => ((IndexMap)attributes!).Shape,
        Pullback = static (result, cotangent, _) =>
        {
            var map = (IndexMap)result.Attributes!;
            return new Tensor(Accumulate!, map with { Shape = result.Operands[0].Shape },
                Tensor.BroadcastTo(cotangent, result.Shape));
        },
        Kernel = TakeKernel<double>,
        SingleKernel = TakeKernel<float>,
        Loop = static node => new Move(((IndexMap)node.Attributes!).Source),
        Regularity = Regularity.Smooth,
    };

    /// <summary>The transpose of <see cref="Take"/>: adds each element of the operand to the place its map
    /// names.</summary>
    public static readonly Primitive Accumulate = new("accumulate")
    {
        ResultShape = static (_, attributes) => ((IndexMap)attributes!).Shape,
        Pullback = static (result, cotangent, _) =>
        {
            var map = (IndexMap)result.Attributes!;
            return new Tensor(Take, map with { Shape = result.Operands[0].Shape },
                Tensor.BroadcastTo(cotangent, result.Shape));
        },
        Kernel = AccumulateKernel<double>,
        SingleKernel = AccumulateKernel<float>,
        Loop = static node => new Collect(((IndexMap)node.Attributes!).Source, Combination.Sum),
        Regularity = Regularity.Smooth,
    };

    /// <summary>Operands laid one after another in row-major order; with axes other than the first it is followed by a
    /// <see cref="Take"/>.</summary>
    public static readonly Primitive Concatenate = new("concatenate")
    {
        ResultShape = static (operands, _) =>
        {
            Shape rest = operands[0].Shape[1..];
            foreach (Tensor operand in operands)
            {
                if (operand.Rank == 0 || operand.Shape[1..] != rest)
                {
                    throw new ArgumentException(
                        $"Concatenate: parts of shape {operands[0].Shape} and {operand.Shape} do not fit; they may " +
                        "differ only in the first axis.");
                }
            }
            return Shape.Create([operands.Sum(o => o.Shape[0]), .. rest.Lengths]);
        },
        Pullback = static (result, cotangent, operand) =>
        {
            int start = result.Operands.Take(operand).Sum(o => o.Shape[0]);
            return Tensor.Slice(Tensor.BroadcastTo(cotangent, result.Shape), 0, start,
                start + result.Operands[operand].Shape[0]);
        },
        Kernel = ConcatenateKernel<double>,
        SingleKernel = ConcatenateKernel<float>,
        Loop = static _ => new Join(),
        Regularity = Regularity.Smooth,
    };

    /// <summary>A kernel that copies its operand.</summary>
    public static Kernel CopyKernel<T>(Tensor node)
        where T : unmanaged
    {
        int size = node.Size;
        return (in KernelArguments a) => Copy(a.At<T>(0), a.To<T>(), (long)size * a.Lanes);
    }

    private static Kernel TakeKernel<T>(Tensor node)
        where T : unmanaged
    {
        var map = (IndexMap)node.Attributes!;
        int[] source = map.Source;
        if (map.Start() is { } start)
        {
            return (in KernelArguments a) =>
                Copy(a.At<T>(0) + (long)start * a.Lanes, a.To<T>(), (long)source.Length * a.Lanes);
        }
        return (in KernelArguments a) => TakeRows(a.At<T>(0), source, a.To<T>(), a.Lanes);
    }

    private static Kernel AccumulateKernel<T>(Tensor node)
        where T : unmanaged, INumber<T>
    {
        var map = (IndexMap)node.Attributes!;
        int[] target = map.Source;
        int size = node.Size;
        if (map.Start() is { } start)
        {
            return (in KernelArguments a) => PlaceRows(a.At<T>(0), start, target.Length, a.To<T>(), size, a.Lanes);
        }
        return (in KernelArguments a) => AddRows(a.At<T>(0), target, a.To<T>(), size, a.Lanes);
    }

    private static Kernel ConcatenateKernel<T>(Tensor node)
        where T : unmanaged
    {
        int[] sizes = [.. node.Operands.Select(o => o.Size)];
        bool[] varies = [.. node.Operands.Select(o => o.Varies)];
        return (in KernelArguments a) =>
        {
            T* result = a.To<T>();
            for (int part = 0; part < sizes.Length; part++)
            {
                T* source = a.At<T>(part);
                if (varies[part] || a.Lanes == 1)
                {
                    Copy(source, result, (long)sizes[part] * a.Lanes);
                }
                else
                {
                    for (int e = 0; e < sizes[part]; e++)
                    {
                        new Span<T>(result + (long)e * a.Lanes, a.Lanes).Fill(source[e]);
                    }
                }
                result += (long)sizes[part] * a.Lanes;
            }
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeRows<T>(T* operand, int[] source, T* result, int lanes)
        where T : unmanaged
    {
        for (int e = 0; e < source.Length; e++, result += lanes)
        {
            T* row = operand + (long)source[e] * lanes;
            if (source[e] < 0)
            {
                new Span<T>(result, lanes).Clear();
            }
            else if (lanes == 1)
            {
                *result = *row;
            }
            else
            {
                for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
                {
                    Vector512.Load(row + lane).Store(result + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows<T>(T* operand, int[] target, T* result, int size, int lanes)
        where T : unmanaged, INumber<T>
    {
        new Span<T>(result, checked(size * lanes)).Clear();
        for (int e = 0; e < target.Length; e++, operand += lanes)
        {
            T* row = result + (long)target[e] * lanes;
            if (target[e] < 0)
            {
                continue;
            }
            if (lanes == 1)
            {
                *row += *operand;
                continue;
            }
            for (int lane = 0; lane < lanes; lane += Vector512<T>.Count)
            {
                (Vector512.Load(row + lane) + Vector512.Load(operand + lane)).Store(row + lane);
            }
        }
    }

    /// <summary>What <see cref="AddRows"/> gives where the rows follow one another: 0 + x between zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PlaceRows<T>(T* operand, int start, int count, T* result, int size, int lanes)
        where T : unmanaged, INumber<T>
    {
        new Span<T>(result, checked(start * lanes)).Clear();
        T* end = result + (long)(start + count) * lanes;
        new Span<T>(end, checked((size - start - count) * lanes)).Clear();
        result += (long)start * lanes;
        if (lanes == 1)
        {
            for (; result < end; result++, operand++)
            {
                *result = T.Zero + *operand;
            }
        }
        for (; result < end; result += Vector512<T>.Count, operand += Vector512<T>.Count)
        {
            (Vector512<T>.Zero + Vector512.Load(operand)).Store(result);
        }
    }

    /// <summary>Whether the result holds its operand's numbers in its operand's order, and so may be read where they
    /// lie.</summary>
    public static bool IsAlias(Primitive primitive) => primitive == Reshape || primitive == Detach;

    /// <summary>The tensor in whose place the values of <paramref name="node"/> lie.</summary>
    public static Tensor Home(Tensor node)
    {
        while (IsAlias(node.Primitive))
        {
            node = node.Operands[0];
        }
        return node;
    }

    /// <summary>The tensors in whose places the operands of <paramref name="node"/> lie.</summary>
    public static IEnumerable<Tensor> HomesOfOperands(Tensor node) => node.Operands.Select(Home);

    private static void Copy<T>(T* source, T* destination, long count)
        where T : unmanaged => Buffer.MemoryCopy(source, destination, count * sizeof(T), count * sizeof(T));
}
