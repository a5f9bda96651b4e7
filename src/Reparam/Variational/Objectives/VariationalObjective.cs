namespace Reparam.Variational;

/// <summary>What a fit maximises. To write one derive from it and give <see cref="Value"/>.</summary>
public abstract record VariationalObjective
{
    /// <summary>The name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The number of independent points of q that one draw holds, at least 1.</summary>
    public virtual int PointsPerDraw => 1;

    /// <summary>Whether its gradient is the gradient of its value on fixed draws, as minimisers need.</summary>
    public virtual bool IsConservative => true;

    /// <summary>The objective in nats, an expression of λ: means over draws of what is known of them.</summary>
    /// <param name="terms">The log density, and draws of q.</param>
    public abstract Tensor Value(ObjectiveTerms terms);

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal virtual void Check() { }
}
