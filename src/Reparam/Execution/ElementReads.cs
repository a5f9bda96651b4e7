using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Which elements of its operands an element of a result is computed from.</summary>
internal static class ElementReads
{
    /// <summary>The elements that are read, as (operand, element): exact for elementwise operations, rearrangements,
    /// reductions, products and triangular matrices; all elements where nothing more is known.</summary>
    /// <param name="node">The result.</param>
    /// <param name="element">Its element, in row-major order.</param>
    /// <param name="value">Gives the value of an element of an operand: a choice reads but the side that it
    /// takes.</param>
    public static IEnumerable<(int Operand, int Element)> Of(Tensor node, int element, Func<Tensor, int, double> value)
    {
        Primitive p = node.Primitive;
        return p == Rearrangements.Take ? Taken(((IndexMap)node.Attributes!).Source[element])
            : Rearrangements.IsAlias(p) || p == Draws.Spread || p == Draws.Sum ? [(0, element)]
            : p == Rearrangements.Accumulate ? Accumulated((IndexMap)node.Attributes!, element)
            : p == IndexedRows.Gather ? Indexed(node, element, value)
            : p == Rearrangements.Concatenate ? [Part(node, element)]
            : p == Elementwise.Choose ? Chosen(node, element, value)
            : node.Attributes is ReductionAxes axes ? Reduced(node, axes, element)
            : node.Attributes is Transposition ? Multiplied(node, element)
            : p == Triangular.Cholesky ? LowerRows(node.Shape[0], element / node.Shape[1])
            : p == Triangular.Solve ? Solved(node, element)
            : IsElementwise(node)
                ? node.Operands.Select((operand, i) => (i, Broadcast(operand.Shape, node.Shape, element)))
            : node.Operands.SelectMany((operand, i) => Enumerable.Range(0, operand.Size).Select(e => (i, e)));
    }

    /// <summary>Whether each element of the result is computed from one element of each operand.</summary>
    public static bool IsElementwise(Tensor node) => node.Primitive.IsElementwise;

    /// <summary>Whether the operation moves elements and computes nothing.</summary>
    public static bool IsRearrangement(Primitive primitive) => Rearrangements.IsAlias(primitive)
        || primitive == Rearrangements.Take || primitive == IndexedRows.Gather
        || primitive == Rearrangements.Concatenate || primitive == Draws.Spread;

    private static (int Operand, int Element)[] Taken(int source) => source < 0 ? [] : [(0, source)];

    private static IEnumerable<(int Operand, int Element)> Accumulated(IndexMap map, int element) =>
        Enumerable.Range(0, map.Source.Length).Where(e => map.Source[e] == element).Select(e => (0, e));

    private static (int Operand, int Element)[] Indexed(Tensor node, int element, Func<Tensor, int, double> value)
    {
        int inner = node.Size / node.Length;
        return [(0, (int)value(node.Operands[1], element / inner) * inner + element % inner)];
    }

    private static (int Operand, int Element) Part(Tensor node, int element)
    {
        int part = 0;
        for (; element >= node.Operands[part].Size; part++)
        {
            element -= node.Operands[part].Size;
        }
        return (part, element);
    }

    private static (int Operand, int Element)[] Chosen(Tensor node, int element, Func<Tensor, int, double> value)
    {
        (int Operand, int Element) Read(int operand) =>
            (operand, Broadcast(node.Operands[operand].Shape, node.Shape, element));
        var condition = Read(0);
        return [condition, Read(value(node.Operands[0], condition.Element) != 0 ? 1 : 2)];
    }

    private static IEnumerable<(int Operand, int Element)> Reduced(Tensor node, ReductionAxes axes, int element)
    {
        Shape shape = node.Operands[0].Shape;
        int[] strides = shape.Strides(), resultStrides = node.Shape.Strides();
        int start = 0, next = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (!axes.Axes.Contains(axis))
            {
                start += element / resultStrides[next] % node.Shape[next] * strides[axis];
                next++;
            }
        }
        int[] steps = Shape.Create([.. axes.Axes.Select(a => shape[a])])
            .Offsets(axes.Axes.Select(a => strides[a]).ToArray());
        return steps.Select(step => (0, start + step));
    }

    private static IEnumerable<(int Operand, int Element)> Multiplied(Tensor node, int element)
    {
        var (_, n, k, left, right) = MatrixProducts.Layout(node);
        return Enumerable.Range(0, k).SelectMany(c => new[]
        {
            (0, left.Offset(element / n, c)), (1, right.Offset(c, element % n)),
        });
    }

    /// <summary>The lower triangle of the first rows of a matrix, to a row and with it.</summary>
    private static IEnumerable<(int Operand, int Element)> LowerRows(int n, int last) =>
        Enumerable.Range(0, last + 1).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => (0, i * n + j)));

    private static IEnumerable<(int Operand, int Element)> Solved(Tensor node, int element)
    {
        int n = node.Shape[0], columns = node.Shape[1], row = element / columns;
        bool transposed = (bool)node.Attributes!;
        // Substitution runs from the first row on, or from the last one back.
        IEnumerable<int> rows = transposed ? Enumerable.Range(row, n - row) : Enumerable.Range(0, row + 1);
        IEnumerable<(int, int)> right = rows.Select(i => (1, i * columns + element % columns));
        return (transposed ? rows.SelectMany(i => Enumerable.Range(row, i - row + 1).Select(j => (0, i * n + j)))
            : LowerRows(n, row)).Concat(right);
    }

    /// <summary>The element of an operand that is broadcast to an element of the result.</summary>
    private static int Broadcast(Shape operand, Shape result, int element)
    {
        int[] own = operand.Strides(), strides = result.Strides();
        int source = 0, added = result.Rank - operand.Rank;
        for (int axis = 0; axis < operand.Rank; axis++)
        {
            source += operand[axis] == 1 ? 0 : element / strides[added + axis] % result[added + axis] * own[axis];
        }
        return source;
    }
}
