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

    /// <summary>A shape with another length of its last axis.</summary>
    public static Shape WithLast(Shape shape, int length) => shape[..^1].Append([length]);

    /// <summary>The sum over some innermost axes.</summary>
    public static Tensor SumInnermost(Tensor x, int axes) =>
        axes == 0 ? x : Tensor.Sum(x, [.. Enumerable.Range(x.Rank - axes, axes)]);
}
