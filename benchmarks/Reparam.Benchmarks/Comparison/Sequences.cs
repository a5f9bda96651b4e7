namespace Reparam.Benchmarks.Comparison;

/// <summary>Models whose log joint is a recurrence. Ours are not written yet: only their baselines are timed.</summary>
internal static class Sequences
{
    // Where the posterior's mass is: elsewhere the equation is stiff, and its solver takes other steps.
    private static readonly double[] HareMeans = [0.545, 0.0277, 0.80, 0.0241, 33.9, 5.93, 0.25, 0.25];

    /// <summary>GARCH(1, 1), 200 rows: x = (mu, log alpha0, logit alpha1, logit of beta1 / (1 - alpha1)).</summary>
    public static ComparisonModel? Volatility() => PosteriorData.Read("garch") is { } data
        ? new ComparisonModel(null,
            [
                StanVariable.Integer("T", data.Count("T")), StanVariable.Reals("y", data.Numbers("y")),
                StanVariable.Real("sigma1", data.Numbers("sigma1")[0]),
            ])
        : null;

    /// <summary>A hidden Markov chain of two states, 100 rows: x = (the first row of the transition matrix, the second,
    /// log mu[1], log(mu[2] - mu[1])).</summary>
    public static ComparisonModel? HiddenMarkov() => PosteriorData.Read("hmm_example") is { } data
        ? new ComparisonModel(null,
            [
                StanVariable.Integer("N", data.Count("N")), StanVariable.Integer("K", data.Count("K")),
                StanVariable.Reals("y", data.Numbers("y")),
            ])
        : null;

    /// <summary>Hares and lynxes, 20 years: x = log (theta[1..4], z_init[1..2], sigma[1..2]).</summary>
    public static ComparisonModel? LotkaVolterra() => PosteriorData.Read("hudson_lynx_hare") is { } data
        ? new ComparisonModel(null,
            [
                StanVariable.Integer("N", data.Count("N")), StanVariable.Reals("ts", data.Numbers("ts")),
                StanVariable.Reals("y_init", data.Numbers("y_init")),
                StanVariable.Matrix("y", data.Count("N"), data.Numbers("y")),
            ],
            Typical: [.. HareMeans.Select(v => Math.Log(v))])
        : null;
}
