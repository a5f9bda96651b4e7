namespace Reparam.Variational;

/// <summary>
/// The variational Rényi bound (1 / (1 - α)) log E_q[(g(x) / q(x))^(1 - α)] in nats (Li and Turner 2016, eq. 8). It falls
/// with α: from an upper bound of log ∫ g where α &lt; 0, through log ∫ g itself at α = 0, to lower bounds, of which the
/// evidence lower bound at α = 1 is one.
/// </summary>
/// <remarks>The expectation is estimated inside the logarithm, over all draws of a step at once: with few draws the value is
/// biased towards the evidence lower bound (their theorem 2). With α below 1, q covers more of the posterior, and
/// <see cref="FreshDraws"/> are needed, as over fixed draws the value has no optimum; above, it keeps to one
/// mode.</remarks>
/// <param name="Alpha">α, finite.</param>
public sealed record RenyiObjective(double Alpha) : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"Rényi bound of order {Alpha}");

    /// <inheritdoc/>
    public override bool AllowsFixedDraws => Alpha >= 1;

    /// <inheritdoc/>
    public override bool IsMinimized => Alpha < 0;

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        double power = 1 - Alpha;
        return IsMinimized ? -terms.LogMomentOfRatios(power)
            : power == 0 ? terms.Mean(static draw => draw.LogRatio)
            : terms.LogMeanExp(draw => power * draw.LogRatio) / power;
    }

    internal override void Check() =>
        OptionChecks.Finite(Alpha, nameof(RenyiObjective), mend: "0.5 is a common choice; 1 is the ELBO.");
}
