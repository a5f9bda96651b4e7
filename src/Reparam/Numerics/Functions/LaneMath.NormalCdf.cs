using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

internal static partial class LaneMath
{
    private const double RootHalf = 0.7071067811865476;

    /// <summary>Beyond this, and so a little before, the standard normal's upper tail is zero in double.</summary>
    private const double LargestNormalTail = 40.0;

    /// <summary>
    /// Φ(x), the distribution function of the standard normal, with full relative accuracy in the left tail.
    /// </summary>
    /// <remarks>Error at most 4.5 ulp; zero below −38.5.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> NormalCdf(Vector512<double> x)
    {
        Vector512<double> tail = NormalTail(Abs(x));
        return ConditionalSelect(GreaterThan(x, Zero), One - tail, tail);
    }

    /// <summary>
    /// log Φ(x), in nats: log(½ erfcx(−x/√2)) − ½x² for x ≤ 0, log(1 − Φ(−x)) above.
    /// </summary>
    /// <remarks>Error at most 4.5 ulp; −∞ below −1.3e154, where x² overflows.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> LogNormalCdf(Vector512<double> x)
    {
        Vector512<double> a = Abs(x);
        Vector512<double> half = Create(0.5) * UpperErfcx(a * Create(RootHalf));
        Vector512<double> left = GreaterThanAll(x, Zero) ? x : FusedMultiplyAdd(x * x, Create(-0.5), Log(half));
        return GreaterThanAny(x, Zero)
            ? ConditionalSelect(GreaterThan(x, Zero), Log1p(-(NormalDecay(a) * half)), left)
            : left;
    }

    /// <summary>Φ(−a) for a ≥ 0: ½ e^−a²/2 erfcx(a/√2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> NormalTail(Vector512<double> a) =>
        NormalDecay(a) * (Create(0.5) * UpperErfcx(a * Create(RootHalf)));

    /// <summary>e^−a²/2 for a ≥ 0; the square is kept to twice the precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> NormalDecay(Vector512<double> a)
    {
        a = AtMost(a, LargestNormalTail);
        Vector512<double> square = a * a;
        Vector512<double> rest = FusedMultiplyAdd(a, a, -square);
        Vector512<double> decay = Exp(Create(-0.5) * square);
        return FusedMultiplyAdd(decay, Create(-0.5) * rest, decay);
    }
}
