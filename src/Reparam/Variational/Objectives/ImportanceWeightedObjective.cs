namespace Reparam.Variational;

/// <summary>How an importance-weighted bound is differentiated.</summary>
public enum WeightGradient
{
    /// <summary>As it stands: the gradient of the value on fixed draws.</summary>
    Total,

    /// <summary>Doubly reparameterised: unbiased too, and with a signal that does not fade as the number of points grows
    /// (Tucker, Lawson, Gu and Maddison 2019). Needs <see cref="FreshDraws"/>.</summary>
    DoublyReparameterized,
}

/// <summary>
/// The importance-weighted bound E[log (1/K) Σₖ g(xₖ) / q(xₖ)] over K independent points of q, in nats (Burda, Grosse and
/// Salakhutdinov 2016, eq. 8). It is at most log ∫ g, rises with K, and is the evidence lower bound at K = 1.
/// </summary>
/// <remarks>
/// It prefers a q that is wide enough to be a good proposal to one that is close to the posterior: for a posterior that is
/// shown as importance-weighted draws. With the doubly reparameterised form the gradient is Σ w̃ₖ² ∂ log wₖ/∂xₖ ∂xₖ/∂λ for
/// the normalised weights w̃ (Tucker et al. 2019, eq. 8). Families of one bijector only.
/// </remarks>
/// <param name="Points">K, at least 1.</param>
/// <param name="Gradient">How it is differentiated.</param>
public sealed record ImportanceWeightedObjective(int Points, WeightGradient Gradient = WeightGradient.Total)
    : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"importance-weighted bound of {Points} points");

    /// <inheritdoc/>
    public override int PointsPerDraw => Points;

    /// <inheritdoc/>
    public override bool AllowsFixedDraws => Gradient == WeightGradient.Total;

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.MeanOfPoints(Gradient == WeightGradient.Total
            ? static points => LogMean(Tensor.Stack([.. points.Select(point => point.LogRatio)]))
            : static points => DoublyReparameterized([.. points.Select(p => p.LogJoint - p.PathLogDensity)]));
    }

    internal override void Check()
    {
        OptionChecks.AtLeast(1, Points, nameof(ImportanceWeightedObjective), mend: "Five to fifty are usual.");
        OptionChecks.Defined(Gradient, nameof(ImportanceWeightedObjective), nameof(WeightGradient.Total));
    }

    private static Tensor LogMean(Tensor logRatios) => Tensor.LogSumExp(logRatios) - Math.Log(logRatios.Size);

    /// <summary>The value of the bound, with Σ w̃ₖ² d log wₖ along the paths as its derivative.</summary>
    private static Tensor DoublyReparameterized(Tensor[] logRatios)
    {
        Tensor moving = Tensor.Stack(logRatios), held = Tensor.StopGradient(moving);
        Tensor squares = Tensor.Exp(2 * (held - Tensor.LogSumExp(held)));
        return LogMean(held) + Tensor.Sum(squares * (moving - held));
    }
}
