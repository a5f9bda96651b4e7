namespace Reparam.Variational;

/// <summary>How the entropy of q enters the evidence lower bound.</summary>
public enum EntropyForm
{
    /// <summary>By its closed form, which every normal distribution has; of others, as <see cref="MonteCarlo"/>.</summary>
    Analytic,

    /// <summary>As the mean of -log q over the draws (Schulz and Aziz 2017, eq. 10).</summary>
    MonteCarlo,

    /// <summary>As the mean of -log q over the draws, differentiated along the path of the draw only: unbiased, and
    /// without variance where q is exact (Roeder, Wu and Duvenaud 2017, "Sticking the landing").</summary>
    PathOnly,
}

/// <summary>
/// The evidence lower bound E_q[log g(x) - log q(x)] in nats, estimated over draws x = T_λ(ε) (Schulz and Aziz 2017,
/// eq. 2 and 10). It is at most log ∫ g, with equality where q is the posterior.
/// </summary>
/// <param name="Entropy">How the entropy of q enters.</param>
public sealed record ElboObjective(EntropyForm Entropy = EntropyForm.Analytic) : VariationalObjective
{
    /// <inheritdoc/>
    public override string Name => "ELBO";

    /// <inheritdoc/>
    public override bool AllowsFixedDraws => Entropy != EntropyForm.PathOnly;

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override Tensor Value(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return Entropy switch
        {
            EntropyForm.Analytic when terms.Entropy is { } entropy => terms.Mean(draw => draw.LogJoint) + entropy,
            EntropyForm.PathOnly => terms.Mean(draw => draw.LogJoint - draw.PathLogDensity),
            _ => terms.Mean(draw => draw.LogRatio),
        };
    }

    internal override void Check() =>
        OptionChecks.Defined(Entropy, nameof(ElboObjective), nameof(EntropyForm.Analytic));
}
