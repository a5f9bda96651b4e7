namespace Reparam.Diagnostics;

/// <summary>One observation under leave-one-out cross-validation. All densities are in nats.</summary>
/// <param name="Index">Its place among the observations, from 0.</param>
/// <param name="Elpd">log p(yᵢ | y₋ᵢ), the log predictive density of the observation given all others.</param>
/// <param name="LogPredictiveDensity">log p(yᵢ | y), given all including itself.</param>
/// <param name="MonteCarloStandardError">The Monte Carlo standard error of <paramref name="Elpd"/>.</param>
/// <param name="ParetoShape">k̂ of the ratios 1 / p(yᵢ | θ): above 0.7 the estimate is not to be relied on.</param>
public sealed record LeaveOneOutPoint(
    int Index, double Elpd, double LogPredictiveDensity, double MonteCarloStandardError, double ParetoShape)
{
    /// <summary>The observation's share of the effective number of parameters: what it gains by being known.</summary>
    public double EffectiveParameters => LogPredictiveDensity - Elpd;

    /// <summary>The estimate from the log likelihood of an observation under draws of the posterior.</summary>
    /// <remarks>log Σ w p(yᵢ | θ) with Pareto-smoothed weights w ∝ 1 / p(yᵢ | θ) (Vehtari, Gelman and Gabry 2017, eq.
    /// 10). The Monte Carlo error is that of self-normalised importance sampling (Vehtari et al. 2024, eq. 6), taken to
    /// the logarithm by a log-normal distribution of the same mean and variance.</remarks>
    /// <exception cref="ArgumentException">A log likelihood is not finite.</exception>
    internal static LeaveOneOutPoint Of(ReadOnlySpan<double> logLikelihood, int index)
    {
        var ratios = new double[logLikelihood.Length];
        for (int d = 0; d < ratios.Length; d++)
        {
            ratios[d] = double.IsFinite(logLikelihood[d]) ? -logLikelihood[d] : throw new ArgumentException(
                FormattableString.Invariant($"LeaveOneOut: the log likelihood of observation {index} (counted from ") +
                FormattableString.Invariant($"0) is {logLikelihood[d]} under draw {d}, but must be finite. A posterior ") +
                "draw under which the data are impossible comes from an approximation that has failed.",
                nameof(logLikelihood));
        }
        double density = LogDomain.LogMeanExp(logLikelihood);
        ParetoSmoothedImportanceSampling psis = ParetoSmoothedImportanceSampling.Smooth(ratios);
        for (int d = 0; d < ratios.Length; d++)
        {
            ratios[d] = psis.LogWeights[d] + logLikelihood[d];
        }
        double elpd = LogDomain.LogSumExp(ratios);
        var variance = new CompensatedSum();
        for (int d = 0; d < ratios.Length; d++)
        {
            // Relative to the estimate, so that no likelihood underflows.
            double difference = psis.Weights[d] * (Math.Exp(logLikelihood[d] - elpd) - 1);
            variance.Add(difference * difference);
        }
        return new LeaveOneOutPoint(
            index, elpd, density, Math.Sqrt(Math.Log(1 + variance.Value)), psis.ParetoShape);
    }
}
