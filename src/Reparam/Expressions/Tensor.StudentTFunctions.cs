using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>t(ν, z) with P(T ≤ t) = Φ(z) for T of Student's t distribution with ν degrees of freedom: a draw of it
    /// as a smooth odd function of standard normal noise z, which tends to z as ν grows.</summary>
    /// <remarks>
    /// The relative error is at most 1e-12 for ν from 0.01 to 1e6 and |z| ≤ 38. For small ν t overflows: |t| is about
    /// Φ(-|z|)^(-1/ν). The derivatives are the implicit ones, ∂t/∂ν = -∂F/∂ν / f and ∂t/∂z = φ(z)/f with F the
    /// distribution function and f the density (Figurnov, Mohamed and Mnih 2018, equation 5), to 1e-11 relative, and
    /// may be differentiated again; second and higher ones in ν lose digits in proportion to ν. NaN unless ν &gt; 0.
    /// </remarks>
    /// <param name="nu">The degrees of freedom, above 0.</param>
    /// <param name="z">A standard normal number, broadcast against <paramref name="nu"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor StudentTQuantile(Tensor nu, Tensor z) => Apply(StudentTFunctions.Quantile, nu, z);

    /// <summary>P(T ≤ t) for T of Student's t distribution with ν degrees of freedom.</summary>
    /// <remarks>The relative error is at most 1e-12 for ν from 0.01 to 1e6 wherever the result is a normal number. The
    /// upper tail is that of -t. It may be differentiated in both arguments, as often as wanted.</remarks>
    /// <param name="nu">The degrees of freedom, above 0.</param>
    /// <param name="t">The upper limit, broadcast against <paramref name="nu"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor StudentTCdf(Tensor nu, Tensor t) => Apply(StudentTFunctions.Cdf, nu, t);

    /// <summary>log P(T ≤ t), also where it underflows.</summary>
    /// <remarks>As <see cref="StudentTCdf"/>; its error is at most 1e-12 · max(1, |log P|), and relative where P is
    /// near 1.</remarks>
    /// <param name="nu">The degrees of freedom, above 0.</param>
    /// <param name="t">The upper limit, broadcast against <paramref name="nu"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogStudentTCdf(Tensor nu, Tensor t) => Apply(StudentTFunctions.LogCdf, nu, t);
}
