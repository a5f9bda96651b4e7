namespace Reparam.Variational;

/// <summary>What a fit maximises. To write one derive from it and give <see cref="Value"/>.</summary>
public abstract record VariationalObjective
{
    /// <summary>The name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The number of independent points of q that one draw holds, at least 1.</summary>
    public virtual int PointsPerDraw => 1;

    /// <summary>Whether it may be maximised over fixed draws: its gradient is that of its value on them, and that value
    /// has a greatest, which is not far from that of the objective.</summary>
    public virtual bool AllowsFixedDraws => true;

    /// <summary>Whether what <see cref="Name"/> names is to be made small, as an upper bound or a divergence is:
    /// <see cref="Value"/> is minus it then, and reports give the quantity itself.</summary>
    public virtual bool IsMinimized => false;

    /// <summary>Whether it is an affine function of log g at the draws, as the evidence lower bound is. Only then can it
    /// be had block by block where a model has rows of a source; others are refused there.</summary>
    public virtual bool IsLinear => false;

    /// <summary>The objective in nats, an expression of λ: means over draws of what is known of them.</summary>
    /// <param name="terms">The log density, and draws of q.</param>
    public abstract Tensor Value(ObjectiveTerms terms);

    /// <summary>Whether the objective puts another prior in the place of one of the model's.</summary>
    internal virtual bool ReplacesPrior => false;

    /// <summary>The log density that the optimum approximates, by which its draws are weighted.</summary>
    internal virtual LogDensity Weighed(LogDensity target, Approximation approximation) => target;

    /// <summary>Refuses a log density that is only known block by block to an objective that needs all of it.</summary>
    /// <exception cref="ArgumentException">It does.</exception>
    internal void RequireFor(LogDensity target)
    {
        if (!IsLinear && target.Rows is { } rows)
        {
            throw new ArgumentException(
                $"FitOptions: the objective '{Name}' is not linear in the log density, of which only blocks of the " +
                $"rows '{rows.Name}' are at hand at a time. Take ElboObjective or AnalyticDivergenceObjective, or " +
                "give the rows as data.", nameof(target));
        }
    }

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal virtual void Check() { }
}
