using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam;

/// <summary>For each element of expressions the one element of a discrete unknown that it is computed from: what proves
/// that the elements of the unknown can be summed out one by one.</summary>
/// <param name="source">The unknown.</param>
internal sealed class ElementOwners(Tensor source)
{
    /// <summary>In the place of an owner: the element does not depend on the unknown.</summary>
    public const int None = -1;

    /// <summary>In the place of an owner: the element depends on several elements.</summary>
    public const int Several = -2;

    private readonly Dictionary<Tensor, int[]?> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _mixing = new(ReferenceEqualityComparer.Instance);

    /// <summary>Both, where they are one.</summary>
    public static int Join(int a, int b) => a == None || a == b ? b : b == None ? a : Several;

    /// <summary>The owner of each element; null where the expression does not depend on the unknown.</summary>
    public int[]? Of(Tensor expression)
    {
        foreach (Tensor node in Graph.TopologicalOrder([expression]))
        {
            if (!_known.ContainsKey(node))
            {
                _known[node] = Owners(node);
            }
        }
        return _known[expression];
    }

    /// <summary>The operation that first brought several elements together in an expression, if one did.</summary>
    public Tensor? Mixing(Tensor expression) => _mixing.GetValueOrDefault(expression);

    private int[]? Owners(Tensor node)
    {
        if (ReferenceEquals(node, source))
        {
            return [.. Enumerable.Range(0, node.Size)];
        }
        int[]?[] operands = [.. node.Operands.Select(o => _known[o])];
        if (Array.TrueForAll(operands, static o => o is null))
        {
            return null;
        }
        var owners = new int[node.Size];
        Array.Fill(owners, None);
        Read(node, operands, owners);
        if (owners.AsSpan().Contains(Several))
        {
            _mixing[node] = node.Operands.Select(o => _mixing.GetValueOrDefault(o)).FirstOrDefault(m => m is not null)
                ?? node;
        }
        return owners;
    }

    private static void Read(Tensor node, int[]?[] operands, int[] owners)
    {
        Primitive p = node.Primitive;
        if (p == Rearrangements.Concatenate)
        {
            int start = 0;
            foreach (var (i, part) in node.Operands.Index())
            {
                operands[i]?.CopyTo(owners, start);
                start += part.Size;
            }
        }
        else if (p == Rearrangements.Accumulate)
        {
            int[] target = ((IndexMap)node.Attributes!).Source;
            for (int e = 0; e < target.Length; e++)
            {
                owners[target[e]] = Join(owners[target[e]], operands[0]![e]);
            }
        }
        else if (p == IndexedRows.Gather)
        {
            int any = operands[0] is { } table ? table.Aggregate(None, Join) : None, inner = node.Size / node.Length;
            for (int e = 0; e < owners.Length; e++)
            {
                owners[e] = Join(any, operands[1]?[e / inner] ?? None);
            }
        }
        else if (p.IsElementwise || p == Elementwise.Choose)
        {
            for (int i = 0; i < operands.Length; i++)
            {
                if (operands[i] is { } own)
                {
                    int[]? map = node.Operands[i].Shape.BroadcastMap(node.Shape);
                    for (int e = 0; e < owners.Length; e++)
                    {
                        owners[e] = Join(owners[e], own[map?[e] ?? e]);
                    }
                }
            }
        }
        else if (p == Rearrangements.Take)
        {
            int[] from = ((IndexMap)node.Attributes!).Source;
            for (int e = 0; e < owners.Length; e++)
            {
                owners[e] = from[e] < 0 ? None : operands[0]![from[e]];
            }
        }
        else if (Rearrangements.IsAlias(p))
        {
            operands[0]!.CopyTo(owners, 0);
        }
        else if (node.Attributes is ReductionAxes or Transposition)
        {
            for (int e = 0; e < owners.Length; e++)
            {
                foreach (var (operand, element) in ElementReads.Of(node, e, static (_, _) => double.NaN))
                {
                    owners[e] = Join(owners[e], operands[operand]?[element] ?? None);
                }
            }
        }
        else
        {
            // Of other operations, such as a recurrence, each element is taken to be computed from all.
            Array.Fill(owners, operands.Where(o => o is not null).SelectMany(o => o!).Aggregate(None, Join));
        }
    }
}
