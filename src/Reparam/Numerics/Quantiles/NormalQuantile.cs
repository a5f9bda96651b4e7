namespace Reparam.Numerics;

/// <summary>The quantile function (inverse CDF) of the standard normal distribution, z = Φ⁻¹(p), in double.</summary>
/// <remarks>
/// <para>Rational approximations of degree 7 over 7 in three regions: M. J. Wichura, "Algorithm AS 241: the percentage
/// points of the normal distribution", Applied Statistics 37 (1988) 477-484, routine PPND16, evaluated with fused
/// multiply-adds. Relative error at most 8e-16 for all p from 1e-300 to 1 − 2⁻⁵³, checked against 50-digit values; only
/// IEEE operations are used, so results have the same bits on every platform.</para>
/// <para>A probability near 1 has lost its distance from 1 to rounding. Where the distance itself is known, call
/// <see cref="UpperTail"/>.</para>
/// </remarks>
public static partial class NormalQuantile
{
    private const double CentralHalfWidth = 0.425;
    private const double TailSwitch = 5;

    /// <summary>The z with Φ(z) = p.</summary>
    /// <param name="p">The lower tail probability, in [0, 1].</param>
    /// <returns>Φ⁻¹(p); −∞ at 0 and +∞ at 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is NaN or outside [0, 1].</exception>
    public static double Evaluate(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) <= CentralHalfWidth)
        {
            return Central(q);
        }

        return q < 0 ? -Tail(p, p) : Tail(1 - p, p);
    }

    /// <summary>The z with 1 − Φ(z) = q, which is −Φ⁻¹(q): exact to the same relative error however small q
    /// is.</summary>
    /// <param name="q">The upper tail probability, in [0, 1].</param>
    /// <returns>The value exceeded with probability <paramref name="q"/>; +∞ at 0 and −∞ at 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is NaN or outside [0, 1].</exception>
    public static double UpperTail(double q) => -Evaluate(q);

    private static double Central(double q)
    {
        double r = Math.FusedMultiplyAdd(-q, q, CentralHalfWidth * CentralHalfWidth);
        return q * Polynomial(r, CentralNumerator) / Polynomial(r, CentralDenominator);
    }

    // The quantile's magnitude for a probability of less than 0.075 beyond it.
    private static double Tail(double beyond, double argument)
    {
        if (!(beyond > 0))
        {
            return beyond == 0 ? double.PositiveInfinity : throw NotAProbability(argument);
        }

        double r = Math.Sqrt(-PortableLogarithm.Log(beyond));
        return r <= TailSwitch
            ? Polynomial(r - 1.6, NearTailNumerator) / Polynomial(r - 1.6, NearTailDenominator)
            : Polynomial(r - TailSwitch, FarTailNumerator) / Polynomial(r - TailSwitch, FarTailDenominator);
    }

    private static double Polynomial(double x, ReadOnlySpan<double> c)
    {
        double y = Math.FusedMultiplyAdd(c[0], x, c[1]);
        y = Math.FusedMultiplyAdd(y, x, c[2]);
        y = Math.FusedMultiplyAdd(y, x, c[3]);
        y = Math.FusedMultiplyAdd(y, x, c[4]);
        y = Math.FusedMultiplyAdd(y, x, c[5]);
        y = Math.FusedMultiplyAdd(y, x, c[6]);
        return Math.FusedMultiplyAdd(y, x, c[7]);
    }

    private static ArgumentOutOfRangeException NotAProbability(double p) => new(
        nameof(p),
        p,
        "NormalQuantile: the probability must lie in [0, 1]. Look for a NaN or rounding error where it was computed.");

    // The constant term last.
    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
    ];

    private static ReadOnlySpan<double> NearTailNumerator =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
    ];

    private static ReadOnlySpan<double> NearTailDenominator =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
        1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1,
    ];

    private static ReadOnlySpan<double> FarTailNumerator =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990,
        6.65790464350110377720,
    ];

    private static ReadOnlySpan<double> FarTailDenominator =>
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
        5.99832206555887937690e-1, 1,
    ];
}
