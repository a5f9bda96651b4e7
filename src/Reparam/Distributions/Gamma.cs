using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The gamma distribution: density β^α x^(α - 1) e^(-β x) / Γ(α) on x &gt; 0.</summary>
/// <remarks>At α = 1 the density is finite at x = 0 and so are its value and gradient in x.</remarks>
public sealed record Gamma : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape α, above 0.</param>
    /// <param name="rate">β, above 0; the mean is α / β.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Gamma(Tensor concentration, Tensor rate)
    {
        Concentration = Parameter.Positive(nameof(Gamma), concentration);
        Rate = Parameter.Positive(nameof(Gamma), rate);
        BatchShape = Parameter.Batch(nameof(Gamma), concentration, rate);
    }

    /// <summary>The shape α.</summary>
    public Tensor Concentration { get; }

    /// <summary>The rate β.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        XLogY(Concentration - 1, x) - Rate * x - (LogGamma(Concentration) - Concentration * Log(Rate));
}
