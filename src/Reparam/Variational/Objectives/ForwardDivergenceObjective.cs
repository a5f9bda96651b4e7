namespace Reparam.Variational;

/// <summary>
/// The inclusive divergence KL(p ‖ q) from the posterior p = g / ∫ g to q, in nats, made small: its gradient is
/// -E_p[∂ log q(x)/∂λ], estimated by draws of q with self-normalised importance weights (Bornschein and Bengio 2015,
/// "Reweighted Wake-Sleep"; Naesseth, Lindsten and Blei 2020).
/// </summary>
/// <remarks>
/// The q that it makes has the moments of the posterior, if it is normal, and covers all modes that its draws reach. Only
/// the density of q moves, not the draws, so it is the gradient of no function of fixed draws and needs
/// <see cref="FreshDraws"/>. Weights of n draws bias it by an order of 1 / n, and where q starts far from the posterior few
/// draws carry them: take more draws a step than for the evidence lower bound. Needs the inverse of the family's bijector.
/// </remarks>
public sealed record ForwardDivergenceObjective : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name => "forward divergence";

    /// <inheritdoc/>
    public override bool AllowsFixedDraws => false;

    /// <inheritdoc/>
    public override bool IsMinimized => true;

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        // KL(p ‖ q) = E_p[log g - log q] - log ∫ g.
        Tensor logEvidence = Tensor.StopGradient(terms.LogMeanExp(static draw => draw.LogRatio));
        return logEvidence + terms.HeldMean(draw =>
        {
            Tensor weight = Tensor.Exp(Tensor.StopGradient(draw.LogRatio) - logEvidence);
            return weight * (draw.ScoreLogDensity - Tensor.StopGradient(draw.LogJoint));
        });
    }
}
