using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Derivatives of draws that were found as numbers, from the equation that defines them
/// (Figurnov, Mohamed and Mnih 2018): F_θ(x) = u, so ∂x/∂θ = -∂F/∂θ / p(x).</summary>
internal static class ImplicitPath
{
    /// <summary>The draw, with the derivatives of the path on which the distribution function does not
    /// change.</summary>
    /// <remarks>A Newton step for an equation that already holds: its value is 0, its derivative is the implicit one.
    /// As Newton's method doubles the number of right digits, so each step doubles the order to which derivatives are
    /// right; the second makes them right to the third.</remarks>
    /// <param name="draw">The numbers x; derivatives through them are cut.</param>
    /// <param name="distribution">The distribution that they are drawn from, with a distribution function.</param>
    public static Tensor Attach(Tensor draw, Distribution distribution)
    {
        Tensor number = StopGradient(draw), level = StopGradient(distribution.Cdf(number)), x = number;
        for (int step = 0; step < 2; step++)
        {
            x -= (distribution.Cdf(x) - level) * Exp(-distribution.LogProb(x));
        }
        // The steps differ from 0 by rounding, which would make the value another than that of the draw.
        return number + (x - StopGradient(x));
    }
}
