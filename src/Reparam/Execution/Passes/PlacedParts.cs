using Reparam.Primitives;

namespace Reparam.Execution.Passes;

/// <summary>
/// A sum of parts of a vector, each put in its place among zeros, becomes the parts laid side by side: what
/// differentiation leaves of a vector that was used by parts. Exact, but that -0 + 0 is 0.
/// </summary>
internal sealed class PlacedParts : GraphPass
{
    /// <inheritdoc/>
    public override (Tensor Before, Tensor After) Example
    {
        get
        {
            Tensor x = Tensor.Input("x", [2], varies: true), y = Tensor.Input("y", [1], varies: true);
            return (Tensor.ScatterAdd(x, [0, 1], 3) + Tensor.ScatterAdd(y, [2], 3), Tensor.Concatenate([x, y]));
        }
    }

    /// <inheritdoc/>
    public override Tensor? Replacement(Tensor node) => node.Primitive == Elementwise.Add ? Joined(node)
        : node.Primitive == Rearrangements.Accumulate ? Rearranged(node)
        : null;

    /// <summary>Two parts of a vector, each put in its place among zeros, become one: what is left of a gradient by
    /// parts of its variable.</summary>
    private static Tensor? Joined(Tensor sum)
    {
        Tensor x = sum.Operands[0], y = sum.Operands[1];
        if (x.Shape != y.Shape || !IsPlaced(y))
        {
            return null;
        }
        if (IsPlaced(x))
        {
            return Join(x, y);
        }
        if (x.Primitive != Elementwise.Add || x.Shape != x.Operands[0].Shape || x.Shape != x.Operands[1].Shape)
        {
            return null;
        }
        // (rest + part) + part, in either order.
        for (int place = 0; place < 2; place++)
        {
            if (IsPlaced(x.Operands[place]) && Join(x.Operands[place], y) is { } joined)
            {
                return x.Operands[1 - place] + joined;
            }
        }
        return null;
    }

    private static bool IsPlaced(Tensor node) =>
        node.Primitive == Rearrangements.Accumulate && node.Operands[0].Size < node.Size;

    private static Tensor? Join(Tensor x, Tensor y)
    {
        int[] left = ((IndexMap)x.Attributes!).Source, right = ((IndexMap)y.Attributes!).Source;
        var taken = new bool[x.Size];
        foreach (int place in left.Concat(right))
        {
            if (place < 0 || taken[place])
            {
                return null;
            }
            taken[place] = true;
        }
        // In the order of their places, so that whole parts need no rearrangement.
        (Tensor Part, int[] Places)[] parts = [.. Parts(x).Concat(Parts(y)).OrderBy(p => p.Places[0])];
        Tensor all = new(Rearrangements.Concatenate, null, [.. parts.Select(p => p.Part)]);
        return new Tensor(Rearrangements.Accumulate,
            new IndexMap("scatter", [.. parts.SelectMany(p => p.Places)], x.Shape), all);
    }

    /// <summary>The parts of a vector put in its places, each with its own places.</summary>
    private static IEnumerable<(Tensor Part, int[] Places)> Parts(Tensor placed)
    {
        Tensor operand = placed.Operands[0];
        int[] places = ((IndexMap)placed.Attributes!).Source;
        Tensor[] parts = operand.Primitive == Rearrangements.Concatenate && operand.Rank == 1
            ? operand.Operands : [Tensor.Reshape(operand, [operand.Size])];
        int start = 0;
        foreach (Tensor part in parts.Where(p => p.Size > 0))
        {
            yield return (part, places[start..(start + part.Size)]);
            start += part.Size;
        }
    }

    /// <summary>To add each element to a place of its own is to rearrange them.</summary>
    private static Tensor? Rearranged(Tensor node)
    {
        int[] target = ((IndexMap)node.Attributes!).Source;
        if (target.Length != node.Size)
        {
            return null;
        }
        int[] source = new int[node.Size];
        Array.Fill(source, -1);
        bool inOrder = true;
        for (int e = 0; e < target.Length; e++)
        {
            if (target[e] < 0 || source[target[e]] >= 0)
            {
                return null;
            }
            source[target[e]] = e;
            inOrder &= target[e] == e;
        }
        return inOrder ? Tensor.Reshape(node.Operands[0], node.Shape)
            : new Tensor(Rearrangements.Take, new IndexMap("permutation", source, node.Shape), node.Operands[0]);
    }
}
