using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt, the regularised lower incomplete gamma function: the distribution
    /// function of the gamma distribution of shape a and rate 1.</summary>
    /// <remarks>
    /// Its relative error is at most 1e-12 for shapes from 1e-3 to 1e6 wherever P is a normal number, and grows as √a
    /// beyond. It may be differentiated in both arguments, as often as wanted up to order 20 in a. NaN unless a &gt; 0
    /// is finite and x ≥ 0. At x = 0 its slope in x is that at the least positive normal number.
    /// </remarks>
    /// <param name="a">The shape, positive.</param>
    /// <param name="x">The upper limit of the integral, broadcast against <paramref name="a"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor GammaLowerRegularized(Tensor a, Tensor x) => Apply(GammaFunctions.Lower, a, x);

    /// <summary>Q(a, x) = 1 - P(a, x) = 1/Γ(a) ∫ₓ^∞ tᵃ⁻¹ e⁻ᵗ dt, accurate also where it is small.</summary>
    /// <remarks>As <see cref="GammaLowerRegularized"/>.</remarks>
    /// <param name="a">The shape, positive.</param>
    /// <param name="x">The lower limit of the integral, broadcast against <paramref name="a"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor GammaUpperRegularized(Tensor a, Tensor x) => Apply(GammaFunctions.Upper, a, x);

    /// <summary>log P(a, x), also where P underflows.</summary>
    /// <remarks>As <see cref="GammaLowerRegularized"/>; its error is at most 1e-12 · max(1, |log P|), and relative
    /// where P is near 1.</remarks>
    /// <param name="a">The shape, positive.</param>
    /// <param name="x">The upper limit of the integral, broadcast against <paramref name="a"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogGammaLowerRegularized(Tensor a, Tensor x) => Apply(GammaFunctions.LogLower, a, x);

    /// <summary>log Q(a, x), also where Q underflows.</summary>
    /// <remarks>As <see cref="LogGammaLowerRegularized"/>.</remarks>
    /// <param name="a">The shape, positive.</param>
    /// <param name="x">The lower limit of the integral, broadcast against <paramref name="a"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogGammaUpperRegularized(Tensor a, Tensor x) => Apply(GammaFunctions.LogUpper, a, x);

    /// <summary>
    /// ℓ(a, z) = log x where P(a, x) = Φ(z): the logarithm of a gamma variable of shape a and rate 1 as a smooth
    /// function of standard normal noise z.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The logarithm, since x underflows where the shape is small: at a = 0.001 its median is e⁻⁶⁹³. Noise that is
    /// normal rather than uniform keeps both tails.
    /// </para>
    /// <para>
    /// The error is at most 1e-12 · max(1, |ℓ|) for shapes from 1e-3 to 1e6 and |z| ≤ 38. The derivatives are the
    /// implicit ones, ∂ℓ/∂a = −∂P/∂a / (x p(x)) and ∂ℓ/∂z = φ(z)/(x p(x)) with p the density (Figurnov, Mohamed and
    /// Mnih 2018, equation 8), and may be differentiated again. NaN unless a &gt; 0 is finite; ±∞ at z = ±∞.
    /// </para>
    /// </remarks>
    /// <param name="a">The shape, positive.</param>
    /// <param name="z">A standard normal number, broadcast against <paramref name="a"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogGammaQuantile(Tensor a, Tensor z) => Apply(GammaFunctions.LogQuantile, a, z);
}
