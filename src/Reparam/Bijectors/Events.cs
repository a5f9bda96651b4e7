using Reparam.Primitives;

namespace Reparam.Bijectors;

/// <summary>What the maps of vectors share: checks of their events, and rows of a batch of any rank.</summary>
internal static class Events
{
    /// <summary>The tensor, which must have an axis for each of the event's.</summary>
    /// <exception cref="ArgumentException">It has too few axes.</exception>
    public static Tensor Require(string bijector, Tensor value, int rank, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value.Rank >= rank
            ? value
            : throw new ArgumentException(
                $"{bijector}: {name} has shape {value.Shape}, but {(rank == 1 ? "vectors" : "matrices")} are mapped: " +
                $"its last {(rank == 1 ? "axis is" : "two axes are")} the event. Reshape it first.", name);
    }

    /// <summary>The tensor, whose innermost axis must have a given length.</summary>
    /// <exception cref="ArgumentException">It has another.</exception>
    public static Tensor RequireLength(string bijector, Tensor value, int length, string name) =>
        Require(bijector, value, 1, name).Shape[^1] == length
            ? value
            : throw new ArgumentException(
                $"{bijector}: {name} has shape {value.Shape}, but its last axis must have {length} elements.", name);

    /// <summary>The batch as rows: shape [batch size, length of the last axis].</summary>
    public static Tensor Rows(Tensor x) => Tensor.Reshape(x, [x.Shape[..^1].Size, x.Shape[^1]]);

    /// <summary>Each vector of the batch times a fixed matrix: x M along the last axis.</summary>
    public static Tensor TimesMatrix(Tensor x, Tensor matrix) =>
        Tensor.Reshape(Tensor.MatMul(Rows(x), matrix), x.Shape[..^1].Append([matrix.Shape[1]]));

    /// <summary>The matrix of ones where a condition on (row, column) holds, and zeros elsewhere.</summary>
    public static Tensor Indicator(int rows, int columns, Func<int, int, bool> condition)
    {
        var values = new double[rows * columns];
        for (int e = 0; e < values.Length; e++)
        {
            values[e] = condition(e / columns, e % columns) ? 1 : 0;
        }
        return Tensor.Constant(values, [rows, columns]);
    }

    /// <summary>Each vector of the batch as an event of another shape, with element k at places[k] and zeros
    /// elsewhere.</summary>
    public static Tensor Place(Tensor x, int[] places, Shape into)
    {
        Shape shape = x.Shape[..^1].Append(into);
        var source = new int[shape.Size];
        Array.Fill(source, -1);
        for (int start = 0, from = 0; start < source.Length; start += into.Size)
        {
            foreach (int place in places)
            {
                source[start + place] = from++;
            }
        }
        return Tensor.Take(x, "place", source, shape);
    }

    /// <summary>The elements at some places of each matrix of the batch, as vectors: undoes
    /// <see cref="Place"/>.</summary>
    public static Tensor Pick(Tensor y, int[] places) =>
        Tensor.Gather(Tensor.Reshape(y, y.Shape[..^2].Append([y.Shape[^2] * y.Shape[^1]])), places, -1);

    /// <summary>The tensor, whose two innermost axes must have given lengths.</summary>
    /// <exception cref="ArgumentException">They have others.</exception>
    public static Tensor RequireMatrix(string bijector, Tensor value, int rows, int columns, string name)
    {
        Require(bijector, value, 2, name);
        return value.Shape[^2] == rows && value.Shape[^1] == columns
            ? value
            : throw new ArgumentException(
                $"{bijector}: {name} has shape {value.Shape}, but its last two axes must have {rows} and {columns} " +
                "elements.", name);
    }

    /// <summary>L Lᵀ for each matrix L of the batch.</summary>
    public static Tensor TimesTranspose(Tensor factor)
    {
        Shape batch = factor.Shape[..^2];
        int rows = factor.Shape[^2], columns = factor.Shape[^1];
        if (batch.Rank == 0)
        {
            return Tensor.MatMul(factor, Tensor.Transpose(factor));
        }
        Tensor left = Tensor.Reshape(factor, batch.Append([rows, 1, columns]));
        Tensor right = Tensor.Reshape(factor, batch.Append([1, rows, columns]));
        return Tensor.Sum(left * right, -1);
    }

    /// <summary>The lower Cholesky factor of each matrix of the batch.</summary>
    public static Tensor Cholesky(Tensor matrices)
    {
        int n = matrices.Shape[^1];
        Tensor flat = Tensor.Reshape(matrices, [matrices.Shape[..^2].Size, n, n]);
        return matrices.Rank == 2
            ? Tensor.Cholesky(matrices)
            : Tensor.Reshape(Tensor.Stack([.. Enumerable.Range(0, flat.Length).Select(i => Tensor.Cholesky(flat[i]))]),
                matrices.Shape);
    }

    /// <summary>The vectors, of which none may be 0 where they are numbers.</summary>
    /// <exception cref="ArgumentException">There is no axis, a number is not finite, or a vector is 0.</exception>
    public static Tensor RequireNonZero(string bijector, Tensor vectors, string name)
    {
        Require(bijector, Parameter.Finite(bijector, vectors, name), 1, name);
        if (vectors.Attributes is ConstantAttributes { Values: var values } && (vectors.Shape[^1] == 0 ||
            values.Chunk(vectors.Shape[^1]).Any(static vector => Array.TrueForAll(vector, static v => v == 0))))
        {
            throw new ArgumentException(
                $"{bijector}: {name} must not be the vector 0, which has no direction. Start it at random.", name);
        }
        return vectors;
    }

    /// <summary>A number for each event, with an axis of length 1 that broadcasts along the event.</summary>
    public static Tensor Column(Tensor x) => Tensor.Reshape(x, x.Shape.Append([1]));

    /// <summary>What a conditioner gives for each of <paramref name="count"/> elements: a shift and the logarithm of a
    /// scale, each of a batch of vectors of that length.</summary>
    /// <exception cref="ArgumentException">The conditioner gave another shape.</exception>
    public static (Tensor Shift, Tensor LogScale) ShiftAndLogScale(
        string bijector, Func<Tensor, Tensor> conditioner, Tensor input, int count)
    {
        Tensor both = Condition(bijector, conditioner, input, 2 * count);
        return (Tensor.Slice(both, -1, 0, count), Tensor.Slice(both, -1, count, 2 * count));
    }

    /// <summary>What a conditioner gives, which must be a vector of a given length for each one it is given.</summary>
    /// <exception cref="ArgumentException">It has another shape.</exception>
    public static Tensor Condition(string bijector, Func<Tensor, Tensor> conditioner, Tensor input, int length)
    {
        Tensor result = conditioner(input);
        Shape expected = WithLast(input.Shape, length);
        return result?.Shape == expected
            ? result
            : throw new ArgumentException(
                $"{bijector}: for a tensor of shape {input.Shape} the conditioner must give one of shape {expected}, " +
                $"but it gave {result?.Shape.ToString() ?? "null"}. Its last layer decides the last axis.",
                nameof(conditioner));
    }

    /// <summary>The elements of vectors from <paramref name="start"/> on, and those before.</summary>
    /// <exception cref="ArgumentException">The vectors are not longer than that.</exception>
    public static (Tensor Before, Tensor After) Split(string bijector, Tensor value, int start, string name)
    {
        Require(bijector, value, 1, name);
        int length = value.Shape[^1];
        return length > start
            ? (Tensor.Slice(value, -1, 0, start), Tensor.Slice(value, -1, start, length))
            : throw new ArgumentException(
                $"{bijector}: {name} has shape {value.Shape}, but the first {start} elements of a vector are left " +
                "untouched, so that at least one more is needed.", name);
    }

    /// <summary>A shape with another length of its last axis.</summary>
    public static Shape WithLast(Shape shape, int length) => shape[..^1].Append([length]);

    /// <summary>The sum over some innermost axes.</summary>
    public static Tensor SumInnermost(Tensor x, int axes) =>
        axes == 0 ? x : Tensor.Sum(x, [.. Enumerable.Range(x.Rank - axes, axes)]);
}
