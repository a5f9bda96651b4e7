using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Counts of another distribution p, replaced by 0 with probability π: P(0) = π + (1 - π) p(0) and
/// P(y) = (1 - π) p(y) for y &gt; 0.</summary>
/// <remarks>
/// With the logit t of π, log P(0) = log(e^t + p(0)) - log(1 + e^t), which loses nothing where either of the two ways
/// to a zero is rare. Source: Lambert (1992), Zero-inflated Poisson regression.
/// </remarks>
public sealed record ZeroInflated : ZeroModified
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="counts">p, a distribution of integers of which 0 is the least.</param>
    /// <param name="gate">π, the probability that a count is replaced by 0; above 0 and below 1.</param>
    /// <exception cref="ArgumentException">The distribution is not one of such integers, π is no such probability, or
    /// the shapes do not broadcast.</exception>
    public ZeroInflated(Distribution counts, Tensor gate) : base(counts, gate)
    {
    }

    private ZeroInflated(Distribution counts, Tensor gate, Tensor logits) : base(counts, gate, logits, isLogit: true)
    {
    }

    /// <summary>Makes the distribution from the logit of the gate.</summary>
    /// <param name="counts">p, a distribution of integers of which 0 is the least.</param>
    /// <param name="gateLogits">log(π / (1 - π)), finite.</param>
    /// <exception cref="ArgumentException">The distribution is not one of such integers, a logit is not finite, or the
    /// shapes do not broadcast.</exception>
    public static ZeroInflated FromLogits(Distribution counts, Tensor gateLogits) =>
        new(counts, Sigmoid(Parameter.Finite(nameof(ZeroInflated), gateLogits)), gateLogits);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor log = Source.LogProb(x);
        return IsLogit
            ? Select(x < 1, GateLogits + Softplus(log - GateLogits), log) - Softplus(GateLogits)
            : Select(x < 1, Log(Gate + (1 - Gate) * Exp(log)), log + Log1p(-Gate));
    }

    /// <summary>(1 - π) times that of p.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Open * Source.Mean;

    /// <summary>(1 - π) (v + π m²) with the mean m and the variance v of p.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Open * (Source.Variance + Gate * Square(Source.Mean));

    /// <summary>From that of p, of which the part of 0 is exchanged.</summary>
    /// <exception cref="NotSupportedException">p has no formula for an entropy.</exception>
    public override Tensor Entropy
    {
        get
        {
            Tensor logZero = Source.LogProb(0), zero = Exp(logZero), all = LogProb(0);
            Tensor positive = Source.Entropy + zero * Maximum(logZero, -1000);
            return Open * positive + Open * (1 - zero) * Softplus(GateLogits) - Exp(all) * all;
        }
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Counts.AtInteger(x, 0, k => Gate + Open * Source.Cdf(k));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Counts.AtInteger(x, 1, k => Open * Source.Survival(k));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) =>
        Counts.AtInteger(x, 0, k => Source.LogSurvival(k) - Softplus(GateLogits));

    /// <summary>The quantile of p at (u - π) / (1 - π), or 0 where that is negative.</summary>
    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Sampling.WithoutPath(
        nameof(ZeroInflated), Source.InverseCdf(Minimum(1, Maximum(0, (p - Gate) / Open))));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Sampling.WithoutPath(
        nameof(ZeroInflated), Source.InverseSurvival(Minimum(1, q / Open)));
}
