namespace Reparam.Neural;

/// <summary>Expressions of which differentiation sees one variable only.</summary>
internal static class HeldConstant
{
    /// <summary>A value with all that it depends on held constant, but for a variable that it is an expression of.</summary>
    public static Tensor But(Tensor value, Tensor variable)
    {
        var depends = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { variable };
        // The variable stays as it is, though what it is computed from may occur beside it.
        var held = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [variable] = variable };
        foreach (Tensor node in Graph.TopologicalOrder([value]))
        {
            if (ReferenceEquals(node, variable) || !node.Operands.Any(depends.Contains))
            {
                continue;
            }
            depends.Add(node);
            foreach (Tensor operand in node.Operands.Where(o => !depends.Contains(o)))
            {
                held.TryAdd(operand, Tensor.StopGradient(operand));
            }
        }
        return Graph.Substitute([value], held)[0];
    }
}
