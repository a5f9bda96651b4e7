using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>What a loop reads in each row.</summary>
/// <param name="Home">The tensor in whose place it lies.</param>
/// <param name="Access">The element of each row.</param>
internal readonly record struct Read(Tensor Home, ElementAccess Access);

/// <summary>One number a row: a component of a tensor that a loop computes.</summary>
internal readonly record struct RowValue(Tensor Node, int Component);

/// <summary>A node seen as part of a loop over rows.</summary>
internal abstract class RowNode(Tensor node, int rows)
{
    public Tensor Node { get; } = node;

    /// <summary>The length of the loop.</summary>
    public int Rows { get; } = rows;

    /// <summary>How its result lies, seen by rows.</summary>
    public RowShape Shape { get; } = RowShape.Of(node.Shape);

    /// <summary>Whether row i of the result is computed in row i of the loop, rather than at its end.</summary>
    public abstract bool IsByRow { get; }

    /// <summary>What it reads in each row.</summary>
    public abstract IEnumerable<Read> Reads { get; }

    /// <summary>What it reads as a whole, before the loop.</summary>
    public virtual IEnumerable<Tensor> Wholes => [];

    /// <summary>Operations to emit for a row, about.</summary>
    public abstract int Cost { get; }

    /// <summary>Vector instructions that a row takes, about.</summary>
    public virtual int Work => Cost;

    /// <summary>The node as part of a loop, or null where only its kernel can compute it.</summary>
    public static RowNode? Of(Tensor node)
    {
        LoopForm? form = node.Size > 0 ? node.Primitive.Loop(node) : null;
        return form switch
        {
            Pointwise pointwise => PointwiseNode.Create(node, pointwise),
            Move move => new MoveNode(node, [.. Components(node).Select(c => ReadOf(node, 0, c, move.Source))]),
            IndexedMove => IndexedMoveNode(node),
            Join => JoinNode(node),
            IndexedCollect => CollectNode.Create(node),
            Collect collect => CollectNode.Create(node, collect),
            Contraction contraction => ContractionNode.Create(node, contraction),
            _ => null,
        };
    }

    protected static IEnumerable<int> Components(Tensor node) =>
        Enumerable.Range(0, RowShape.Of(node.Shape).Components);

    /// <summary>What a component of a node reads of an operand.</summary>
    protected static Read ReadOf(Tensor node, int operand, int component, int[]? map)
    {
        Tensor home = Rearrangements.Home(node.Operands[operand]);
        // One number for all rows needs no map, which would be as long as the data.
        return new(home,
            home.Size == 1 && map is null ? default : ElementAccess.Of(RowShape.Of(node.Shape), component, map));
    }

    /// <summary>The elements of each row of some, for operations that choose rows by an index.</summary>
    /// <param name="components">The elements of a row, side by side.</param>
    /// <param name="rows">Rows of the loop.</param>
    /// <param name="index">The index of rows; null for the rows of the loop themselves.</param>
    protected static ElementAccess[] ElementsOfRows(int components, int rows, Tensor? index) =>
        [.. Enumerable.Range(0, components).Select(c => new ElementAccess(
            c, index is null && rows == 1 ? 0 : components, null, index is null ? null : Rearrangements.Home(index)))];

    /// <summary>What is read to know an element.</summary>
    protected IEnumerable<Read> IndexOf(ElementAccess access) =>
        access.Index is { } index ? [new Read(index, ElementAccess.OfIndex(Rows))] : [];

    private static MoveNode? IndexedMoveNode(Tensor node)
    {
        var shape = RowShape.Of(node.Shape);
        // Seen by rows of the index, a row holds few elements, side by side.
        if (shape.Rows != node.Length || (shape.RowsInner && shape.Components > 1))
        {
            return null;
        }
        Tensor table = Rearrangements.Home(node.Operands[0]);
        return new MoveNode(node, [.. ElementsOfRows(shape.Components, shape.Rows, node.Operands[1])
            .Select(access => new Read(table, access))]);
    }

    private static MoveNode? JoinNode(Tensor node)
    {
        RowShape shape = RowShape.Of(node.Shape);
        var reads = new Read[shape.Components];
        for (int component = 0; component < reads.Length; component++)
        {
            var access = ElementAccess.Of(shape, component, null);
            int start = access.Start, operand = 0;
            for (; start >= node.Operands[operand].Size; operand++)
            {
                start -= node.Operands[operand].Size;
            }
            if (start + (shape.Rows - 1) * access.Stride >= node.Operands[operand].Size)
            {
                return null;
            }
            reads[component] = new(Rearrangements.Home(node.Operands[operand]), access with { Start = start });
        }
        return new MoveNode(node, reads);
    }
}

/// <summary>A function of one element of each operand.</summary>
internal sealed class PointwiseNode : RowNode
{
    private PointwiseNode(Tensor node, Pointwise form, Read[][] arguments) : base(node, RowShape.Of(node.Shape).Rows) =>
        (Form, Arguments) = (form, arguments);

    public Pointwise Form { get; }

    /// <summary>By component and operand.</summary>
    public Read[][] Arguments { get; }

    public override bool IsByRow => true;

    public override IEnumerable<Read> Reads => Arguments.SelectMany(a => a);

    public override int Cost => Arguments.Length;

    public override int Work => (int)Node.Primitive.OperationCost * Cost;

    /// <summary>The node among others that is cheaper to compute with this one, or null.</summary>
    public PointwiseNode? TwinAmong(IEnumerable<RowNode> nodes) => Form.Twin is null ? null
        : nodes.OfType<PointwiseNode>().FirstOrDefault(n => n.Node.Primitive == Form.Twin.Other
            && n.Arguments.Select(a => a[0]).SequenceEqual(Arguments.Select(a => a[0])));

    public static PointwiseNode Create(Tensor node, Pointwise form)
    {
        int[]?[] maps = [.. node.Operands.Select(o => o.Size == 1 ? null : o.Shape.BroadcastMap(node.Shape))];
        return new(node, form, [.. Components(node).Select(component =>
            node.Operands.Select((_, operand) => ReadOf(node, operand, component, maps[operand])).ToArray())]);
    }
}

/// <summary>Elements taken from elsewhere.</summary>
internal sealed class MoveNode(Tensor node, Read[] sources) : RowNode(node, RowShape.Of(node.Shape).Rows)
{
    /// <summary>By component.</summary>
    public Read[] Sources { get; } = sources;

    public override bool IsByRow => true;

    public override IEnumerable<Read> Reads => Sources.Concat(Sources.SelectMany(s => IndexOf(s.Access)));

    public override int Cost => Sources.Length;
}

/// <summary>Elements combined where they go.</summary>
internal sealed class CollectNode : RowNode
{
    private CollectNode(Tensor node, int rows, Combination combination, Read[] sources, ElementAccess[] targets)
        : base(node, rows)
    {
        (Combination, Sources, Targets) = (combination, sources, targets);
        int?[] components = [.. targets.Select(t => t.ComponentOf(Shape, rows))];
        IsByRow = components.All(c => c is not null);
        Groups = IsByRow
            ? [.. Enumerable.Range(0, Shape.Components).Select(c =>
                Enumerable.Range(0, sources.Length).Where(s => components[s] == c).ToArray())]
            : [];
    }

    public Combination Combination { get; }

    /// <summary>By component of the operand.</summary>
    public Read[] Sources { get; }

    /// <summary>Where each source goes.</summary>
    public ElementAccess[] Targets { get; }

    /// <summary>Where the result is by row: for each component of it the sources that it is made of.</summary>
    public int[][] Groups { get; }

    public override bool IsByRow { get; }

    public override IEnumerable<Read> Reads => Sources.Concat(Targets.SelectMany(IndexOf));

    public override int Cost => Sources.Length;

    public static CollectNode? Create(Tensor node, Collect form)
    {
        Tensor operand = node.Operands[0], home = Rearrangements.Home(operand);
        if (home.Size == 0)
        {
            return null;
        }
        var shape = RowShape.Of(home.Shape);
        ElementAccess Target(int component) =>
            form.Target is null ? default : ElementAccess.Of(shape, component, form.Target);
        int[] components = [.. Enumerable.Range(0, shape.Components)];
        var result = new CollectNode(node, shape.Rows, form.Combination,
            [.. components.Select(c => new Read(home, ElementAccess.Of(shape, c, null)))],
            [.. components.Select(Target)]);
        return result.IsByRow || form.Combination == Combination.Sum ? result : null;
    }

    /// <summary>Rows added to the rows that an index names; null where rows hold many elements.</summary>
    public static CollectNode? Create(Tensor node)
    {
        Tensor operand = node.Operands[0], home = Rearrangements.Home(operand);
        int rows = operand.Length, components = rows == 0 ? 0 : operand.Size / rows;
        return components is 0 or > RowShape.MostComponents ? null : new CollectNode(node, rows, Combination.Sum,
            [.. ElementsOfRows(components, rows, null).Select(access => new Read(home, access))],
            ElementsOfRows(components, rows, node.Operands[1]));
    }
}

/// <summary>A product with a matrix that is the same in all draws.</summary>
internal sealed class ContractionNode : RowNode
{
    /// <summary>Products with more numbers of the varying operand, or of the result, would not stay in cache.</summary>
    private const int MostInCache = 1024;

    /// <summary>Products with as many are written into the loop itself.</summary>
    private const int MostInline = 12;

    private ContractionNode(Tensor node, Contraction form, bool byRow) : base(node, byRow ? form.M : form.K)
    {
        Form = form;
        IsByRow = byRow;
        Varying = Rearrangements.Home(node.Operands[form.Varying]);
        Fixed = Rearrangements.Home(node.Operands[form.Fixed]);
        Columns = byRow ? [] : [.. Enumerable.Range(0, form.N).Select(column => new Read(Varying, new ElementAccess(
            form.VaryingLayout.Offset(0, column), form.K == 1 ? 0 : form.VaryingLayout.RowStride, null)))];
        Cost = form.N * (byRow ? form.K : form.M);
    }

    public Contraction Form { get; }

    public Tensor Fixed { get; }

    public Tensor Varying { get; }

    /// <summary>Whether the loop runs along the rows of the result; otherwise along what is summed over.</summary>
    public override bool IsByRow { get; }

    public override IEnumerable<Read> Reads => Columns;

    /// <summary>What it reads of the varying operand in each row, by column; nothing where it reads the
    /// whole.</summary>
    public Read[] Columns { get; }

    public override IEnumerable<Tensor> Wholes => IsByRow ? [Fixed, Varying] : [Fixed];

    public override int Cost { get; }

    public bool IsInline => Cost <= MostInline;

    public static ContractionNode? Create(Tensor node, Contraction form)
    {
        bool byRow = form.K <= form.M;
        var shape = RowShape.Of(node.Shape);
        bool fits = !byRow || (shape.Rows == form.M && shape.Components == form.N
            && (form.M == 1 || shape.Element(1, 0) == form.ResultLayout.Offset(1, 0))
            && (form.N == 1 || shape.Element(0, 1) == form.ResultLayout.Offset(0, 1)));
        return fits && form.N <= 8 && form.N * Math.Min(form.K, form.M) <= MostInCache ? new(node, form, byRow) : null;
    }
}
