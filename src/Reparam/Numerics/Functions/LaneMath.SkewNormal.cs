using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Numerics;

/// <summary>The distribution function of the standard skew-normal density 2 φ(z) Φ(αz), and its quantile.</summary>
internal static partial class LaneMath
{
    private const double InversePi = 0.3183098861837907;

    /// <summary>log F(z), F(z) = Φ(z) - 2 T(z, α) with Owen's T.</summary>
    /// <remarks>
    /// That difference cancels in the tail against which the density is skewed. So the tail beyond h = |z| is taken as
    /// Q(h, a) = 1/π ∫ e^(-h² (1 + x²)/2) / (1 + x²) dx from a on (Owen 1956, whose integral goes from 0 to a),
    /// with a = ±α, and for a below 0 as 2 Φ(-h) - Q(h, -a). Error of the logarithm at most 1e-14 · max(1, |log
    /// F|).
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> LogSkewNormalCdf(Vector512<double> z, Vector512<double> alpha)
    {
        Vector512<double> h = Abs(z), isLower = LessThanOrEqual(z, Zero);
        Vector512<double> a = ConditionalSelect(isLower, alpha, -alpha);
        Vector512<double> log = LogSkewTail(h, Abs(a));
        Vector512<double> twice = LogNormalCdf(-h) + Create(LogTwo);
        log = ConditionalSelect(LessThan(a, Zero), twice + Log1p(-Exp(log - twice)), log);
        return ConditionalSelect(isLower, log, Log1p(-Exp(log)));
    }

    /// <summary>The x with F(x) = Φ(z).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<double> SkewNormalQuantile(Vector512<double> z, Vector512<double> alpha)
    {
        Vector512<double> rootOfSquare = Sqrt(FusedMultiplyAdd(alpha, alpha, One)), delta = alpha / rootOfSquare;
        Vector512<double> start = FusedMultiplyAdd(delta, Create(0.8), z / rootOfSquare);
        return Root(new SkewTail(z, alpha), start, Create(-45.0), Create(45.0), One);
    }

    /// <summary>log Q(h, a) for h, a ≥ 0.</summary>
    private static Vector512<double> LogSkewTail(Vector512<double> h, Vector512<double> a)
    {
        // Where h a is at most 1, from Q(h, a) = Φ(-h) - 2 T(h, a) for a up to 1, and beyond it from
        // Q(h, a) = 2 T(h a, 1/a) - Φ(-h a) (1 - 2 Φ(-h)) (Owen 1956): neither cancels there. Both as
        // e^(-b²/2) times a factor.
        Vector512<double> product = h * a, isFlat = LessThanOrEqual(a, One);
        Vector512<double> b = ConditionalSelect(isFlat, h, product), end = ConditionalSelect(isFlat, a, One / a);
        Vector512<double> square = Min(h, product) * Min(h, product), sum = Zero;
        for (int i = 0; i < GaussLegendre.Nodes.Length; i++)
        {
            Vector512<double> u = Create(GaussLegendre.Nodes[i]) * end;
            Vector512<double> exponent = Create(-0.5 * GaussLegendre.Nodes[i] * GaussLegendre.Nodes[i]) * square;
            sum += Create(GaussLegendre.Weights[i]) * Exp(exponent) / FusedMultiplyAdd(u, u, One);
        }
        Vector512<double> owen = Create(InversePi) * end * sum;
        Vector512<double> tail = Create(0.5) * UpperErfcx(b * Create(RootHalf));
        Vector512<double> factor = ConditionalSelect(
            isFlat, tail - owen, FusedMultiplyAdd(-tail, Erf(h * Create(RootHalf)), owen));
        Vector512<double> inner = FusedMultiplyAdd(Create(-0.5) * b, b, Log(factor));

        // Elsewhere, with y = h² (x² - a²)/2, the integral of e^-y h / ((c + 2y) √(h² a² + 2y)), c = h² (1 + a²):
        // smooth, its singularities at y ≤ -½.
        Vector512<double> productSquare = product * product, c = FusedMultiplyAdd(h, h, productSquare);
        sum = Zero;
        for (int i = 0; i < SkewTailNodes.Length; i++)
        {
            Vector512<double> twice = Create(2 * SkewTailNodes[i]);
            sum += Create(SkewTailWeights[i]) / ((c + twice) * Sqrt(productSquare + twice));
        }
        Vector512<double> outer = Log(h * sum) - FusedMultiplyAdd(Create(0.5), c, Create(LogPi));
        return ConditionalSelect(LessThanOrEqual(product, One), inner, outer);
    }

    /// <summary>The rule of Gauss and Legendre with 12 points on each of the panels 0, ½, 1½, 3½, 7½, 15½, 27½, 43½:
    /// each is as wide as it is far from -½.</summary>
    private static ReadOnlySpan<double> SkewTailNodes =>
    [
        0.00460984143832018733, 0.0239706859073812858, 0.0575243314514238282, 0.103170511428345638,
        0.158042125250454952, 0.218691647872132771, 0.281308352127867229, 0.341957874749545048, 0.396829488571654362,
        0.442475668548576172, 0.476029314092618714, 0.495390158561679813, 0.509219682876640375, 0.547941371814762572,
        0.615048662902847656, 0.706341022856691276, 0.816084250500909903, 0.937383295744265542, 1.06261670425573446,
        1.1839157494990901, 1.29365897714330872, 1.38495133709715234, 1.45205862818523743, 1.49078031712335963,
        1.51843936575328075, 1.59588274362952514, 1.73009732580569531, 1.91268204571338255, 2.13216850100181981,
        2.37476659148853108, 2.62523340851146892, 2.86783149899818019, 3.08731795428661745, 3.26990267419430469,
        3.40411725637047486, 3.48156063424671925, 3.5368787315065615, 3.69176548725905029, 3.96019465161139063,
        4.32536409142676511, 4.76433700200363961, 5.24953318297706217, 5.75046681702293783, 6.23566299799636039,
        6.67463590857323489, 7.03980534838860937, 7.30823451274094971, 7.4631212684934385, 7.573757463013123,
        7.88353097451810057, 8.42038930322278125, 9.15072818285353021, 10.0286740040072792, 10.9990663659541243,
        12.0009336340458757, 12.9713259959927208, 13.8492718171464698, 14.5796106967772187, 15.1164690254818994,
        15.426242536986877, 15.6106361945196845, 16.0752964617771509, 16.8805839548341719, 17.9760922742802953,
        19.2930110060109188, 20.7485995489311865, 22.2514004510688135, 23.7069889939890812, 25.0239077257197047,
        26.1194160451658281, 26.9247035382228491, 27.3893638054803155, 27.647514926026246, 28.2670619490362011,
        29.3407786064455625, 30.8014563657070604, 32.5573480080145584, 34.4981327319082487, 36.5018672680917513,
        38.4426519919854416, 40.1985436342929396, 41.6592213935544375, 42.7329380509637989, 43.352485073973754,
    ];

    /// <summary>The weights, times e^-y.</summary>
    private static ReadOnlySpan<double> SkewTailWeights =>
    [
        0.0117395915124063075, 0.0261015990785712082, 0.037782444225670287, 0.0458128916573104438,
        0.0498397882958490294, 0.0500517394100402655, 0.0470137707910249494, 0.041466997806629458,
        0.0341549167786973478, 0.0257103393200246539, 0.0166088876326554386, 0.00718637377848718728,
        0.0141753474163339706, 0.030912884604438048, 0.0432703397200742285, 0.0501261184140872573,
        0.0516204897632623272, 0.0487893861019681967, 0.0430464335373488042, 0.0357334485069589378,
        0.0278608992026981476, 0.0200366827520592985, 0.0125166006861101695, 0.00531186885886420871,
        0.0103339217328600831, 0.021679755161692996, 0.0283766301119823043, 0.0300045295594962423,
        0.0276875156256600663, 0.0231796949114046524, 0.0180439393639455016, 0.0132675156350527608,
        0.00926934247840143723, 0.00608459747963385109, 0.00355425106610886544, 0.00145108359987256761,
        0.00274598452234225206, 0.00533155702433436875, 0.00610199506648403502, 0.00537529518383253028,
        0.00398270123650472213, 0.00261602833557891615, 0.00158522068509206514, 0.000914511071808546624,
        0.000513010828052994015, 0.000280552356011017274, 0.000143298457931828633, 0.0000541442841973910802,
        0.0000969468993209169679, 0.00016122167679116729, 0.000141079503448506128, 0.0000862587809239605814,
        0.0000412036048653511536, 0.0000166602649795060481, 6.11753522049539183e-6, 2.17248952665657476e-6,
        7.85690935471351386e-7, 2.98227754411814043e-7, 1.16465782854308475e-7, 3.76914622743722941e-8,
        4.70168032846803386e-8, 6.69693593915220716e-8, 4.48063253900149666e-8, 1.90146199476988337e-8,
        5.85566245634555748e-9, 1.45748703794951982e-9, 3.24299711175015125e-10, 7.08940440696650438e-11,
        1.65295217926415685e-11, 4.35477310841492368e-12, 1.30028490065797794e-12, 3.60426481644332943e-13,
        3.71228937099173839e-13, 4.52895917064837128e-13, 2.3167772741639491e-13, 6.82403951116203006e-14,
        1.35483499195971171e-14, 2.07585515836692322e-15, 2.79889235133798642e-16, 3.76644266109493302e-17,
        5.66158961557689863e-18, 1.03526744248421648e-18, 2.3634599017355976e-19, 5.61125426079055748e-20,
    ];

    /// <summary>The logarithm of the smaller tail at x, less that of what it should be; rising in x.</summary>
    private readonly struct SkewTail(Vector512<double> z, Vector512<double> alpha) : IIncreasingLanes
    {
        private readonly Vector512<double> _sign = ConditionalSelect(LessThanOrEqual(z, Zero), One, -One);
        private readonly Vector512<double> _target = LogNormalCdf(-Abs(z));

        public void Invoke(Vector512<double> x, out Vector512<double> value, out Vector512<double> slope)
        {
            Vector512<double> log = LogSkewNormalCdf(_sign * x, _sign * alpha);
            value = _sign * (log - _target);
            Vector512<double> density = FusedMultiplyAdd(Create(-0.5) * x, x, LogNormalCdf(alpha * x));
            slope = Exp(density - log + Create(LogTwo - HalfLogTwoPi));
        }
    }
}
