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
public sealed record Hurdle : Distribution
{
    // The greatest number below 1: beyond it there is no finite quantile.
    private const double AlmostOne = 1 - 1.1102230246251565e-16;

    private readonly bool _isLogit;

    /// <summary>Makes the distribution.</summary>
    /// <param name="counts">p, a distribution of integers of which 0 is the least, with an upper tail.</param>
    /// <param name="gate">π, the probability of 0; above 0 and below 1.</param>
    /// <exception cref="ArgumentException">The distribution is not one of such integers, π is no such probability, or
    /// the shapes do not broadcast.</exception>
    public Hurdle(Distribution counts, Tensor gate)
        : this(counts, Gates.Checked(nameof(Hurdle), gate), Log(gate) - Log1p(-gate), isLogit: false)
    {
    }

    private Hurdle(Distribution counts, Tensor gate, Tensor logits, bool isLogit)
    {
        _isLogit = isLogit;
        BatchShape = Gates.Batch(nameof(Hurdle), counts, gate);
        (Source, Gate, GateLogits) = (counts, gate, logits);
    }

    /// <summary>Makes the distribution from the logit of the gate.</summary>
    /// <param name="counts">p, a distribution of integers of which 0 is the least, with an upper tail.</param>
    /// <param name="gateLogits">log(π / (1 - π)), finite.</param>
    /// <exception cref="ArgumentException">The distribution is not one of such integers, a logit is not finite, or the
    /// shapes do not broadcast.</exception>
    public static Hurdle FromLogits(Distribution counts, Tensor gateLogits) =>
        new(counts, Sigmoid(Parameter.Finite(nameof(Hurdle), gateLogits)), gateLogits, isLogit: true);

    /// <summary>p, the distribution of the counts without the condition that they are not 0.</summary>
    public Distribution Source { get; }

    /// <summary>π, the probability of 0.</summary>
    public Tensor Gate { get; }

    /// <summary>log(π / (1 - π)).</summary>
    public Tensor GateLogits { get; }

    /// <inheritdoc/>
    public override Support Support => Source.Support;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        // Zeros have no part of p, whose density at 1 stands in for theirs. What is data stays data.
        Tensor count = x.Attributes is ConstantAttributes { Values: var values }
            ? Constant([.. values.Select(static v => Math.Max(v, 1))], x.Shape)
            : Maximum(x, 1);
        Tensor positive = Source.LogProb(count) - Source.LogSurvival(0);
        return _isLogit
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
        Tensor all = Source.Survival(0);
        Tensor level = Select(
            p < 0.5, Exp(Source.LogProb(0)) + (p - Gate) / Open * all, 1 - (1 - p) / Open * all);
        Tensor positive = Maximum(1, Source.InverseCdf(Maximum(0, Select(p < 1, Minimum(AlmostOne, level), 1))));
        return Sampling.WithoutPath(nameof(Hurdle), Select(p <= Gate, 0, positive));
    }

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    private Tensor Open => Sigmoid(-GateLogits);

    private Tensor Weight => Open / Exp(Source.LogSurvival(0));
}
