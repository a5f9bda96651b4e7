namespace Reparam.Variational;

/// <summary>
/// The χ upper bound (1 / n) log E_q[(g(x) / q(x))ⁿ] of log ∫ g, in nats, made small (Dieng, Tran, Ranganath, Paisley and
/// Blei 2017, eq. 3). With the evidence lower bound it brackets the log evidence; both meet where q is the posterior.
/// </summary>
/// <remarks>
/// The estimate lies below the bound, by less the more draws there are, and where the tails of q are too light the bound is
/// infinite though every estimate is finite: use it with families that can be wide, and look at k-hat, which must be below
/// 1 / n. Minimised, it makes q cover the posterior. The gradient is -((n - 1) / n) E[wⁿ ∂ log q/∂λ] / E[wⁿ], with the
/// draws held; it needs <see cref="FreshDraws"/>, some hundreds a step, and the inverse of the family's bijector.
/// </remarks>
/// <param name="Order">n, above 1.</param>
public sealed record ChiSquareUpperBound(double Order = 2) : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name => Order == 2
        ? "chi-square upper bound"
        : FormattableString.Invariant($"chi upper bound of order {Order}");

    /// <inheritdoc/>
    public override bool AllowsFixedDraws => false;

    /// <inheritdoc/>
    public override bool IsMinimized => true;

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return -terms.LogMomentOfRatios(Order);
    }

    internal override void Check() =>
        OptionChecks.Above(1, Order, nameof(ChiSquareUpperBound), mend: "Leave it unset for 2.");
}
