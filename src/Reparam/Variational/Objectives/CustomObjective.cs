namespace Reparam.Variational;

/// <summary>Any objective, given as a function.</summary>
/// <remarks>Two are equal when their function is the same object.</remarks>
/// <param name="Name">The name in reports.</param>
/// <param name="Function">What is maximised, in nats: an expression of means over draws of q.</param>
public sealed record CustomObjective(string Name, Func<ObjectiveTerms, Tensor> Function) : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name { get; } = Name;

    /// <summary>The number of independent points of q that one draw holds, at least 1.</summary>
    public int Points { get; init; } = 1;

    /// <inheritdoc/>
    public override int PointsPerDraw => Points;

    /// <summary>Whether it may be maximised over fixed draws: not where <see cref="Tensor.StopGradient"/> or
    /// <see cref="ApproximationDraw.PathLogDensity"/> is in it, or <see cref="ObjectiveTerms.LogMeanExp"/> of what grows
    /// with the importance ratio.</summary>
    public bool IsForFixedDraws { get; init; } = true;

    /// <inheritdoc/>
    public override bool AllowsFixedDraws => IsForFixedDraws;

    /// <summary>Whether it is an affine function of log g at the draws: see
    /// <see cref="VariationalObjective.IsLinear"/>.</summary>
    public bool IsAffineInLogJoint { get; init; }

    /// <inheritdoc/>
    public override bool IsLinear => IsAffineInLogJoint;

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Tensor value = Function(terms);
        return value is { Varies: false } && value.Shape == Shape.Scalar ? value : throw new ArgumentException(
            $"CustomObjective '{Name}': the function must give a scalar that does not vary by draw, but gave " +
            (value is null ? "null" : $"shape {value.Shape}{(value.Varies ? ", which varies" : "")}") +
            ". Average over draws by terms.Mean.");
    }

    internal override void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        OptionChecks.NotNull(Function, nameof(CustomObjective), "a function of the terms");
        OptionChecks.AtLeast(1, Points, nameof(CustomObjective), mend: "Leave it unset for 1.");
    }
}
