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
        Kernel = static node =>
        {
            int size = node.Size;
            return (in KernelArguments a) => Copy(a.Operands[0], a.Result, (long)size * a.Lanes);
        },
        Operations = static _ => 0,
        Regularity = Regularity.Smooth,
    };

    /// <summary>The same values, through which no derivative passes.</summary>
    public static readonly Primitive Detach = new("stop_gradient")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, _, _) => null,
        Kernel = Reshape.Kernel,
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
        Kernel = static node =>
        {
            var map = (IndexMap)node.Attributes!;
            int[] source = map.Source;
            if (map.Start() is { } start)
            {
                return (in KernelArguments a) =>
                    Copy(a.Operands[0] + (long)start * a.Lanes, a.Result, (long)source.Length * a.Lanes);
            }
            return (in KernelArguments a) => TakeRows(a.Operands[0], source, a.Result, a.Lanes);
        },
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
        Kernel = static node =>
        {
            var map = (IndexMap)node.Attributes!;
            int[] target = map.Source;
            int size = node.Size;
            if (map.Start() is { } start)
            {
                return (in KernelArguments a) =>
                    PlaceRows(a.Operands[0], start, target.Length, a.Result, size, a.Lanes);
            }
            return (in KernelArguments a) => AddRows(a.Operands[0], target, a.Result, size, a.Lanes);
        },
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
        Kernel = static node =>
        {
            int[] sizes = [.. node.Operands.Select(o => o.Size)];
            bool[] varies = [.. node.Operands.Select(o => o.Varies)];
            return (in KernelArguments a) =>
            {
                double* result = a.Result;
                for (int part = 0; part < sizes.Length; part++)
                {
                    if (varies[part] || a.Lanes == 1)
                    {
                        Copy(a.Operands[part], result, (long)sizes[part] * a.Lanes);
                    }
                    else
                    {
                        for (int e = 0; e < sizes[part]; e++)
                        {
                            new Span<double>(result + (long)e * a.Lanes, a.Lanes).Fill(a.Operands[part][e]);
                        }
                    }
                    result += (long)sizes[part] * a.Lanes;
                }
            };
        },
        Loop = static _ => new Join(),
        Regularity = Regularity.Smooth,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeRows(double* operand, int[] source, double* result, int lanes)
    {
        for (int e = 0; e < source.Length; e++, result += lanes)
        {
            double* row = operand + (long)source[e] * lanes;
            if (source[e] < 0)
            {
                new Span<double>(result, lanes).Clear();
            }
            else if (lanes == 1)
            {
                *result = *row;
            }
            else
            {
                for (int lane = 0; lane < lanes; lane += 8)
                {
                    Vector512.Load(row + lane).Store(result + lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(double* operand, int[] target, double* result, int size, int lanes)
    {
        new Span<double>(result, checked(size * lanes)).Clear();
        for (int e = 0; e < target.Length; e++, operand += lanes)
        {
            double* row = result + (long)target[e] * lanes;
            if (target[e] < 0)
            {
                continue;
            }
            if (lanes == 1)
            {
                *row += *operand;
                continue;
            }
            for (int lane = 0; lane < lanes; lane += 8)
            {
                (Vector512.Load(row + lane) + Vector512.Load(operand + lane)).Store(row + lane);
            }
        }
    }

    /// <summary>What <see cref="AddRows"/> gives where the rows follow one another: 0 + x between zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PlaceRows(double* operand, int start, int count, double* result, int size, int lanes)
    {
        new Span<double>(result, checked(start * lanes)).Clear();
        double* end = result + (long)(start + count) * lanes;
        new Span<double>(end, checked((size - start - count) * lanes)).Clear();
        result += (long)start * lanes;
        if (lanes == 1)
        {
            for (; result < end; result++, operand++)
            {
                *result = 0 + *operand;
            }
        }
        for (; result < end; result += 8, operand += 8)
        {
            (Vector512<double>.Zero + Vector512.Load(operand)).Store(result);
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

    private static void Copy(double* source, double* destination, long count) =>
        Buffer.MemoryCopy(source, destination, count * sizeof(double), count * sizeof(double));
}
