namespace Reparam.Execution.Passes;

/// <summary>A pass over an expression: a rule that replaces nodes by others of the same value.</summary>
internal abstract class GraphPass
{
    /// <summary>A small expression before and after the pass.</summary>
    public abstract (Tensor Before, Tensor After) Example { get; }

    /// <summary>What replaces a node whose operands have been rewritten, or null where it stays.</summary>
    public abstract Tensor? Replacement(Tensor node);

    /// <summary>Applies the pass to all that the outputs depend on. Nodes that become equal become one.</summary>
    public Tensor[] Run(IReadOnlyList<Tensor> outputs) => new GraphSweep(Replacement).Run(outputs);

    /// <inheritdoc/>
    public override string ToString() => GetType().Name;
}
