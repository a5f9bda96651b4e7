namespace Reparam.Neural;

/// <summary>Expressions of which differentiation sees some variables only.</summary>
internal static class HeldConstant
{
    /// <summary>A value with all that it depends on held constant, but for variables that it is an expression
    /// of.</summary>
    public static Tensor But(Tensor value, params IReadOnlyList<Tensor> variables)
    {
        var depends = new HashSet<Tensor>(variables, ReferenceEqualityComparer.Instance);
        // Variables stay as they are, though what they are computed from may occur beside them.
        var held = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor variable in variables)
        {
            held.Add(variable, variable);
        }
        foreach (Tensor node in Graph.TopologicalOrder([value]))
        {
            if (variables.Contains(node) || !node.Operands.Any(depends.Contains))
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
