namespace Reparam.Rewriting;

/// <summary>Where the rows of a tensor lie: its elements in row-major order are [Outer, Rows, Inner].</summary>
/// <remarks>The axis that holds the rows may hold others too: [rows · 3], reshaped from [rows, 3], still has rows, of
/// three elements each.</remarks>
internal readonly record struct RowLayout(int Outer, int Rows, int Inner)
{
    /// <summary>The rows along an axis of a shape.</summary>
    public static RowLayout Of(Shape shape, int axis) =>
        new(shape[..axis].Size, shape[axis], shape[(axis + 1)..].Size);

    /// <summary>The axis of a shape that holds the rows, or -1 where they lie across several.</summary>
    public int Axis(Shape shape)
    {
        long before = 1;
        for (int axis = 0; axis < shape.Rank; before *= shape[axis++])
        {
            if (Outer % before == 0 && before * shape[axis] % ((long)Outer * Rows) == 0)
            {
                return axis;
            }
        }
        return -1;
    }

    /// <summary>The same rows in a tensor whose axis <paramref name="toAxis"/> is as long as
    /// <paramref name="axis"/> of this one, and made of the rows in the same way.</summary>
    public RowLayout Moved(Shape shape, int axis, Shape to, int toAxis) =>
        new(Outer / shape[..axis].Size * to[..toAxis].Size, Rows,
            Inner / shape[(axis + 1)..].Size * to[(toAxis + 1)..].Size);

    /// <summary>The shape with another number of rows.</summary>
    public Shape Resized(Shape shape, int rows)
    {
        int[] lengths = [.. shape.Lengths];
        int axis = Axis(shape);
        lengths[axis] = lengths[axis] / Rows * rows;
        return Shape.Create(lengths);
    }

    /// <summary>For each element of a tensor that has only these rows, the element of this one.</summary>
    public int[] Elements(int[] rows)
    {
        var elements = new int[Outer * rows.Length * Inner];
        int next = 0;
        for (int outer = 0; outer < Outer; outer++)
        {
            foreach (int row in rows)
            {
                int start = (outer * Rows + row) * Inner;
                for (int inner = 0; inner < Inner; inner++)
                {
                    elements[next++] = start + inner;
                }
            }
        }
        return elements;
    }

    /// <summary>The row that an element belongs to.</summary>
    public int Row(int element) => element / Inner % Rows;
}
