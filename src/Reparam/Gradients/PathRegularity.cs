using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>
/// Whether a path x = T_θ(ε) and the integrand after it may be differentiated inside the expectation: no operation may
/// jump at a place that moves with θ, for what crosses the jump is zero in the derivative of every draw and not in that
/// of their mean.
/// </summary>
internal static class PathRegularity
{
    /// <summary>The first operation that breaks the interchange of derivative and expectation, or null.</summary>
    /// <param name="value">f(T_θ(ε)).</param>
    /// <param name="parameters">θ.</param>
    /// <param name="noise">ε.</param>
    public static Tensor? FirstJump(Tensor value, Tensor parameters, Tensor noise)
    {
        List<Tensor> order = Graph.TopologicalOrder([value]);
        HashSet<Tensor> byParameters = DependentOn(parameters, order), byNoise = DependentOn(noise, order);
        // What jumps with θ alone does so at single points of θ; what jumps with ε alone does not move with θ.
        return order.FirstOrDefault(node => node.Primitive.Regularity == Regularity.Discontinuous
            && Deciding(node).Any(byParameters.Contains) && Deciding(node).Any(byNoise.Contains));
    }

    /// <summary>The operands in which the operation jumps: a selection is smooth in its branches.</summary>
    private static Tensor[] Deciding(Tensor node) =>
        node.Primitive == Elementwise.Choose ? node.Operands[..1] : node.Operands;

    private static HashSet<Tensor> DependentOn(Tensor source, List<Tensor> order)
    {
        var dependent = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { source };
        foreach (Tensor node in order)
        {
            if (node.Operands.Any(dependent.Contains))
            {
                dependent.Add(node);
            }
        }
        return dependent;
    }
}
