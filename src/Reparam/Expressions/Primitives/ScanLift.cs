namespace Reparam.Primitives;

/// <summary>Evaluates operations of a body for all steps at once, with the steps as one more axis in front.</summary>
internal sealed class ScanLift(int length)
{
    private readonly Dictionary<Tensor, Tensor> _steps = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether the values of a node at all steps are known.</summary>
    public bool Contains(Tensor node) => _steps.ContainsKey(node);

    /// <summary>The values of a node at all steps, of shape [steps, node].</summary>
    public Tensor this[Tensor node]
    {
        get => _steps[node];
        set => _steps[node] = value;
    }

    /// <summary>Whether an operation has a form for all steps at once.</summary>
    /// <param name="node">The operation.</param>
    /// <param name="changes">Which of its operands differ from step to step.</param>
    public static bool CanLift(Tensor node, Func<Tensor, bool> changes)
    {
        Primitive p = node.Primitive;
        return p.IsElementwise || Rearrangements.IsAlias(p) || p == Rearrangements.Take
            || p == Rearrangements.Accumulate || p == Rearrangements.Concatenate || node.Attributes is ReductionAxes
            || (p == MatrixProducts.Product && (changes(node.Operands[0])
                ? node.Shape[0] == 1 && !changes(node.Operands[1])
                : node.Shape[1] == 1));
    }

    /// <summary>Adds the values at all steps of an operation whose changing operands are known.</summary>
    public void Lift(Tensor node)
    {
        Primitive p = node.Primitive;
        Tensor[] o = node.Operands;
        Shape result = Shape.Create([length, .. node.Shape.Lengths]);
        _steps[node] = node.Attributes switch
        {
            IndexMap map when p == Rearrangements.Take =>
                Tensor.Take(_steps[o[0]], map.Kind, Repeated(map.Source, o[0].Size), result),
            IndexMap map =>
                new Tensor(p, new IndexMap(map.Kind, Repeated(map.Source, node.Size), result), _steps[o[0]]),
            ReductionAxes axes =>
                new Tensor(p, new ReductionAxes(Shape.Create([.. axes.Axes.Select(a => a + 1)])), _steps[o[0]]),
            Transposition transposition => Product(node, transposition, result),
            _ when p == Rearrangements.Concatenate => Concatenation(o, result),
            _ when p == Rearrangements.Reshape => Tensor.Reshape(_steps[o[0]], result),
            _ => new Tensor(p, node.Attributes, [.. o.Select(operand => WithRank(operand, node.Rank))]),
        };
    }

    /// <summary>An operand of an elementwise operation, with axes of length 1 between the steps and its own.</summary>
    private Tensor WithRank(Tensor operand, int rank)
    {
        if (!_steps.TryGetValue(operand, out Tensor? steps))
        {
            return operand;
        }
        int[] added = new int[rank - operand.Rank];
        Array.Fill(added, 1);
        return Tensor.Reshape(steps, Shape.Create([length, .. added, .. operand.Shape.Lengths]));
    }

    /// <summary>The index map of one step for each step, on elements that lie <paramref name="stride"/>
    /// apart.</summary>
    private int[] Repeated(int[] source, int stride)
    {
        var repeated = new int[checked(length * source.Length)];
        for (int step = 0, next = 0; step < length; step++)
        {
            foreach (int place in source)
            {
                repeated[next++] = place < 0 ? -1 : step * stride + place;
            }
        }
        return repeated;
    }

    private Tensor Concatenation(Tensor[] parts, Shape result)
    {
        int width = result.Size / Math.Max(length, 1);
        var source = new int[result.Size];
        int start = 0, column = 0;
        foreach (Tensor part in parts)
        {
            for (int e = 0; e < length * part.Size; e++)
            {
                source[e / part.Size * width + column + e % part.Size] = start + e;
            }
            start += length * part.Size;
            column += part.Size;
        }
        Tensor[] flat = [.. parts.Select(part => _steps.TryGetValue(part, out Tensor? steps)
            ? Tensor.Reshape(steps, [steps.Size])
            : Tensor.Reshape(Tensor.BroadcastTo(part, Shape.Create([length, .. part.Shape.Lengths])),
                [length * part.Size]))];
        return Tensor.Take(Tensor.Concatenate(flat), "concatenate", source, result);
    }

    /// <summary>A fixed matrix times a vector at each step, or a vector times a fixed matrix: one product for all
    /// steps, whose vectors are the rows of a matrix.</summary>
    private Tensor Product(Tensor node, Transposition transposition, Shape result)
    {
        var (left, right) = transposition;
        Tensor[] o = node.Operands;
        Tensor Rows(Tensor vectors) => Tensor.Reshape(_steps[vectors], [length, vectors.Size]);
        return Tensor.Reshape(Contains(o[0])
            ? MatrixProducts.Multiply(Rows(o[0]), o[1], transposeRight: right)
            : MatrixProducts.Multiply(Rows(o[1]), o[0], transposeRight: !left), result);
    }
}
