using System.Numerics;
using System.Runtime.Intrinsics;

namespace Reparam.Primitives;

/// <summary>Rows by an index that is an operand, the same in all draws: unlike that of
/// <see cref="Rearrangements.Take"/> it may be an input, whose numbers change from run to run.</summary>
/// <remarks>The numbers of the index are not checked here: whoever gives them sees to it that they are places of
/// rows. Floats hold those up to 2²⁴.</remarks>
internal static unsafe class IndexedRows
{
    /// <summary>Row index[i] of a table of shape [k, ...] for each i.</summary>
    public static readonly Primitive Gather = new("gather_rows")
    {
        ResultShape = static (operands, _) => RequireIndex(operands[1]).Append(operands[0].Shape[1..]),
        Pullback = static (result, cotangent, operand) => operand == 1 ? null : new Tensor(Scatter!,
            result.Operands[0].Length, Tensor.BroadcastTo(cotangent, result.Shape), result.Operands[1]),
        Kernel = GatherKernel<double>,
        SingleKernel = GatherKernel<float>,
        Loop = static _ => new IndexedMove(),
        Regularity = Regularity.Smooth,
    };

    /// <summary>The transpose of <see cref="Gather"/> in its table: adds row i of a tensor to row index[i] of a table
    /// of zeros.</summary>
    public static readonly Primitive Scatter = new("scatter_rows")
    {
        ResultShape = static (operands, length) =>
        {
            RequireIndex(operands[1]);
            return Shape.Create([(int)length!, .. operands[0].Shape[1..].Lengths]);
        },
        Pullback = static (result, cotangent, operand) => operand == 1 ? null
            : new Tensor(Gather, null, Tensor.BroadcastTo(cotangent, result.Shape), result.Operands[1]),
        Kernel = ScatterKernel<double>,
        SingleKernel = ScatterKernel<float>,
        Loop = static _ => new IndexedCollect(),
        Regularity = Regularity.Smooth,
    };

    /// <summary>The rows of a table at places that are known, given when the expression is run, or different in each
    /// draw: by their places, by <see cref="Gather"/>, or by comparison with all places.</summary>
    /// <param name="table">A tensor of at least one axis.</param>
    /// <param name="index">A vector of places. Of those that differ by draw, one that is no place of a row gives
    /// zeros.</param>
    /// <exception cref="ArgumentException">A place that is known is no place of a row.</exception>
    public static Tensor Of(Tensor table, Tensor index)
    {
        if (index.Attributes is ConstantAttributes { Values: var places })
        {
            int wrong = Array.FindIndex(places, p => !(p >= 0 && p < table.Length && p == Math.Floor(p)));
            return wrong < 0 ? Tensor.Gather(table, [.. places.Select(static p => (int)p)])
                : throw new ArgumentException(
                    FormattableString.Invariant($"Gather: index {places[wrong]} at place {wrong} is no row of a ") +
                    FormattableString.Invariant($"tensor of shape {table.Shape}, whose first axis has the places 0 ") +
                    FormattableString.Invariant($"to {table.Length - 1}. Indices are zero-based integers: subtract ") +
                    "what the first one is, or give the tensor a row for each.", nameof(index));
        }
        if (!index.Varies)
        {
            return new Tensor(Gather, null, table, index);
        }
        Tensor last = table.Rank == 1 ? table
            : Tensor.Transpose(table, [.. Enumerable.Range(1, table.Rank - 1), 0]);
        int[] ones = [.. Enumerable.Repeat(1, table.Rank)];
        Tensor all = Tensor.Constant([.. Enumerable.Range(0, table.Length)], [table.Length]);
        return Tensor.Sum(Tensor.Select(
            Tensor.Equal(Tensor.Reshape(index, Shape.Create([index.Length, .. ones])), all), last, 0), -1);
    }

    private static Kernel GatherKernel<T>(Tensor node)
        where T : unmanaged, INumber<T>
    {
        int inner = node.Shape[1..].Size, rows = node.Length;
        bool varies = node.Operands[0].Varies;
        return (in KernelArguments a) =>
        {
            int row = inner * (varies ? a.Lanes : 1);
            T* index = a.At<T>(1);
            for (int i = 0; i < rows; i++)
            {
                T* source = a.At<T>(0) + long.CreateTruncating(index[i]) * row;
                new ReadOnlySpan<T>(source, row).CopyTo(new Span<T>(a.To<T>() + (long)i * row, row));
            }
        };
    }

    private static Kernel ScatterKernel<T>(Tensor node)
        where T : unmanaged, INumber<T>
    {
        int inner = node.Shape[1..].Size, rows = node.Operands[0].Length, size = node.Size;
        bool varies = node.Operands[0].Varies;
        return (in KernelArguments a) =>
        {
            int lanes = varies ? a.Lanes : 1, row = inner * lanes;
            T* index = a.At<T>(1);
            new Span<T>(a.To<T>(), checked(size * lanes)).Clear();
            for (int i = 0; i < rows; i++)
            {
                Add(a.At<T>(0) + (long)i * row, a.To<T>() + long.CreateTruncating(index[i]) * row, row);
            }
        };
    }

    private static void Add<T>(T* source, T* target, int count)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count)
        {
            (Vector512.Load(target + i) + Vector512.Load(source + i)).Store(target + i);
        }
        for (; i < count; i++)
        {
            target[i] += source[i];
        }
    }

    private static Shape RequireIndex(Tensor index) => index.Rank == 1 && !index.Varies
        ? index.Shape
        : throw new ArgumentException(
            $"The index of rows must be a vector that is the same in all draws, but has shape {index.Shape}" +
            $"{(index.Varies ? " and varies by draw" : "")}.", nameof(index));
}
