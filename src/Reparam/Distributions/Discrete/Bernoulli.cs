using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Bernoulli distribution: 1 with probability p and 0 with probability 1 - p, where
/// p = 1 / (1 + e^(-logit)).</summary>
/// <remarks>
/// The density is written in the parameter that was given: log P(y) = y · logit - log(1 + e^logit), right in both
/// tails, or y log p + (1 - y) log(1 - p), which holds at p = 0 and p = 1 too. A value between 0 and 1 is given the
/// same formula, the cross-entropy.
/// </remarks>
public sealed record Bernoulli : Distribution
{
    private readonly bool _isLogit;

    /// <summary>Makes the distribution from its probability.</summary>
    /// <param name="probability">p, from 0 to 1.</param>
    /// <exception cref="ArgumentException">A probability is not from 0 to 1.</exception>
    public Bernoulli(Tensor probability)
        : this(Log(Parameter.Probability(nameof(Bernoulli), probability)) - Log1p(-probability), probability,
            isLogit: false)
    {
    }

    private Bernoulli(Tensor logits, Tensor probability, bool isLogit) =>
        (Logits, Probability, _isLogit) = (logits, probability, isLogit);

    /// <summary>Makes the distribution from its logit, the natural scale of a regression.</summary>
    /// <param name="logits">log(p / (1 - p)), finite.</param>
    /// <exception cref="ArgumentException">A logit is not finite.</exception>
    public static Bernoulli FromLogits(Tensor logits) =>
        new(Parameter.Finite(nameof(Bernoulli), logits), Sigmoid(logits), isLogit: true);

    /// <summary>log(p / (1 - p)); infinite where p is 0 or 1.</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probability of 1.</summary>
    public Tensor Probability { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Boolean;

    /// <inheritdoc/>
    public override Shape BatchShape => Logits.Shape;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => _isLogit
        ? x * Logits - Softplus(Logits)
        : XLogY(x, Probability) + XLog1pY(1 - x, -Probability);

    /// <inheritdoc/>
    public override Tensor Mean => Probability;

    /// <inheritdoc/>
    public override Tensor Variance => Probability * Complement;

    /// <summary>-p log p - (1 - p) log(1 - p).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => _isLogit
        ? Softplus(Logits) - Probability * Logits
        : -XLogY(Probability, Probability) - XLogY(Complement, Complement);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Select(x < 0, 0, Select(x < 1, Complement, 1));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Select(x < 0, 1, Select(x < 1, Probability, 0));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Complement < p;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>1 where u is below p.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Sampling.WithoutPath(nameof(Bernoulli), noise < Probability);

    internal Tensor Complement => _isLogit ? Sigmoid(-Logits) : 1 - Probability;
}
