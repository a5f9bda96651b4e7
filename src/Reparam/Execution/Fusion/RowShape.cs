namespace Reparam.Execution.Fusion;

/// <summary>A tensor seen as rows of a few components: the axis that a loop runs along, and what a row holds.</summary>
/// <param name="Rows">The length of the loop.</param>
/// <param name="Components">Elements a row.</param>
/// <param name="RowsInner">Whether the elements of one component lie side by side, rather than those of one
/// row.</param>
internal readonly record struct RowShape(int Rows, int Components, bool RowsInner)
{
    /// <summary>More components than this in a row would not stay in registers.</summary>
    public const int MostComponents = 8;

    /// <summary>Rows along the first axis, or the last one, if that leaves few components; otherwise each element is a
    /// row.</summary>
    public static RowShape Of(Shape shape)
    {
        int size = shape.Size;
        if (shape.Rank > 1 && size > 0)
        {
            int first = size / shape[0], last = size / shape[^1];
            if (first <= MostComponents && first <= shape[0])
            {
                return new(shape[0], first, RowsInner: first == 1);
            }
            if (last <= MostComponents)
            {
                return new(shape[^1], last, RowsInner: true);
            }
        }
        return new(size, 1, RowsInner: true);
    }

    /// <summary>The place of a component of a row among the elements of the tensor.</summary>
    public int Element(int row, int component) => RowsInner ? component * Rows + row : row * Components + component;

    /// <summary>The row and component of an element.</summary>
    public (int Row, int Component) Place(int element) => RowsInner
        ? (element % Rows, element / Rows)
        : (element / Components, element % Components);
}
