using static Reparam.Numerics.MathConstants;

namespace Reparam.Bijectors;

/// <summary>y = Φ(x), the distribution function of the standard normal, from ℝ to (0, 1), element by element;
/// log |dy/dx| = -½ x² - ½ log 2π.</summary>
/// <remarks>y rounds to 1 from x = 8.3 on, loses its relative precision below -37.5 and is 0 below -38.5; log |dy/dx|
/// is right everywhere. The inverse, the probit, is precise wherever y is: relative to x + 1, 2e-15 in the left tail,
/// and 1.1e-16 times the slope of the inverse in the right one; its derivatives are right up to the third. NaN at 0 and
/// 1.</remarks>
public sealed record NormalCdf : Bijector
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Tensor.NormalCdf(x);

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y) =>
        // One of the two is 0; the orders of the operands give the derivative at ½ to the left one.
        Magnitude(Tensor.Minimum(0.5, 1 - y)) - Magnitude(Tensor.Minimum(y, 0.5));

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) => -0.5 * (x * x) - HalfLogTwoPi;

    /// <summary>a ≥ 0 with Φ(-a) = q, for q up to ½.</summary>
    private static Tensor Magnitude(Tensor q)
    {
        // In logarithms: log Φ(-a) = log q. As log Φ is concave, Newton's steps after the first come from one side.
        Tensor logTail = Tensor.Log(q), constant = Tensor.StopGradient(logTail);
        Tensor a = Refined(Refined(FirstGuess(Tensor.Sqrt(-2 * constant)), constant), constant);
        // From a root that is a constant, one step carries the first derivative, a second one all up to the third.
        return Refined(Refined(a, logTail), logTail);
    }

    /// <summary>Abramowitz and Stegun (1964), 26.2.23: within 4.5e-4, from t = √(-2 log q).</summary>
    private static Tensor FirstGuess(Tensor t) => t - (2.515517 + t * (0.802853 + t * 0.010328))
        / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

    /// <summary>A step of Newton's method for log Φ(-a) = log q, whose slope is -φ(a) / Φ(-a).</summary>
    private static Tensor Refined(Tensor a, Tensor logTail)
    {
        Tensor logCdf = Tensor.LogNormalCdf(-a);
        return a + (logCdf - logTail) * Tensor.Exp(logCdf + 0.5 * (a * a) + HalfLogTwoPi);
    }
}
