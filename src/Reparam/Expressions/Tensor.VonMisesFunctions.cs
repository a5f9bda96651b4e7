using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>log I₀(κ), the logarithm of the modified Bessel function of the first kind of order 0; even in
    /// κ.</summary>
    /// <remarks>The relative error is at most 4e-15 for |κ| to 1e6, and I₀ may overflow. It may be differentiated as
    /// often as wanted.</remarks>
    /// <param name="kappa">κ.</param>
    public static Tensor LogBesselI0(Tensor kappa)
    {
        ArgumentNullException.ThrowIfNull(kappa);
        return VonMisesFunctions.Bessel0(0, kappa);
    }

    /// <summary>I₁(κ)/I₀(κ), the derivative of log I₀: the mean resultant length of the von Mises
    /// distribution.</summary>
    /// <remarks>The relative error is at most 4e-15 for |κ| to 1e6. It may be differentiated as often as
    /// wanted.</remarks>
    /// <param name="kappa">κ.</param>
    public static Tensor BesselI1OverI0(Tensor kappa)
    {
        ArgumentNullException.ThrowIfNull(kappa);
        return VonMisesFunctions.Bessel0(1, kappa);
    }

    /// <summary>θ(κ, z) in [-π, π] with P(Θ ≤ θ) = Φ(z), for Θ of the von Mises distribution around 0 with density
    /// e^(κ cos θ) / (2π I₀(κ)): a draw of it as a smooth odd function of standard normal noise z.</summary>
    /// <remarks>
    /// The relative error is at most 2e-12 for κ from 0, where Θ is uniform, to 1e6 and |z| ≤ 38. The derivatives are
    /// the implicit ones, ∂θ/∂κ = -∂F/∂κ / f and ∂θ/∂z = φ(z)/f with F the distribution function and f the density
    /// (Figurnov, Mohamed and Mnih 2018, equation 5), and may be differentiated again. NaN unless κ ≥ 0.
    /// </remarks>
    /// <param name="kappa">The concentration κ, at least 0.</param>
    /// <param name="z">A standard normal number, broadcast against <paramref name="kappa"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor VonMisesQuantile(Tensor kappa, Tensor z) => Apply(VonMisesFunctions.Quantile, kappa, z);

    /// <summary>P(Θ ≤ θ) for Θ of the von Mises distribution around 0, -π ≤ θ ≤ π.</summary>
    /// <remarks>The relative error is at most 1e-12 for κ from 0 to 1e6 wherever the result is a normal number, apart
    /// from what the rounding of θ changes. The upper tail is that of -θ. It may be differentiated in both arguments,
    /// as often as wanted.</remarks>
    /// <param name="kappa">The concentration κ, at least 0.</param>
    /// <param name="theta">An angle in [-π, π], broadcast against <paramref name="kappa"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor VonMisesCdf(Tensor kappa, Tensor theta) => Apply(VonMisesFunctions.Cdf, kappa, theta);

    /// <summary>log P(Θ ≤ θ), also where it underflows.</summary>
    /// <remarks>As <see cref="VonMisesCdf"/>.</remarks>
    /// <param name="kappa">The concentration κ, at least 0.</param>
    /// <param name="theta">An angle in [-π, π], broadcast against <paramref name="kappa"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogVonMisesCdf(Tensor kappa, Tensor theta) => Apply(VonMisesFunctions.LogCdf, kappa, theta);
}
