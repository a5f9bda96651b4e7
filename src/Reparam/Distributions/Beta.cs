using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The beta distribution: density x^(a - 1) (1 - x)^(b - 1) / B(a, b) on 0 &lt; x &lt; 1.</summary>
/// <remarks>Where a or b is 1 the density is finite at that end, and so are its value and gradient in x. Near x = 1 a
/// double resolves 1 - x to 10⁻¹⁶ only.</remarks>
public sealed record Beta : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="concentration1">a, the weight of 1, above 0; the mean is a / (a + b).</param>
    /// <param name="concentration0">b, the weight of 0, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite and above 0, or their shapes do not
    /// broadcast.</exception>
    public Beta(Tensor concentration1, Tensor concentration0)
    {
        Concentration1 = Parameter.Positive(nameof(Beta), concentration1);
        Concentration0 = Parameter.Positive(nameof(Beta), concentration0);
        BatchShape = Parameter.Batch(nameof(Beta), concentration1, concentration0);
    }

    /// <summary>a, the weight of 1.</summary>
    public Tensor Concentration1 { get; }

    /// <summary>b, the weight of 0.</summary>
    public Tensor Concentration0 { get; }

    /// <inheritdoc/>
    public override Support Support => Support.UnitInterval;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) =>
        XLogY(Concentration1 - 1, x) + XLog1pY(Concentration0 - 1, -x)
        - GammaRatios.LogBeta(Concentration1, Concentration0);
}
