using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

// The lower tail of the beta distribution in the logit, by quadrature.
//
// Relative to its value at y the density g(y - s) of the logit is r(s) = exp(a d₁ + b d₂), d₁ = log(σ(y-s)/σ(y)) < 0,
// d₂ = log(σ(s-y)/σ(-y)) > 0, a log-concave function with r(0) = 1. Where y is not above about log((a+½)/(b+½)) and
// a ≥ 1, it falls on one scale, and 48 Gauss-Legendre nodes in √(s/S), with r(S) = e⁻³⁷, integrate it and its products
// with powers of d₁ and d₂ to rounding. Nothing in it cancels or overflows, whatever the size of a and b.
internal static partial class LaneMath
{
    /// <summary>The tail is cut off where the density has fallen to e to the minus this.</summary>
    private const double TailCut = 37.0;

    /// <summary>The tail beyond one point, in coordinates in which that point's weight w is at most ½.</summary>
    /// <remarks>
    /// With x = σ(y) ≤ ½, w = x and the tail lies in the direction −1: −d₂ = log(1 + w (e^−s − 1)) =: D, d₁ = −s − D.
    /// With x &gt; ½, w = 1 − x, the direction is +1, −d₁ = log(1 + w (e^s − 1)) =: D and d₂ = s − D.
    /// </remarks>
    private readonly struct BetaTail
    {
        private readonly Vector512<double> _weight;
        private readonly Vector512<double> _direction;
        private readonly Vector512<double> _near;
        private readonly Vector512<double> _sum;
        private readonly Vector512<double> _lower;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public BetaTail(Vector512<double> a, Vector512<double> b, Vector512<double> y)
        {
            _lower = LessThanOrEqual(y, Zero);
            _weight = Sigmoid(-Abs(y));
            _direction = ConditionalSelect(_lower, Create(-1.0), One);
            _near = ConditionalSelect(_lower, a, b);
            _sum = a + b;
            Length = FindLength();
        }

        /// <summary>S: how far the tail is integrated.</summary>
        public Vector512<double> Length { get; }

        /// <summary>±s − D and −D at a distance s below y; the one of them that is d₁ is the first where x ≤
        /// ½.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void At(Vector512<double> s, out Vector512<double> ratio, out Vector512<double> moved,
            out Vector512<double> minusD)
        {
            Vector512<double> v = _direction * s;
            Vector512<double> d = Log1pOrdinary(_weight * Expm1Ordinary(v));
            ratio = ExpOrdinary(AtLeast(FusedMultiplyAdd(_near, v, -(_sum * d)), -700.0));
            moved = v - d;
            minusD = -d;
        }

        /// <summary>From the pair of <see cref="At"/> to d₁ and d₂.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Order(Vector512<double> moved, Vector512<double> minusD, out Vector512<double> first,
            out Vector512<double> second)
        {
            first = ConditionalSelect(_lower, moved, minusD);
            second = ConditionalSelect(_lower, minusD, moved);
        }

        /// <summary>
        /// The s with log r(s) = −37. The tangent of a concave function lies above it, so that from the first step of
        /// Newton on s comes from above. Where the density falls like exp(−e^s), another bound is far lower:
        /// s = log(1 + (e^((37 + near s)/sum) − 1)/w), which is the same equation solved for another s in it.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector512<double> FindLength()
        {
            Vector512<double> cut = Create(TailCut);
            // -log r is at first λ s + ½ κ s².
            Vector512<double> slope = -_direction * FusedMultiplyAdd(-_sum, _weight, _near);
            slope = AtLeast(slope, 0.0);
            Vector512<double> curvature = _sum * _weight * (One - _weight);
            Vector512<double> s = Create(2.0) * cut
                / (slope + Vector512.Sqrt(FusedMultiplyAdd(Create(2.0 * TailCut) * curvature, One, slope * slope)));
            s = AtMost(s, 300.0);
            for (int step = 0; step < 3; step++)
            {
                Vector512<double> v = _direction * s;
                Vector512<double> growth = Expm1Ordinary(v);
                Vector512<double> product = _weight * growth;
                Vector512<double> d = Log1pOrdinary(product);
                Vector512<double> logRatio = FusedMultiplyAdd(_near, v, -(_sum * d));
                Vector512<double> at = (product + _weight) / (One + product);
                Vector512<double> fall = AtLeast(-_direction * FusedMultiplyAdd(-_sum, at, _near), 1e-3);
                s = AtMost(s + (logRatio + cut) / fall, 300.0);
                Vector512<double> exponent = AtMost(FusedMultiplyAdd(_near, s, cut) / _sum, 700.0);
                Vector512<double> bound =
                    Log(One + (Expm1Ordinary(exponent) / AtLeast(_weight, SmallestNormal)));
                s = ConditionalSelect(_lower, s, Vector512.Min(s, bound));
            }

            return s;
        }
    }

    /// <summary>∫ r(s) ds: the probability below y over the density at y; to about 1e-4 by the nodes that are
    /// few.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> BetaTailMass(
        Vector512<double> a, Vector512<double> b, Vector512<double> y, bool few)
    {
        var tail = new BetaTail(a, b, y);
        ReadOnlySpan<double> nodes = few ? FewNodes : TailNodes, weights = few ? FewWeights : TailWeights;
        Vector512<double> total = Zero;
        for (int i = 0; i < nodes.Length; i++)
        {
            tail.At(tail.Length * Create(nodes[i]), out Vector512<double> ratio, out _, out _);
            total = FusedMultiplyAdd(Create(weights[i]), ratio, total);
        }

        return tail.Length * total;
    }

    /// <summary>∫ r ds, ∫ d₁ r ds and ∫ d₂ r ds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BetaTailMoments(Vector512<double> a, Vector512<double> b, Vector512<double> y,
        out Vector512<double> mass, out Vector512<double> first, out Vector512<double> second)
    {
        var tail = new BetaTail(a, b, y);
        Vector512<double> total = Zero, moved = Zero, minusD = Zero;
        for (int i = 0; i < TailNodes.Length; i++)
        {
            tail.At(tail.Length * Create(TailNodes[i]), out Vector512<double> ratio, out Vector512<double> m,
                out Vector512<double> d);
            ratio *= Create(TailWeights[i]);
            total += ratio;
            moved = FusedMultiplyAdd(ratio, m, moved);
            minusD = FusedMultiplyAdd(ratio, d, minusD);
        }

        mass = tail.Length * total;
        tail.Order(tail.Length * moved, tail.Length * minusD, out first, out second);
    }

    /// <summary>∫ d₁^p d₂^q r ds for p ≤ <paramref name="j"/> and q ≤ <paramref name="k"/>, at p (k+1) + q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BetaTailMoments(Vector512<double> a, Vector512<double> b, Vector512<double> y, int j, int k,
        Span<Vector512<double>> moments)
    {
        moments.Clear();
        var tail = new BetaTail(a, b, y);
        for (int i = 0; i < TailNodes.Length; i++)
        {
            tail.At(tail.Length * Create(TailNodes[i]), out Vector512<double> ratio, out Vector512<double> moved,
                out Vector512<double> minusD);
            tail.Order(moved, minusD, out Vector512<double> d1, out Vector512<double> d2);
            Vector512<double> row = tail.Length * Create(TailWeights[i]) * ratio;
            for (int p = 0; p <= j; p++, row *= d1)
            {
                Vector512<double> term = row;
                for (int q = 0; q <= k; q++, term *= d2)
                {
                    moments[p * (k + 1) + q] += term;
                }
            }
        }
    }

    /// <summary>log(1 + x) for −0.9 ≤ x ≤ 1e300, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Log1pOrdinary(Vector512<double> x)
    {
        SplitExponent(One + x, out Vector512<double> k, out Vector512<double> scale, out _);
        return LogReduced(FusedMultiplyAdd(x, scale, scale - One), k);
    }

    // tools/reference/beta_nodes.py 16
    private static ReadOnlySpan<double> FewNodes =>
    [
        2.8085044762807704e-05, 0.0007679820168331753, 0.004513743442934958, 0.014956750863041527,
        0.03650464114795701, 0.07343645332526383, 0.1290233645632422, 0.20475058933759308,
        0.29976309917523053, 0.4106269153425011, 0.5314532309824912, 0.6543808855506008,
        0.7703611592180446, 0.8701449458307667, 0.9453430050900657, 0.9894290200364128,
    ];

    private static ReadOnlySpan<double> FewWeights =>
    [
        0.00014389534122088415, 0.0017252000639547615, 0.006393167398670011, 0.015241848480177313,
        0.028582090534445204, 0.0458399977309956, 0.06559082249192717, 0.08572521623272994,
        0.10372539422233855, 0.11701259255299641, 0.12331652166400695, 0.12101389828213154,
        0.10938712277535656, 0.08876534428382278, 0.06052832387469313, 0.02700856407053321,
    ];

    // tools/reference/beta_nodes.py 48
    private static ReadOnlySpan<double> TailNodes =>
    [
        3.776057933972995e-07, 1.0464667725774222e-05, 6.30072104933835e-05, 0.00021621360724148508,
        0.0005525390135329406, 0.0011769465530495093, 0.002214684226351606, 0.0038086165447951685,
        0.0061161579754197915, 0.009305862406902165, 0.013553729034751516, 0.01903929022374357,
        0.025941550950880653, 0.034434852293860445, 0.04468473305869298, 0.05684386400696272,
        0.07104812824074143, 0.08741291914512875, 0.10602972390977727, 0.1269630561070508,
        0.1502477951708024, 0.17588698398965527, 0.20385012831244823, 0.2340720333864615,
        0.26645220434933087, 0.30085482752191095, 0.337109340058547, 0.37501158556549147,
        0.4143255434625064, 0.45478561020193803, 0.4960994011358455, 0.5379510329916999,
        0.5800048387291957, 0.6219094591426657, 0.663302249070374, 0.7038139305835446,
        0.7430734211475583, 0.7807127615504919, 0.8163720664363447, 0.8497044195998134,
        0.8803806368190431, 0.9080938209419213, 0.9325636372596039, 0.9535402421739638,
        0.9708078061534887, 0.9841875909333202, 0.9935406369340766, 0.9987713848582195,
    ];

    private static ReadOnlySpan<double> TailWeights =>
    [
        1.9377197144373026e-06, 2.370400572514343e-05, 9.110293832805722e-05, 0.00022908143231549464,
        0.0004611003791369082, 0.0008086339518752003, 0.0012907033853146828, 0.0019234539825272498,
        0.002719782918615556, 0.003689024512086719, 0.004836698653385073, 0.0061643270062072845,
        0.007669320445015031, 0.009344939980463058, 0.011180332173536669, 0.013160638770058469,
        0.015267179021227916, 0.01747770191430658, 0.019766704341362004, 0.022105810103284124,
        0.02446420360014816, 0.026809111115060624, 0.02910632177282649, 0.03132073956107341,
        0.033416957251610514, 0.03535984266312359, 0.03711512746958756, 0.03864998868610586,
        0.03993361305660854, 0.04093773482453188, 0.041637137784089055, 0.0420101130791753,
        0.042038864929925694, 0.041709857311656995, 0.04101409557339142, 0.039947338047475446,
        0.038510233850487, 0.03670838429007968, 0.03455232655374399, 0.03205743964615488,
        0.02924377385027084, 0.026135806323042264, 0.022762126887449177, 0.01915506007821862,
        0.015350234290628354, 0.011386131640906483, 0.007303849895551119, 0.0031514083325914015,
    ];
}
