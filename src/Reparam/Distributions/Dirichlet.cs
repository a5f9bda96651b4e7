using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Dirichlet distribution of K parts that sum to 1: density Π xₖ^(αₖ - 1) Γ(Σ αₖ) / Π Γ(αₖ), in the
/// coordinates x₁ ... xₖ₋₁.</summary>
/// <remarks>Event shape [K]. Where an αₖ is 1 the density is finite at xₖ = 0, and so are its value and gradient in
/// x.</remarks>
public sealed record Dirichlet : Distribution
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
}
