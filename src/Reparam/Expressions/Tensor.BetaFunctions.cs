using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>I(a, b, x) = 1/B(a, b) ∫₀ˣ t^(a-1) (1-t)^(b-1) dt, the regularised incomplete beta function: the
    /// distribution function of the beta distribution.</summary>
    /// <remarks>
    /// <para>
    /// The relative error is at most 1e-12 for a and b from 1e-3 to 1e6 wherever I is a normal number, apart from what
    /// the rounding of x changes. 1 - I(a, b, x) is I(b, a, 1 - x): where it is small, call that, with an exact 1 - x.
    /// </para>
    /// <para>It may be differentiated in all arguments, as often as wanted; derivatives are not finite at x = 0 and 1,
    /// where its slope may be.</para>
    /// </remarks>
    /// <param name="a">The weight of 1, above 0.</param>
    /// <param name="b">The weight of 0, above 0.</param>
    /// <param name="x">The upper limit of the integral, in [0, 1]; broadcast against the others.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor BetaRegularized(Tensor a, Tensor b, Tensor x) => Apply(BetaFunctions.Cdf, a, b, LogitOf(x));

    /// <summary>log I(a, b, x), also where I underflows.</summary>
    /// <remarks>As <see cref="BetaRegularized"/>; its error is at most 1e-12 · max(1, |log I|), and relative where I is
    /// near 1.</remarks>
    /// <param name="a">The weight of 1, above 0.</param>
    /// <param name="b">The weight of 0, above 0.</param>
    /// <param name="x">The upper limit of the integral, in [0, 1]; broadcast against the others.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogBetaRegularized(Tensor a, Tensor b, Tensor x) =>
        Apply(BetaFunctions.LogCdf, a, b, LogitOf(x));

    /// <summary>
    /// y(a, b, z) = log(x / (1 - x)) where I(a, b, x) = Φ(z): the logit of a beta variable as a smooth function of
    /// standard normal noise z.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The logit, since x underflows or rounds to 1 where a or b is small. Both tails keep their precision, and
    /// y(b, a, -z) = -y(a, b, z).
    /// </para>
    /// <para>
    /// The error is at most 1e-12 · (|y| + ∂y/∂z) for a and b from 1e-3 to 1e6 and |z| ≤ 38; ±∞ from |z| = 38.5 on. The
    /// derivatives are the implicit ones, ∂y/∂a = -∂I/∂a / g and ∂y/∂z = φ(z)/g with g the density of y (Figurnov,
    /// Mohamed and Mnih 2018, equation 5), with a relative error of at most 1e-11, and may be differentiated again. NaN
    /// unless a, b &gt; 0.
    /// </para>
    /// </remarks>
    /// <param name="a">The weight of 1, above 0.</param>
    /// <param name="b">The weight of 0, above 0.</param>
    /// <param name="z">A standard normal number, broadcast against the others.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor LogitBetaQuantile(Tensor a, Tensor b, Tensor z) => Apply(BetaFunctions.Quantile, a, b, z);

    /// <summary>I(a, b, σ(y)), for y = log(x / (1 - x)): exact however near x is to 0 or 1.</summary>
    internal static Tensor BetaAtLogit(Tensor a, Tensor b, Tensor y) => Apply(BetaFunctions.Cdf, a, b, y);

    /// <summary>log I(a, b, σ(y)).</summary>
    internal static Tensor LogBetaAtLogit(Tensor a, Tensor b, Tensor y) => Apply(BetaFunctions.LogCdf, a, b, y);

    private static Tensor LogitOf(Tensor x) => Log(x) - Log1p(-x);

    private static Tensor Apply(Primitive primitive, Tensor x, Tensor y, Tensor z)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(z);
        return new(primitive, null, x, y, z);
    }
}
