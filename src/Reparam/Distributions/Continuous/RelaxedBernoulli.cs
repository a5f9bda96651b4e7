using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The relaxed Bernoulli (binary Concrete) distribution: x = σ((t + L) / λ) with logistic noise L and the
/// logit t; density λ s(λ y - t) / (x (1 - x)) with y = log(x / (1 - x)) and the logistic density s.</summary>
/// <remarks>
/// x is above ½ with the probability σ(t); as the temperature λ goes to 0, x goes to 0 or 1. The draw is differentiable
/// in every parameter, which is what it is for. Doubles next to 1 are sparse: below λ of about ½ some draws round to 1,
/// where there is no density. There is no formula for moments. Source: Maddison, Mnih, Teh (2017), The Concrete
/// distribution, equation 23.
/// </remarks>
public sealed record RelaxedBernoulli : Distribution, IPathwise
{
    /// <summary>Makes the distribution from the probability of an x above ½.</summary>
    /// <param name="temperature">λ, above 0.</param>
    /// <param name="probability">σ(t), above 0 and below 1.</param>
    /// <exception cref="ArgumentException">λ is not above 0, the probability is not above 0 and below 1, or their
    /// shapes do not broadcast.</exception>
    public RelaxedBernoulli(Tensor temperature, Tensor probability)
        : this(temperature, Log(Parameter.InsideUnit(nameof(RelaxedBernoulli), probability)) - Log1p(-probability),
            nameof(probability))
    {
    }

    private RelaxedBernoulli(Tensor temperature, Tensor logits, string name)
    {
        Temperature = Parameter.Positive(nameof(RelaxedBernoulli), temperature);
        Logits = logits;
        BatchShape = Parameter.Batch(nameof(RelaxedBernoulli), temperature, logits, nameof(temperature), name);
    }

    /// <summary>Makes the distribution from the logit.</summary>
    /// <param name="temperature">λ, above 0.</param>
    /// <param name="logits">t, finite.</param>
    /// <exception cref="ArgumentException">λ is not above 0, a logit is not finite, or their shapes do not
    /// broadcast.</exception>
    public static RelaxedBernoulli FromLogits(Tensor temperature, Tensor logits) =>
        new(temperature, Parameter.Finite(nameof(RelaxedBernoulli), logits), nameof(logits));

    /// <summary>λ, the temperature.</summary>
    public Tensor Temperature { get; }

    /// <summary>t, the logit of the probability of an x above ½.</summary>
    public Tensor Logits { get; }

    /// <inheritdoc/>
    public override Support Support => Support.UnitInterval;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.InverseDistributionFunction;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>σ((t + log(u / (1 - u))) / λ).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Sigmoid((Logits + Log(noise) - Log1p(-noise)) / Temperature);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        // Written so that at λ = 1 nothing of size log x is left to cancel.
        return Log(Temperature) - Logits + (Temperature - 1) * Log(x) - (Temperature + 1) * Log1p(-x)
            - 2 * Softplus(Score(x));
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Sigmoid(Score(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Sigmoid(-Score(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogSigmoid(Score(x));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogSigmoid(-Score(x));

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => FromNoise(p);

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Sigmoid((Logits + Log1p(-q) - Log(q)) / Temperature);

    /// <summary>λ y - t.</summary>
    private Tensor Score(Tensor x) => Temperature * (Log(x) - Log1p(-x)) - Logits;
}
