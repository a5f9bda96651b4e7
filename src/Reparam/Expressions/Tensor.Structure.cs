using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>One element along the outermost axis, which is dropped: of a vector a scalar, of a matrix a
    /// row.</summary>
    /// <param name="index">The place; <c>^1</c> is the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public Tensor this[Index index]
    {
        get
        {
            int start = index.GetOffset(Length);
            return Reshape(Slice(this, 0, start, start + 1), Shape[1..]);
        }
    }

    /// <summary>A range along the outermost axis.</summary>
    /// <param name="range">The range, such as <c>1..^1</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the axis.</exception>
    public Tensor this[Range range]
    {
        get
        {
            int length = Length;
            return Slice(this, 0, range.Start.GetOffset(length), range.End.GetOffset(length));
        }
    }

    /// <summary>One element of a matrix.</summary>
    /// <param name="row">The place along the first axis.</param>
    /// <param name="column">The place along the second axis.</param>
    public Tensor this[Index row, Index column] => this[row][column];

    /// <summary>The same elements in the same order, under another shape.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="shape">A shape with as many elements.</param>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public static Tensor Reshape(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Size != shape.Size)
        {
            throw new ArgumentException(
                $"Reshape: shape {x.Shape} has {x.Size} elements, but {shape} has {shape.Size}.", nameof(shape));
        }
        return x.Shape == shape ? x
            : x.Attributes is ConstantAttributes constant ? Constant(constant.Values, shape, constant.Name)
            : new(Rearrangements.Reshape, shape, x);
    }

    /// <summary>The same values, taken as constants by differentiation.</summary>
    /// <param name="x">A tensor.</param>
    public static Tensor StopGradient(Tensor x) => Apply(Rearrangements.Detach, x);

    /// <summary>Repeats the tensor along axes of length 1, and along new outer axes, to reach a shape.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="shape">The shape to reach.</param>
    /// <exception cref="ArgumentException">The shape cannot be reached by broadcasting.</exception>
    public static Tensor BroadcastTo(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!x.Shape.BroadcastsTo(shape))
        {
            throw new ArgumentException($"BroadcastTo: shape {x.Shape} does not broadcast to {shape}.", nameof(shape));
        }
        return x.Shape.BroadcastMap(shape) is { } map ? Take(x, "broadcast", map, shape) : Reshape(x, shape);
    }

    /// <summary>A range along one axis.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="start">The first place.</param>
    /// <param name="end">The place after the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the axis.</exception>
    public static Tensor Slice(Tensor x, int axis, int start, int end)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = Axis(x, axis);
        if (start < 0 || end < start || end > x.Shape[axis])
        {
            throw new ArgumentOutOfRangeException(nameof(start),
                $"Slice: {start}..{end} does not lie inside axis {axis} of a tensor of shape {x.Shape}.");
        }
        return Gather(x, "slice", [.. Enumerable.Range(start, end - start)], axis);
    }

    /// <summary>The elements along one axis at given places, in the order given; places may repeat.</summary>
    /// <param name="x">A tensor, such as one value a group.</param>
    /// <param name="indices">Zero-based places, such as the group of each row.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis.</exception>
    public static Tensor Gather(Tensor x, IReadOnlyList<int> indices, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        axis = Axis(x, axis);
        CheckIndices("Gather", indices, x.Shape[axis]);
        return Gather(x, "gather", indices, axis);
    }

    /// <summary>The rows of a tensor at places that are an expression, such as a discrete unknown of a model: the mean
    /// of the component that each row of a mixture is of.</summary>
    /// <param name="x">A tensor of at least one axis, such as one mean a component.</param>
    /// <param name="indices">Zero-based places, of any shape. Its derivative is 0.</param>
    /// <returns>A tensor of the shape of the indices, followed by the inner axes of <paramref name="x"/>.</returns>
    /// <remarks>Where the places differ from draw to draw they are compared with all, which costs as many times as
    /// much.</remarks>
    /// <exception cref="ArgumentException">The tensor is a scalar, or an index is a number that is no place of a
    /// row.</exception>
    public static Tensor Gather(Tensor x, Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        if (x.Rank == 0)
        {
            throw new ArgumentException(
                "Gather: a scalar tensor has no rows. Give one with a row for each index.", nameof(x));
        }
        return Reshape(IndexedRows.Of(x, Reshape(indices, [indices.Size])), indices.Shape.Append(x.Shape[1..]));
    }

    /// <summary>Zeros of length <paramref name="length"/> along the first axis, to which row i of the tensor is added
    /// at place indices[i]: the transpose of <see cref="Gather(Tensor, IReadOnlyList{int}, int)"/>.</summary>
    /// <param name="x">A tensor with one row an index.</param>
    /// <param name="indices">Zero-based places; places may repeat.</param>
    /// <param name="length">The length of the first axis of the result.</param>
    /// <exception cref="ArgumentException">There are not as many indices as rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the result.</exception>
    public static Tensor ScatterAdd(Tensor x, IReadOnlyList<int> indices, int length)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        CheckIndices("ScatterAdd", indices, length);
        if (x.Length != indices.Count)
        {
            throw new ArgumentException(
                $"ScatterAdd: {indices.Count} indices do not fit a tensor of shape {x.Shape}; one a row is needed.",
                nameof(indices));
        }
        int inner = x.Shape[1..].Size;
        var target = new int[x.Size];
        for (int e = 0; e < target.Length; e++)
        {
            target[e] = indices[e / inner] * inner + e % inner;
        }
        return new(Rearrangements.Accumulate,
            new IndexMap("scatter", target, Shape.Create([length, .. x.Shape[1..].Lengths])), x);
    }

    /// <summary>The tensor with its axes in another order; without one, reversed.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="axes">For each axis of the result the axis of the operand.</param>
    /// <exception cref="ArgumentException">The axes are not a permutation.</exception>
    public static Tensor Transpose(Tensor x, params int[] axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        int[] order = axes.Length == 0 ? [.. Enumerable.Range(0, x.Rank).Reverse()] : axes;
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
        {
            throw new ArgumentException(
                $"Transpose: [{string.Join(", ", order)}] is not an order of the {x.Rank} axes of shape {x.Shape}.",
                nameof(axes));
        }
        int[] strides = x.Shape.Strides();
        var shape = Shape.Create([.. order.Select(a => x.Shape[a])]);
        return x.Rank < 2 ? x : Take(x, "transpose", shape.Offsets(order.Select(a => strides[a]).ToArray()), shape);
    }

    /// <summary>Tensors laid one after another along an axis.</summary>
    /// <param name="parts">The parts; they may differ in that axis only.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="ArgumentException">There are no parts, or their shapes do not fit.</exception>
    public static Tensor Concatenate(IReadOnlyList<Tensor> parts, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("Concatenate: at least one part is needed.", nameof(parts));
        }
        axis = Axis(parts[0], axis);
        if (axis == 0)
        {
            return parts.Count == 1 ? parts[0] : new(Rearrangements.Concatenate, null, [.. parts]);
        }
        int[] order = [axis, .. Enumerable.Range(0, parts[0].Rank).Where(a => a != axis)];
        int[] back = [.. Enumerable.Range(0, order.Length).Select(a => Array.IndexOf(order, a))];
        return Transpose(Concatenate([.. parts.Select(p => Transpose(p, order))]), back);
    }

    /// <summary>Tensors of one shape along a new outermost axis.</summary>
    /// <param name="parts">The parts.</param>
    public static Tensor Stack(params IReadOnlyList<Tensor> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Concatenate([.. parts.Select(p => Reshape(p, Shape.Create([1, .. p.Shape.Lengths])))]);
    }

    /// <summary>Elements by an index map in row-major order; -1 gives zero.</summary>
    internal static Tensor Take(Tensor x, string kind, int[] source, Shape shape) =>
        new(Rearrangements.Take, new IndexMap(kind, source, shape), x);

    private static Tensor Gather(Tensor x, string kind, IReadOnlyList<int> indices, int axis)
    {
        if (indices.Count == x.Shape[axis] && indices.SequenceEqual(Enumerable.Range(0, indices.Count)))
        {
            return x;
        }
        int inner = x.Shape[(axis + 1)..].Size, length = x.Shape[axis];
        int[] lengths = [.. x.Shape.Lengths];
        lengths[axis] = indices.Count;
        var shape = Shape.Create(lengths);
        var source = new int[shape.Size];
        for (int e = 0; e < source.Length; e++)
        {
            int row = e / inner;
            source[e] = (row / indices.Count * length + indices[row % indices.Count]) * inner + e % inner;
        }
        return Take(x, kind, source, shape);
    }

    /// <summary>The axis counted from the start.</summary>
    private static int Axis(Tensor x, int axis) => axis >= -x.Rank && axis < x.Rank
        ? (axis + x.Rank) % x.Rank
        : throw new ArgumentOutOfRangeException(nameof(axis),
            $"Axis {axis} does not exist in a tensor of shape {x.Shape}.");

    private static void CheckIndices(string operation, IReadOnlyList<int> indices, int length)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if (indices[i] < 0 || indices[i] >= length)
            {
                throw new ArgumentOutOfRangeException(nameof(indices),
                    $"{operation}: index {indices[i]} at place {i} lies outside 0..{length - 1}. Indices are " +
                    "zero-based.");
            }
        }
    }
}
