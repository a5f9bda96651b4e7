using Reparam.Primitives;

namespace Reparam.Gradients;

/// <summary>
/// Whether a path x = T_θ(ε) and the integrand after it may be differentiated inside the expectation: no operation may
/// jump at a place that moves with θ, for what crosses the jump is zero in the derivative of every draw and not in that
/// of their mean.
/// </summary>
/// <remarks>What is inside <see cref="Tensor.StopGradient"/> is taken as free of θ, as differentiation takes it: a
/// comparison there, such as those of a root that is found by bisection, does not count.</remarks>
internal static class PathRegularity
{
    /// <summary>The first operation that breaks the interchange of derivative and expectation, or null. Selections
    /// that are proven continuous do not.</summary>
    /// <param name="value">f(T_θ(ε)).</param>
    /// <param name="parameters">θ.</param>
    /// <param name="noise">ε.</param>
    public static Tensor? FirstJump(Tensor value, Tensor parameters, Tensor noise) =>
        Jumps(value, parameters, [noise], []).Find(static j => j.Continuity == Continuity.Jumps)?.Operation;

    /// <summary>All operations that jump at a place that moves with θ, operands before results; those that are proven
    /// to do no harm are marked.</summary>
    /// <param name="value">f(T_θ(ε)).</param>
    /// <param name="parameters">θ.</param>
    /// <param name="noise">ε: one or several inputs.</param>
    /// <param name="draws">What proofs may take as a whole: x.</param>
    public static List<Jump> Jumps(
        Tensor value, Tensor parameters, IEnumerable<Tensor> noise, IReadOnlyCollection<Tensor> draws)
    {
        List<Tensor> order = Graph.TopologicalOrder([value]);
        var byParameters = new ElementDependence([parameters], detached: false);
        var byNoise = new ElementDependence([.. noise], detached: true);
        return [.. Jumps(order, [value], DependentOn([parameters], order, detached: false),
                DependentOn(noise, order, detached: true), draws, scan: null)
            .Where(j => j.Scan is not null || HasElement(j.Operation, byParameters, byNoise))];
    }

    /// <summary>The first operation on the way from a draw to a value that is not differentiable everywhere, or
    /// null.</summary>
    /// <param name="value">f(x).</param>
    /// <param name="draw">x.</param>
    public static Tensor? FirstKink(Tensor value, Tensor draw)
    {
        List<Tensor> order = Graph.TopologicalOrder([value]);
        HashSet<Tensor> byDraw = DependentOn([draw], order, detached: true);
        return order.Find(n => n.Regularity != Regularity.Smooth && Deciding(n).Any(byDraw.Contains));
    }

    /// <summary>What is computed from given tensors.</summary>
    /// <param name="sources">The tensors.</param>
    /// <param name="order">Where to look, operands before results.</param>
    /// <param name="detached">Whether to follow them through <see cref="Tensor.StopGradient"/>.</param>
    public static HashSet<Tensor> DependentOn(IEnumerable<Tensor> sources, List<Tensor> order, bool detached)
    {
        var dependent = new HashSet<Tensor>(sources, ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
        {
            if ((detached || node.Primitive != Rearrangements.Detach) && node.Operands.Any(dependent.Contains))
            {
                dependent.Add(node);
            }
        }
        return dependent;
    }

    /// <summary>Whether an element of an operation depends on both.</summary>
    private static bool HasElement(Tensor operation, ElementDependence byParameters, ElementDependence byNoise)
    {
        bool[] parameters = new bool[operation.Size], noise = new bool[operation.Size];
        foreach (Tensor operand in Deciding(operation))
        {
            int[]? map = operand.Shape.BroadcastMap(operation.Shape);
            bool[] byTheta = byParameters.Of(operand), byDraw = byNoise.Of(operand);
            for (int e = 0; e < operation.Size; e++)
            {
                parameters[e] |= byTheta[map is null ? e : map[e]];
                noise[e] |= byDraw[map is null ? e : map[e]];
            }
        }
        return parameters.Zip(noise).Any(static e => e.First && e.Second);
    }

    private static List<Jump> Jumps(List<Tensor> order, IReadOnlyList<Tensor> results, HashSet<Tensor> byParameters,
        HashSet<Tensor> byNoise, IReadOnlyCollection<Tensor> draws, Tensor? scan)
    {
        var jumps = new List<Jump>();
        HashSet<Tensor> steps = Steps(order, byNoise), live = Live(order, results);
        foreach (Tensor node in order.Where(n => n.Regularity == Regularity.Discontinuous && live.Contains(n)))
        {
            if (node.Attributes is ScanBody body)
            {
                jumps.AddRange(InBody(node, body, byParameters, byNoise));
            }
            // What jumps with θ alone does so at single points of θ; what jumps with ε alone does not move with θ. A
            // selection by the result of a comparison jumps where the comparison does, which stands for it.
            else if (Deciding(node).Any(byParameters.Contains) && Deciding(node).Any(byNoise.Contains)
                && !(node.Primitive == Elementwise.Choose && steps.Contains(node.Operands[0])))
            {
                jumps.Add(new(node, ContinuityProof.Holds(node, order, results, draws)
                    ? Continuity.Proven : Continuity.Jumps)
                {
                    Scan = scan,
                });
            }
        }
        return jumps;
    }

    /// <summary>What reaches the results other than through <see cref="Tensor.StopGradient"/>.</summary>
    private static HashSet<Tensor> Live(List<Tensor> order, IReadOnlyList<Tensor> results)
    {
        var live = new HashSet<Tensor>(results, ReferenceEqualityComparer.Instance);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (live.Contains(order[i]) && order[i].Primitive != Rearrangements.Detach)
            {
                live.UnionWith(order[i].Operands);
            }
        }
        return live;
    }

    /// <summary>What takes the noise in through operations that jump alone: it is constant between jumps.</summary>
    private static HashSet<Tensor> Steps(List<Tensor> order, HashSet<Tensor> byNoise)
    {
        var steps = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order.Where(byNoise.Contains))
        {
            if ((node.Primitive.Regularity == Regularity.Discontinuous && node.Primitive != Elementwise.Choose
                    && node.Attributes is not ScanBody)
                || (node.Operands.Any(byNoise.Contains) && node.Operands.Where(byNoise.Contains).All(steps.Contains)))
            {
                steps.Add(node);
            }
        }
        return steps;
    }

    private static List<Jump> InBody(
        Tensor scan, ScanBody body, HashSet<Tensor> byParameters, HashSet<Tensor> byNoise)
    {
        List<Tensor> order = Graph.TopologicalOrder(body.Results);
        HashSet<Tensor> Inside(HashSet<Tensor> outside, bool detached)
        {
            var sources = new HashSet<Tensor>(
                body.Placeholders.Where((_, i) => outside.Contains(scan.Operands[i])),
                ReferenceEqualityComparer.Instance);
            HashSet<Tensor> dependent = DependentOn(sources, order, detached);
            // What a carry depends on after a step it depends on before the next.
            while (body.Carries.Where((_, k) => dependent.Contains(body.NewCarries[k])).Any(sources.Add))
            {
                dependent = DependentOn(sources, order, detached);
            }
            return dependent;
        }
        return Jumps(order, [.. body.Results], Inside(byParameters, detached: false), Inside(byNoise, detached: true),
            [], scan);
    }

    /// <summary>The operands in which the operation jumps: a selection is smooth in its branches.</summary>
    private static Tensor[] Deciding(Tensor node) =>
        node.Primitive == Elementwise.Choose ? node.Operands[..1] : node.Operands;
}
