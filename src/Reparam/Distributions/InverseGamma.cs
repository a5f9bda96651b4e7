using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The distribution of 1 / y for a gamma variable y: density β^α x^(-α - 1) e^(-β / x) / Γ(α) on
/// x &gt; 0.</summary>
public sealed record InverseGamma : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration">The shape α, above 0.</param>
    /// <param name="scale">β, above 0; the mean is β / (α - 1) where α &gt; 1.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public InverseGamma(Tensor concentration, Tensor scale)
    {
        Concentration = Parameter.Positive(nameof(InverseGamma), concentration);
        Scale = Parameter.Positive(nameof(InverseGamma), scale);
        BatchShape = Parameter.Batch(nameof(InverseGamma), concentration, scale);
    }

    /// <summary>The shape α.</summary>
    public Tensor Concentration { get; }

    /// <summary>The scale β.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Positive;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        (-1 - Concentration) * Log(x) - Scale / x - (LogGamma(Concentration) - Concentration * Log(Scale));
}
