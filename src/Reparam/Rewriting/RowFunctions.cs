using System.Runtime.InteropServices;
using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>
/// Tensors of which each row is one function of the row's own numbers and of what all rows share. Equal numbers give
/// equal rows, so the tensor may be computed for one row of each class.
/// </summary>
/// <remarks>
/// A row's own numbers are its rows of constants, and of index maps, where they gather from what rows share. The
/// following are computed row by row if their operands are, or are shared:
/// <list type="bullet">
/// <item>elementwise operations and reshapes, where the rows stay within one axis;</item>
/// <item>rearrangements, where each row takes elements of its own, or of something shared;</item>
/// <item>reductions over other axes;</item>
/// <item>matrix products and triangular solutions in which the rows are rows of the left factor or columns of the right
/// one, and the other is shared;</item>
/// <item>concatenation along other axes.</item>
/// </list>
/// Nothing else is: not an input that has the rows' axis, nor a Cholesky factor over it, nor a sum into groups of rows.
/// Numbers are equal if their bits are: -0 is not 0, for 1 / x tells them apart.
/// </remarks>
internal sealed class RowFunctions(Constants constants)
{
    // What is nested deeper is left as it is: the walk is recursive, and stacks are finite.
    private const int GreatestDepth = 500;

    private readonly Dictionary<(Tensor, RowLayout), Step?> _steps = [];
    private readonly Dictionary<(Tensor, RowLayout), RowClasses> _data = [];
    private readonly Dictionary<(Tensor, RowLayout, RowClasses), Tensor> _reduced = [];
    private readonly List<RowClasses> _known = [];
    private int _depth;

    private enum StepKind
    {
        /// <summary>Numbers.</summary>
        Data,

        /// <summary>Elements of something shared, by an index map.</summary>
        Gathered,

        /// <summary>Elements of the same row, by an index map.</summary>
        Rearranged,

        /// <summary>The operation as it is, on operands with fewer rows.</summary>
        Same,
    }

    /// <summary>How a tensor is computed for some of its rows; an operand without a layout is shared.</summary>
    private sealed record Step(StepKind Kind, params RowLayout?[] Operands);

    /// <summary>The axis of an operand of an elementwise operation that is an axis of the result, or -1 where the
    /// operand is broadcast along it.</summary>
    public static int OperandAxis(Tensor operand, Shape result, int axis)
    {
        int own = axis - (result.Rank - operand.Rank);
        return own >= 0 && operand.Shape[own] == result[axis] ? own : -1;
    }

    /// <summary>The axis of the operand of a reduction that remains as this axis of the result.</summary>
    public static int ReducedAxis(Tensor reduction, int axis)
    {
        Shape removed = ((ReductionAxes)reduction.Attributes!).Axes;
        return Enumerable.Range(0, reduction.Operands[0].Rank).Where(a => !removed.Contains(a)).ElementAt(axis);
    }

    /// <summary>The classes of rows that are equal, or null where the tensor is not computed row by row.</summary>
    public RowClasses? Classes(Tensor x, RowLayout layout)
    {
        if (StepOf(x, layout) is null)
        {
            return null;
        }
        var classes = RowClasses.Same(layout.Rows);
        var seen = new HashSet<(Tensor, RowLayout)>();
        var stack = new Stack<(Tensor, RowLayout)>([(x, layout)]);
        while (stack.TryPop(out var top))
        {
            if (!seen.Add(top))
            {
                continue;
            }
            var (node, rows) = top;
            Step step = _steps[top]!;
            if (step.Kind is StepKind.Data or StepKind.Gathered or StepKind.Rearranged)
            {
                classes = classes.With(DataClasses(node, rows, step));
            }
            for (int i = 0; i < step.Operands.Length; i++)
            {
                if (step.Operands[i] is { } operand)
                {
                    stack.Push((node.Operands[i], operand));
                }
            }
        }
        RowClasses? same = _known.Find(classes.IsSameAs);
        if (same is null)
        {
            _known.Add(classes);
        }
        return same ?? classes;
    }

    /// <summary>The tensor with the first row of each class alone; <see cref="Classes"/> was not null.</summary>
    public Tensor Reduced(Tensor x, RowLayout layout, RowClasses classes)
    {
        if (_reduced.TryGetValue((x, layout, classes), out Tensor? known))
        {
            return known;
        }
        Step step = _steps[(x, layout)]!;
        Tensor[] operands = [.. x.Operands.Select((o, i) =>
            i < step.Operands.Length && step.Operands[i] is { } own ? Reduced(o, own, classes) : o)];
        Shape shape = layout.Resized(x.Shape, classes.Count);
        Tensor reduced = step.Kind switch
        {
            StepKind.Data => Tensor.Constant(Select(x.ToArray(), layout, classes), shape),
            StepKind.Gathered => Tensor.Take(operands[0], Map(x).Kind, Select(Map(x).Source, layout, classes), shape),
            StepKind.Rearranged => Tensor.Take(operands[0], Map(x).Kind,
                Rearranged(x, layout, step.Operands[0]!.Value, classes), shape),
            _ => new Tensor(x.Primitive, x.Primitive == Rearrangements.Reshape ? shape : x.Attributes, operands),
        };
        return _reduced[(x, layout, classes)] = reduced;
    }

    private static IndexMap Map(Tensor take) => (IndexMap)take.Attributes!;

    private static T[] Select<T>(T[] elements, RowLayout layout, RowClasses classes) =>
        [.. layout.Elements(classes.First).Select(e => elements[e])];

    private static int[] Rearranged(Tensor take, RowLayout layout, RowLayout operand, RowClasses classes) =>
        [.. Select(Map(take).Source, layout, classes).Select(source =>
        {
            if (source < 0)
            {
                return source;
            }
            int outer = source / operand.Inner / operand.Rows, row = classes.OfRow[operand.Row(source)];
            return (outer * classes.Count + row) * operand.Inner + source % operand.Inner;
        })];

    private RowClasses DataClasses(Tensor node, RowLayout layout, Step step)
    {
        if (!_data.TryGetValue((node, layout), out RowClasses? classes))
        {
            classes = step.Kind == StepKind.Data
                ? RowClasses.Of(MemoryMarshal.Cast<double, ulong>(node.ToArray()), layout)
                : RowClasses.Of<int>(
                    step.Kind == StepKind.Gathered ? Map(node).Source : WithinRows(node, step.Operands[0]!.Value),
                    layout);
            _data.Add((node, layout), classes);
        }
        return classes;
    }

    /// <summary>For each element of a rearrangement, which element of its own row it is.</summary>
    private static int[] WithinRows(Tensor take, RowLayout operand) =>
        [.. Map(take).Source.Select(source => source < 0
            ? source
            : source / operand.Inner / operand.Rows * operand.Inner + source % operand.Inner)];

    private Step? StepOf(Tensor x, RowLayout layout)
    {
        if (!_steps.TryGetValue((x, layout), out Step? step))
        {
            _depth++;
            step = _depth <= GreatestDepth && layout.Axis(x.Shape) is >= 0 and var axis
                ? constants.Contains(x) ? new Step(StepKind.Data) : StepOf(x, layout, axis)
                : null;
            _depth--;
            _steps[(x, layout)] = step;
        }
        return step;
    }

    private Step? StepOf(Tensor x, RowLayout layout, int axis)
    {
        Primitive p = x.Primitive;
        Tensor[] o = x.Operands;
        return p == Rearrangements.Take ? TakeStep(x, layout)
            : Rearrangements.IsAlias(p) ? Same(x, layout)
            : p == Rearrangements.Concatenate
                ? axis > 0 ? Same(x, [.. o.Select(part => layout.Moved(x.Shape, axis, part.Shape, axis))]) : null
            : x.Attributes is ReductionAxes
                ? ReducedAxis(x, axis) is var kept ? Same(x, layout.Moved(x.Shape, axis, o[0].Shape, kept)) : null
            : x.Attributes is Transposition t
                ? axis == 0
                    ? Same(x, layout.Moved(x.Shape, 0, o[0].Shape, t.Left ? 1 : 0), null)
                    : Same(x, null, layout.Moved(x.Shape, 1, o[1].Shape, t.Right ? 0 : 1))
            : p == Triangular.Solve ? axis == 1 ? Same(x, null, layout) : null
            // The elementwise operations.
            : p.IsElementwise
                ? Same(x, [.. o.Select(operand => OperandAxis(operand, x.Shape, axis) is >= 0 and var own
                    ? layout.Moved(x.Shape, axis, operand.Shape, own) : (RowLayout?)null)])
            : null;
    }

    private Step? Same(Tensor x, params RowLayout?[] operands)
    {
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i] is { } layout && StepOf(x.Operands[i], layout) is null)
            {
                return null;
            }
        }
        return new Step(StepKind.Same, operands);
    }

    /// <summary>Each row takes from its own row where the operand has rows, and otherwise from something
    /// shared.</summary>
    private Step TakeStep(Tensor take, RowLayout layout)
    {
        Tensor operand = take.Operands[0];
        int[] source = Map(take).Source;
        foreach (RowLayout own in Layouts(operand.Shape, layout.Rows))
        {
            bool isOwn = true;
            for (int e = 0; isOwn && e < source.Length; e++)
            {
                isOwn = source[e] < 0 || own.Row(source[e]) == layout.Row(e);
            }
            if (isOwn && StepOf(operand, own) is not null)
            {
                return new Step(StepKind.Rearranged, own);
            }
        }
        return new Step(StepKind.Gathered);
    }

    /// <summary>The ways in which a number of rows may lie in a shape: as an axis, or as the outer or inner part of
    /// one.</summary>
    private static IEnumerable<RowLayout> Layouts(Shape shape, int rows)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int times = shape[axis] / rows;
            if (times * rows == shape[axis] && times > 0)
            {
                int before = shape[..axis].Size, after = shape[(axis + 1)..].Size;
                yield return new RowLayout(before, rows, times * after);
                if (times > 1)
                {
                    yield return new RowLayout(before * times, rows, after);
                }
            }
        }
    }
}
