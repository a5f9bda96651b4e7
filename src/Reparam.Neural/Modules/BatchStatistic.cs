namespace Reparam.Neural;

/// <summary>A statistic of the batch that an expression uses in training, and a weight which is its running average and
/// takes its place otherwise.</summary>
/// <remarks>It is marked in the expression itself, so that modules need not know what they are run for.</remarks>
internal static class BatchStatistic
{
    private static readonly Primitive Mark = new("batch_statistic")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        // The second operand is what running averages are scaled by; the value does not depend on it.
        Pullback = static (_, cotangent, operand) => operand == 0 ? cotangent : null,
        Kernel = static node => CopyKernel(node.Size),
        Regularity = Regularity.Smooth,
    };

    /// <summary>Marks a statistic.</summary>
    /// <param name="value">It, the same for all examples.</param>
    /// <param name="running">Its running average.</param>
    /// <param name="momentum">How much of that is the last batch's.</param>
    /// <param name="scale">What the running average takes it times; null for 1.</param>
    public static Tensor Of(Tensor value, Weight running, double momentum, Tensor? scale = null) =>
        new(Mark, new Marking(running, momentum), value, scale ?? 1);

    /// <summary>The statistics of some expressions with the new values of their running averages.</summary>
    public static IReadOnlyList<(Weight Running, Tensor Value)> Updates(IReadOnlyList<Tensor> outputs) =>
    [
        .. Graph.TopologicalOrder(outputs).Where(static node => node.Primitive == Mark).Select(static node =>
        {
            var (running, momentum) = (Marking)node.Attributes!;
            Tensor latest = node.Operands[0] * node.Operands[1];
            return (running, (1 - momentum) * running.Tensor + momentum * latest);
        }),
    ];

    /// <summary>The expressions with the running averages in place of the batch's statistics.</summary>
    public static Tensor[] Fixed(IReadOnlyList<Tensor> outputs) => Graph.Substitute(outputs,
        Graph.TopologicalOrder(outputs).Where(static node => node.Primitive == Mark).ToDictionary(
            static node => node, static node => ((Marking)node.Attributes!).Running.Tensor,
            (IEqualityComparer<Tensor>)ReferenceEqualityComparer.Instance));

    private static unsafe Kernel CopyKernel(int size) => (in KernelArguments a) =>
        new Span<double>(a.Operands[0], size).CopyTo(new Span<double>(a.Result, size));

    private sealed record Marking(Weight Running, double Momentum);
}
