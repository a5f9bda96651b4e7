using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Bernoulli distribution: 1 with probability p and 0 with probability 1 - p, where p = 1 / (1 + e^(-logit)).</summary>
/// <remarks>Held by its logit log(p / (1 - p)), in which log P(y) = y · logit - log(1 + e^logit) is right in both tails.
/// A value between 0 and 1 is given the same formula, the cross-entropy.</remarks>
public sealed record Bernoulli : Distribution
{
    /// <summary>Makes the distribution from its probability.</summary>
    /// <param name="probability">p, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">A probability is not above 0 and below 1.</exception>
    public Bernoulli(Tensor probability)
        : this(Log(Parameter.Probability(nameof(Bernoulli), probability)) - Log1p(-probability), probability)
    {
    }

    private Bernoulli(Tensor logits, Tensor probability) => (Logits, Probability) = (logits, probability);

    /// <summary>Makes the distribution from its logit, the natural scale of a regression.</summary>
    /// <param name="logits">log(p / (1 - p)), finite.</param>
    /// <exception cref="ArgumentException">A logit is not finite.</exception>
    public static Bernoulli FromLogits(Tensor logits) =>
        new(Parameter.Finite(nameof(Bernoulli), logits), Sigmoid(logits));

    /// <summary>log(p / (1 - p)).</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probability of 1.</summary>
    public Tensor Probability { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Boolean;

    /// <inheritdoc/>
    public override Shape BatchShape => Logits.Shape;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => x * Logits - Softplus(Logits);
}
