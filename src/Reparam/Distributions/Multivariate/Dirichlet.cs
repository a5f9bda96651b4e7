using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Dirichlet distribution of K parts that sum to 1: density Π xₖ^(αₖ - 1) Γ(Σ αₖ) / Π Γ(αₖ), in the
/// coordinates x₁ ... xₖ₋₁.</summary>
/// <remarks>Event shape [K]. Where an αₖ is 1 the density is finite at xₖ = 0, and so are its value and gradient in
/// x.</remarks>
public sealed record Dirichlet : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">α: batch axes, then the K weights, each above 0; the mean is α / Σ αₖ.</param>
    /// <exception cref="ArgumentException">A weight is not finite and above 0, or there are fewer than two.</exception>
    public Dirichlet(Tensor concentration)
    {
        Parameter.Axes(nameof(Dirichlet), concentration, 1, "Pass one weight for each part.");
        Concentration = Parameter.Positive(nameof(Dirichlet), concentration);
        if (concentration.Shape[^1] < 2)
        {
            throw new ArgumentException(
                $"Dirichlet: concentration must have at least two weights, but its shape is " +
                $"{concentration.Shape}. The last axis holds one weight for each part.", nameof(concentration));
        }
    }

    /// <summary>α, the weights.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Simplex;

    /// <inheritdoc/>
    public override Shape BatchShape => Concentration.Shape[..^1];

    /// <inheritdoc/>
    public override Shape EventShape => Concentration.Shape[^1..];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        Sum(XLogY(Concentration - 1, x), -1) - GammaRatios.LogMultivariateBeta(Concentration);

    /// <summary>α / Σ αₖ.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Concentration / Total;

    /// <summary>mₖ (1 - mₖ) / (1 + Σ αₖ) with the mean m.</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Mean * (Total - Concentration) / (Total * (1 + Total));

    /// <summary>log B(α) + (α₀ - K) ψ(α₀) - Σ (αₖ - 1) ψ(αₖ), α₀ = Σ αₖ.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            Tensor total = Reshape(Total, BatchShape);
            return GammaRatios.LogMultivariateBeta(Concentration) + (total - Concentration.Shape[^1]) * Digamma(total)
                - Sum((Concentration - 1) * Digamma(Concentration), -1);
        }
    }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>Gamma variables over their sum, in logarithms.</summary>
    /// <remarks>A part below 10⁻³⁰⁸ of the greatest is 0.</remarks>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Softmax(LogGammaQuantile(Concentration, noise));

    /// <summary>Σ αₖ, with an axis of length 1 for the sum.</summary>
    private Tensor Total => Reshape(Sum(Concentration, -1), BatchShape.Append([1]));
}
