using Reparam.Primitives;

namespace Reparam.Execution;

/// <summary>Puts what needs no more memory than it sets free as early as it can be computed: sums of gradients over
/// positions, of which a traversal from the outputs leaves many to the end, and with them all that they are sums
/// of.</summary>
internal static class EagerOrder
{
    /// <summary>The same operations in such an order.</summary>
    /// <param name="nodes">Operations, each after its operands.</param>
    /// <param name="isHeld">Whether a value is held to the end in any case.</param>
    public static Tensor[] Of(Tensor[] nodes, Func<Tensor, bool> isHeld)
    {
        IEqualityComparer<Tensor> same = ReferenceEqualityComparer.Instance;
        var consumers = nodes.ToDictionary(static node => node, static _ => new List<Tensor>(), same);
        var awaited = new Dictionary<Tensor, int>(same);
        foreach (Tensor node in nodes)
        {
            Tensor[] own = [.. Operands(node).Where(consumers.ContainsKey)];
            awaited[node] = own.Length;
            foreach (Tensor operand in own)
            {
                consumers[operand].Add(node);
            }
        }
        var uses = consumers.ToDictionary(static c => c.Key, static c => c.Value.Count, same);
        var done = new HashSet<Tensor>(same);
        var result = new List<Tensor>(nodes.Length);
        var ready = new Queue<Tensor>();
        foreach (Tensor node in nodes)
        {
            Take(node);
            while (ready.TryDequeue(out Tensor? next))
            {
                Take(next);
            }
        }
        return [.. result];

        void Take(Tensor node)
        {
            if (!done.Add(node))
            {
                return;
            }
            result.Add(node);
            foreach (Tensor operand in Operands(node).Where(consumers.ContainsKey))
            {
                uses[operand]--;
            }
            foreach (Tensor consumer in consumers[node])
            {
                awaited[consumer]--;
            }
            // What was waiting for this, or for being the last to use what this used.
            foreach (Tensor consumer in Operands(node).Where(consumers.ContainsKey).SelectMany(o => consumers[o])
                .Concat(consumers[node]).Where(c => awaited[c] == 0 && !done.Contains(c) && IsFree(c)))
            {
                ready.Enqueue(consumer);
            }
        }

        bool IsFree(Tensor node) => node.Size <= Operands(node)
            .Where(o => consumers.ContainsKey(o) && !isHeld(o) && uses[o] == 1).Sum(static o => o.Size);
    }

    /// <summary>The distinct values that an operation reads.</summary>
    private static IEnumerable<Tensor> Operands(Tensor node) =>
        Rearrangements.HomesOfOperands(node).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>();
}
