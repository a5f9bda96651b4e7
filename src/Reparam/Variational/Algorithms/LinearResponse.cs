namespace Reparam;

/// <summary>A reported number at the optimum over fixed draws: how it answers to a change of the log density, and how
/// far it would move with other draws.</summary>
/// <param name="Name">Its name in <see cref="Posterior.Summaries"/>.</param>
/// <param name="Mean">E_q[f], the mean of f over the fixed draws at the optimum, in the unit of f.</param>
/// <param name="ApproximationStandardDeviation">The standard deviation of f under q, over the fixed draws, in the unit
/// of f.</param>
/// <param name="StandardDeviation">The linear-response standard deviation √(∇Fᵀ H⁻¹ ∇F), with F(λ) = E_q[f] and H the
/// Hessian of minus the objective, in the unit of f: the derivative of E_q[f] as t f is added to the log density, which
/// for the posterior itself is the variance of f. A family that leaves out correlations has standard deviations that
/// are too small; these are corrected for it (Giordano, Broderick and Jordan 2018, eq. 9).</param>
/// <param name="MonteCarloError">The standard error of <paramref name="Mean"/> that the choice of draws causes, in the
/// unit of f. It has 31 degrees of freedom: 95 % of the intervals Mean ± 2.04 MonteCarloError hold what infinitely many
/// draws would give.</param>
public sealed record LinearResponse(string Name, double Mean, double ApproximationStandardDeviation,
    double StandardDeviation, double MonteCarloError);
