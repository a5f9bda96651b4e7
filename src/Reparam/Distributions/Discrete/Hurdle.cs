using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Zero with probability π, otherwise a count of another distribution p that is not zero: P(0) = π and
/// P(y) = (1 - π) p(y) / (1 - p(0)) for y &gt; 0.</summary>
/// <remarks>
/// 1 - p(0) is the upper tail of p at 0, so nothing cancels where zeros of p are nearly certain. With a small π it is
/// the distribution of counts above 0, truncated at zero. Source: Mullahy (1986), Specification and testing of some
/// modified count data models.
/// </remarks>
public sealed record Hurdle : ZeroModified
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="counts">p, a distribution of integers of which 0 is the least, with an upper tail.</param>
    /// <param name="gate">π, the probability of 0; above 0 and below 1.</param>
    /// <exception cref="ArgumentException">The distribution is not one of such integers, π is no such probability, or
    /// the shapes do not broadcast.</exception>
    public Hurdle(Distribution counts, Tensor gate) : base(counts, gate)
    {
    }

    private Hurdle(Distribution counts, Tensor gate, Tensor logits) : base(counts, gate, logits, isLogit: true)
    {
    }

    /// <summary>Makes the distribution from the logit of the gate.</summary>
    /// <param name="counts">p, a distribution of integers of which 0 is the least, with an upper tail.</param>
    /// <param name="gateLogits">log(π / (1 - π)), finite.</param>
    /// <exception cref="ArgumentException">The distribution is not one of such integers, a logit is not finite, or the
    /// shapes do not broadcast.</exception>
    public static Hurdle FromLogits(Distribution counts, Tensor gateLogits) =>
        new(counts, Sigmoid(Parameter.Finite(nameof(Hurdle), gateLogits)), gateLogits);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        // Zeros have no part of p, whose density at 1 stands in for theirs. What is data stays data.
        Tensor count = x.Attributes is ConstantAttributes { Values: var values }
            ? Constant([.. values.Select(static v => Math.Max(v, 1))], x.Shape)
            : Maximum(x, 1);
        Tensor positive = Source.LogProb(count) - Source.LogSurvival(0);
        return IsLogit
            ? Select(x < 1, GateLogits, positive) - Softplus(GateLogits)
            : Select(x < 1, Log(Gate), positive + Log1p(-Gate));
    }

    /// <summary>(1 - π) m / (1 - p(0)) with the mean m of p.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Weight * Source.Mean;

    /// <summary>w v + w (1 - w) m² with w = (1 - π) / (1 - p(0)), and the mean m and the variance v of p.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Tensor weight = Weight;
            return weight * (Source.Variance + (1 - weight) * Square(Source.Mean));
        }
    }

    /// <summary>From that of p, without its part of 0.</summary>
    /// <exception cref="NotSupportedException">p has no formula for an entropy.</exception>
    public override Tensor Entropy
    {
        get
        {
            Tensor logZero = Source.LogProb(0);
            Tensor positive = (Source.Entropy + Exp(logZero) * Maximum(logZero, -1000)) / Exp(Source.LogSurvival(0));
            return Open * (positive + Source.LogSurvival(0)) + Softplus(GateLogits) - Gate * GateLogits;
        }
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Counts.AtInteger(x, 0, k =>
    {
        // The share of p between 0 and k, from the tail that is smaller.
        Tensor lower = Source.Cdf(k), positive = Source.Survival(0);
        Tensor share = Select(
            lower < 0.5, (lower - Exp(Source.LogProb(0))) / positive, 1 - Source.Survival(k) / positive);
        return Gate + Open * Maximum(0, share);
    });

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) =>
        Counts.AtInteger(x, 1, k => Open * (Source.Survival(k) / Source.Survival(0)));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => Counts.AtInteger(
        x, 0, k => Source.LogSurvival(k) - Source.LogSurvival(0) - Softplus(GateLogits));

    /// <summary>0 up to π; then the quantile of p where its upper tail is (1 - u) / (1 - π) of that at 0.</summary>
    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        ArgumentNullException.ThrowIfNull(p);
        // In the lower half from below, in the upper half from above, where neither loses digits.
        Tensor level = Exp(Source.LogProb(0)) + (p - Gate) / Open * Source.Survival(0);
        Tensor positive = Select(p < 0.5, Source.InverseCdf(Minimum(1, Maximum(0, level))), Above(1 - p));
        return Sampling.WithoutPath(nameof(Hurdle), Select(p <= Gate, 0, Maximum(1, positive)));
    }

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q)
    {
        ArgumentNullException.ThrowIfNull(q);
        return Sampling.WithoutPath(nameof(Hurdle), Select(q >= Open, 0, Maximum(1, Above(q))));
    }

    private Tensor Above(Tensor q) => Source.InverseSurvival(Minimum(1, q / Open * Source.Survival(0)));

    private Tensor Weight => Open / Exp(Source.LogSurvival(0));
}
