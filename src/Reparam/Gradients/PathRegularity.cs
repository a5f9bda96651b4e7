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
        return FirstJump(order, DependentOn([parameters], order), DependentOn([noise], order));
    }

    /// <summary>The first operation on the way from a draw to a value that is not differentiable everywhere, or
    /// null.</summary>
    /// <param name="value">f(x).</param>
    /// <param name="draw">x.</param>
    public static Tensor? FirstKink(Tensor value, Tensor draw)
    {
        List<Tensor> order = Graph.TopologicalOrder([value]);
        HashSet<Tensor> byDraw = DependentOn([draw], order);
        return order.Find(n => n.Regularity != Regularity.Smooth && Deciding(n).Any(byDraw.Contains));
    }

    private static Tensor? FirstJump(List<Tensor> order, HashSet<Tensor> byParameters, HashSet<Tensor> byNoise)
    {
        foreach (Tensor node in order.Where(n => n.Regularity == Regularity.Discontinuous))
        {
            Tensor? jump = node.Attributes is ScanBody body ? InBody(node, body, byParameters, byNoise)
                // What jumps with θ alone does so at single points of θ; what jumps with ε alone does not move with θ.
                : Deciding(node).Any(byParameters.Contains) && Deciding(node).Any(byNoise.Contains) ? node
                : null;
            if (jump is not null)
            {
                return jump;
            }
        }
        return null;
    }

    private static Tensor? InBody(
        Tensor scan, ScanBody body, HashSet<Tensor> byParameters, HashSet<Tensor> byNoise)
    {
        List<Tensor> order = Graph.TopologicalOrder(body.Results);
        HashSet<Tensor> Inside(HashSet<Tensor> outside)
        {
            var sources = new HashSet<Tensor>(
                body.Placeholders.Where((_, i) => outside.Contains(scan.Operands[i])),
                ReferenceEqualityComparer.Instance);
            HashSet<Tensor> dependent = DependentOn(sources, order);
            // What a carry depends on after a step it depends on before the next.
            while (body.Carries.Where((_, k) => dependent.Contains(body.NewCarries[k])).Any(sources.Add))
            {
                dependent = DependentOn(sources, order);
            }
            return dependent;
        }
        return FirstJump(order, Inside(byParameters), Inside(byNoise));
    }

    /// <summary>The operands in which the operation jumps: a selection is smooth in its branches.</summary>
    private static Tensor[] Deciding(Tensor node) =>
        node.Primitive == Elementwise.Choose ? node.Operands[..1] : node.Operands;

    private static HashSet<Tensor> DependentOn(IEnumerable<Tensor> sources, List<Tensor> order)
    {
        var dependent = new HashSet<Tensor>(sources, ReferenceEqualityComparer.Instance);
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
