using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The geometric distribution of the failures before the first success: P(y) = (1 - p)^y p for
/// y = 0, 1, 2, ...</summary>
/// <remarks>
/// The density is written in the parameter that was given: y log(1 - p) + log p, or, right in both tails,
/// -log(1 + e^(-logit)) - y log(1 + e^logit). Source: Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions,
/// section 5.2.
/// </remarks>
public sealed record Geometric : Distribution
{
    private readonly bool _isLogit;

    /// <summary>Makes the distribution from the probability of success.</summary>
    /// <param name="probability">p, above 0 and at most 1.</param>
    /// <exception cref="ArgumentException">A probability is not above 0 and at most 1.</exception>
    public Geometric(Tensor probability)
        : this(Checked(probability), Log(probability) - Log1p(-probability), isLogit: false)
    {
    }

    private Geometric(Tensor probability, Tensor logits, bool isLogit) =>
        (Probability, Logits, _isLogit) = (probability, logits, isLogit);

    /// <summary>Makes the distribution from the logit of success, the natural scale of a regression.</summary>
    /// <param name="logits">log(p / (1 - p)), finite.</param>
    /// <exception cref="ArgumentException">A logit is not finite.</exception>
    public static Geometric FromLogits(Tensor logits) =>
        new(Sigmoid(Parameter.Finite(nameof(Geometric), logits)), logits, isLogit: true);

    /// <summary>p, the probability of success.</summary>
    public Tensor Probability { get; }

    /// <summary>log(p / (1 - p)); infinite where p is 1.</summary>
    public Tensor Logits { get; }

    /// <inheritdoc/>
    public override Support Support => Support.NonNegativeInteger;

    /// <inheritdoc/>
    public override Shape BatchShape => Logits.Shape;

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => _isLogit
        ? -(Softplus(-Logits) + x * Softplus(Logits))
        : Log(Probability) + XLog1pY(x, -Probability);

    /// <summary>(1 - p) / p.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => _isLogit ? Exp(-Logits) : (1 - Probability) / Probability;

    /// <summary>(1 - p) / p².</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Mean / Probability;

    /// <summary>-(log p + (1 - p) / p log(1 - p)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => _isLogit
        ? Softplus(-Logits) + Mean * Softplus(Logits)
        : -(Log(Probability) + XLog1pY(Mean, -Probability));

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Counts.AtInteger(x, 0, k => -Expm1((k + 1) * LogFailure));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Counts.AtInteger(x, 1, k => Exp((k + 1) * LogFailure));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => Counts.AtInteger(x, 0, k => (k + 1) * LogFailure);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(-Log1p(-p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => FromNoise(-Log(q));

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>⌈ε / -log(1 - p)⌉ - 1: the time to the first event, in whole steps.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        Sampling.WithoutPath(nameof(Geometric), Maximum(0, -Floor(noise / LogFailure) - 1));

    /// <summary>1 - p.</summary>
    internal Tensor Complement => _isLogit ? Sigmoid(-Logits) : 1 - Probability;

    private Tensor LogFailure => _isLogit ? -Softplus(Logits) : Log1p(-Probability);

    private static Tensor Checked(Tensor probability) => Parameter.Check(nameof(Geometric), probability,
        nameof(probability), static v => v is > 0 and <= 1, "above 0 and at most 1",
        "Map an unconstrained value through Sigmoid, or pass it to Geometric.FromLogits.");
}
