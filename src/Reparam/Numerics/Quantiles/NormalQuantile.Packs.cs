using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Reparam.Numerics;

public static partial class NormalQuantile
{
    // Below it r > 5: e⁻²⁵ = 1.4e-11.
    private const double LeastInPacks = 2e-11;

    /// <summary>Φ⁻¹ in place, eight numbers at once, with the bits of <see cref="Evaluate"/>.</summary>
    /// <param name="values">Probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or outside [0, 1].</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void EvaluateAll(Span<double> values)
    {
        ref double start = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i + 8 <= values.Length; i += 8)
        {
            Vector512<double> p = LoadUnsafe(ref start, (nuint)i);
            Vector512<double> q = p - Create(0.5);
            Vector512<double> r = FusedMultiplyAdd(-q, q, Create(CentralHalfWidth * CentralHalfWidth));
            Vector512<double> numerator = q * Polynomial(r, CentralNumerator);
            Vector512<double> denominator = Polynomial(r, CentralDenominator);
            Vector512<double> inside = LessThanOrEqual(Abs(q), Create(CentralHalfWidth));
            if (inside.AsInt64() != Vector512<long>.AllBitsSet)
            {
                Vector512<double> below = LessThan(q, Vector512<double>.Zero);
                Vector512<double> beyond = ConditionalSelect(
                    inside, Create(0.05), ConditionalSelect(below, p, One - p));
                // The far tail, once in 1e11 draws, and what is no probability go number by number.
                if (!GreaterThanAll(beyond, Create(LeastInPacks)))
                {
                    foreach (ref double value in values.Slice(i, 8))
                    {
                        value = Evaluate(value);
                    }
                    continue;
                }
                // One division for both: it takes as long as all of a polynomial.
                Vector512<double> t = Sqrt(-PortableLogarithm.Log(beyond)) - Create(1.6);
                Vector512<double> tail = Polynomial(t, NearTailNumerator);
                numerator = ConditionalSelect(inside, numerator, ConditionalSelect(below, -tail, tail));
                denominator = ConditionalSelect(inside, denominator, Polynomial(t, NearTailDenominator));
            }
            (numerator / denominator).StoreUnsafe(ref start, (nuint)i);
        }
        foreach (ref double value in values[i..])
        {
            value = Evaluate(value);
        }
    }

    private static Vector512<double> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Create(1.0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Polynomial(Vector512<double> x, ReadOnlySpan<double> coefficients)
    {
        Vector512<double> y = Create(coefficients[0]);
        for (int i = 1; i < 8; i++)
        {
            y = FusedMultiplyAdd(y, x, Create(coefficients[i]));
        }
        return y;
    }
}
