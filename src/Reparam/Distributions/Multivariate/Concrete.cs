using Reparam.Numerics;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Concrete distribution, a relaxed categorical one: x = softmax((log α + G) / λ) with independent Gumbel
/// noise G; density (K - 1)! λ^(K - 1) Π αₖ xₖ^(-λ - 1) / (Σ αₖ xₖ^(-λ))^K in the coordinates
/// x₁ ... xₖ₋₁.</summary>
/// <remarks>
/// Event shape [K]. The greatest xₖ is that of category k with probability αₖ / Σ αⱼ; as the temperature λ goes to 0, x
/// goes to a corner of the simplex. The draw is differentiable in every parameter, which is what it is for. At low
/// temperatures parts of a draw underflow to 0, where there is no density: below λ of about 0.05 some draws do. There
/// is no formula for moments. Source: Maddison, Mnih, Teh (2017), The Concrete distribution, equation 10; Jang, Gu,
/// Poole (2017).
/// </remarks>
public sealed record Concrete : Distribution, IPathwise
{
    /// <summary>Makes the distribution from the probabilities of the categories.</summary>
    /// <param name="temperature">λ, above 0; it broadcasts with the batch.</param>
    /// <param name="probabilities">α: batch axes, then K numbers above 0 that sum to 1 (within 10⁻⁶).</param>
    /// <exception cref="ArgumentException">λ or a probability is not above 0, a row does not sum to 1, there are no
    /// axes, or the shapes do not broadcast.</exception>
    public Concrete(Tensor temperature, Tensor probabilities)
        : this(temperature, Log(Parameter.Positive(nameof(Concrete),
            Categories.Checked(nameof(Concrete), probabilities), nameof(probabilities))), nameof(probabilities))
    {
    }

    private Concrete(Tensor temperature, Tensor logits, string name)
    {
        Temperature = Parameter.Positive(nameof(Concrete), temperature);
        Logits = logits;
        BatchShape = Parameter.Batch(
            nameof(Concrete), temperature, Categories.Place(logits, 0), nameof(temperature), name);
    }

    /// <summary>Makes the distribution from logits.</summary>
    /// <param name="temperature">λ, above 0; it broadcasts with the batch.</param>
    /// <param name="logits">log α: batch axes, then K finite numbers, the logarithms of the probabilities of the
    /// categories up to a common constant.</param>
    /// <exception cref="ArgumentException">λ is not above 0, a logit is not finite, there are no axes, or the shapes do
    /// not broadcast.</exception>
    public static Concrete FromLogits(Tensor temperature, Tensor logits) =>
        new(temperature, Categories.CheckedLogits(nameof(Concrete), logits), nameof(logits));

    /// <summary>λ, the temperature.</summary>
    public Tensor Temperature { get; }

    /// <summary>log α, up to a common constant.</summary>
    public Tensor Logits { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Simplex;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => Logits.Shape[^1..];

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Exponential;

    /// <summary>softmax((log α - log ε) / λ).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) =>
        Softmax((Logits - Log(noise)) / Categories.Inner(Temperature));

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        int parts = EventShape[0];
        Tensor log = Log(x), score = Logits - Categories.Inner(Temperature) * log;
        double logFactorial = Enumerable.Range(1, parts - 1).Sum(static k => PortableLogarithm.Log(k));
        // The common constant of the scores is taken out before they are added K times.
        return Sum(score - Categories.Inner(LogSumExp(score, -1)) - log, -1)
            + ((parts - 1) * Log(Temperature) + logFactorial);
    }
}
