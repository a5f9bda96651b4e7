using System.Runtime.CompilerServices;

namespace Reparam;

/// <summary>The lengths of a tensor's axes, outermost first; <c>[]</c> is the shape of a scalar.</summary>
/// <remarks>Immutable, with value equality. The default value is the scalar shape. Broadcasting follows
/// NumPy.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[]? _lengths;

    private Shape(int[] lengths) => _lengths = lengths;

    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public static Shape Scalar => default;

    /// <summary>Makes a shape from the lengths of its axes.</summary>
    /// <param name="lengths">One length an axis, each at least 0.</param>
    /// <exception cref="ArgumentException">A length is negative, or the number of elements exceeds 2³¹ - 1.</exception>
    public static Shape Create(ReadOnlySpan<int> lengths)
    {
        long size = 1;
        foreach (int length in lengths)
        {
            if (length < 0)
            {
                throw new ArgumentException(
                    $"Shape: the length of an axis must be at least 0, but {length} was given.", nameof(lengths));
            }
            size = Math.Min(size * length, (long)int.MaxValue + 1);
        }
        return size <= int.MaxValue
            ? new Shape(lengths.ToArray())
            : throw new ArgumentException("Shape: a tensor holds at most 2^31 - 1 elements.", nameof(lengths));
    }

    /// <summary>The number of axes.</summary>
    public int Rank => _lengths?.Length ?? 0;

    /// <summary>The number of elements, the product of the lengths; 1 for a scalar.</summary>
    public int Size
    {
        get
        {
            int size = 1;
            foreach (int length in Lengths)
            {
                size *= length;
            }
            return size;
        }
    }

    /// <summary>The length of one axis.</summary>
    /// <param name="axis">The axis; <c>^1</c> is the innermost.</param>
    public int this[Index axis] => Lengths[axis];

    /// <summary>The lengths of the axes, outermost first.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>The axes that <paramref name="range"/> names.</summary>
    /// <param name="range">A range of axes.</param>
    public Shape this[Range range] => Create(Lengths[range]);

    /// <summary>This shape with the axes of <paramref name="inner"/> appended.</summary>
    /// <param name="inner">The axes to append.</param>
    public Shape Append(Shape inner) => Create([.. Lengths, .. inner.Lengths]);

    /// <summary>The shape to which two shapes broadcast together, as in NumPy.</summary>
    /// <param name="left">The first shape.</param>
    /// <param name="right">The second shape.</param>
    /// <exception cref="ArgumentException">Two axes have different lengths and neither is 1.</exception>
    public static Shape Broadcast(Shape left, Shape right)
    {
        if (left.Equals(right))
        {
            return left;
        }
        int rank = Math.Max(left.Rank, right.Rank);
        var lengths = new int[rank];
        for (int axis = 1; axis <= rank; axis++)
        {
            int l = axis <= left.Rank ? left[^axis] : 1;
            int r = axis <= right.Rank ? right[^axis] : 1;
            lengths[rank - axis] = l == r || r == 1 ? l : l == 1 ? r : throw new ArgumentException(
                $"Shapes {left} and {right} do not broadcast: axis {rank - axis} has {l} elements in one and {r} in " +
                "the other. Two axes fit when they are equal or one of them is 1; Reshape inserts axes of length 1.");
        }
        return Create(lengths);
    }

    /// <summary>Whether a tensor of this shape broadcasts to <paramref name="target"/> without changing it.</summary>
    /// <param name="target">The shape to reach.</param>
    public bool BroadcastsTo(Shape target)
    {
        if (Rank > target.Rank)
        {
            return false;
        }
        for (int axis = 1; axis <= Rank; axis++)
        {
            if (this[^axis] != target[^axis] && this[^axis] != 1)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The strides of a row-major tensor of this shape, in elements.</summary>
    internal int[] Strides()
    {
        var strides = new int[Rank];
        int stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= this[axis];
        }
        return strides;
    }

    /// <summary>For each element of <paramref name="target"/>, the element of this shape that broadcasts to it;
    /// null when the two shapes hold the same elements in the same order.</summary>
    internal int[]? BroadcastMap(Shape target)
    {
        if (Size == target.Size)
        {
            return null;
        }
        int[] own = Strides();
        var strides = new int[target.Rank];
        for (int axis = 1; axis <= Rank; axis++)
        {
            strides[^axis] = this[^axis] == 1 ? 0 : own[^axis];
        }
        return target.Offsets(strides);
    }

    /// <summary>For each element of this shape in row-major order, the sum of its coordinates times the
    /// strides.</summary>
    internal int[] Offsets(ReadOnlySpan<int> strides)
    {
        var offsets = new int[Size];
        Span<int> coordinate = stackalloc int[Rank];
        coordinate.Clear();
        int offset = 0;
        for (int element = 0; element < offsets.Length; element++)
        {
            offsets[element] = offset;
            for (int axis = Rank - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++coordinate[axis] < this[axis])
                {
                    break;
                }
                offset -= strides[axis] * this[axis];
                coordinate[axis] = 0;
            }
        }
        return offsets;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int length in Lengths)
        {
            hash.Add(length);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same lengths.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The lengths in brackets, such as <c>[8, 3]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", Lengths.ToArray()) + "]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_lengths ?? [])).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
