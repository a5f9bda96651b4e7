using static Reparam.Numerics.MathConstants;

namespace Reparam.Bijectors;

/// <summary>y = Φ(x), the distribution function of the standard normal, from ℝ to (0, 1), element by element;
/// log |dy/dx| = -½ x² - ½ log 2π.</summary>
/// <remarks>y rounds to 1 from x = 8.3 on, loses its relative precision below -37.5 and is 0 below -38.5; log |dy/dx|
/// is right everywhere. The inverse, the probit, is precise wherever y is: relative to x + 1, 2e-15 in the left tail,
/// and 1.1e-16 times the slope of the inverse in the right one. It is -∞ at 0, ∞ at 1, and NaN beyond.</remarks>
public sealed record NormalCdf : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.NormalCdf(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) => Tensor.NormalQuantile(y);

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => -0.5 * (x * x) - HalfLogTwoPi;
}
