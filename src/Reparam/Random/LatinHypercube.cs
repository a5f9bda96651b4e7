namespace Reparam.Random;

/// <summary>Latin hypercube sampling: each coordinate holds one point, uniform, in each of N equal strata, in an order
/// that is random and independent between coordinates.</summary>
/// <remarks>
/// <para>Source: M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods for selecting values of
/// input variables in the analysis of output from a computer code", Technometrics 21 (1979) 239-245. Each value is
/// uniform on (0, 1), so averages are unbiased; their variance is at most N/(N − 1) times that of independent draws
/// (A. B. Owen 1997) and loses the part of the integrand that is a sum of functions of single coordinates (M. Stein
/// 1987).</para>
/// <para>A coordinate depends on the key, its index and N, not on how many coordinates are asked for. It does depend on
/// N: a larger sample does not extend a smaller one.</para>
/// </remarks>
public static class LatinHypercube
{
    private const ulong OrderStream = 0;
    private const ulong JitterStream = 1;

    /// <summary>Fills one coordinate of a sample of <c>destination.Length</c> points.</summary>
    /// <param name="key">The key of the whole sample; the dimension is folded into it here.</param>
    /// <param name="dimension">The coordinate, from 0 without bound.</param>
    /// <param name="destination">Receives the values, odd multiples of 2^-53 in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> is negative.</exception>
    /// <exception cref="ArgumentException">The key is <c>default</c>.</exception>
    public static void Fill(RandomKey key, int dimension, Span<double> destination)
    {
        if (dimension < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimension),
                dimension,
                "LatinHypercube: dimension must be at least 0. Count coordinates from 0.");
        }

        var own = key.Fold((ulong)dimension);
        var order = own.Fold(OrderStream);
        var jitter = own.Fold(JitterStream);
        ulong count = (ulong)destination.Length;
        for (int i = 0; i < destination.Length; i++)
        {
            // Inside-out Fisher-Yates (R. Durstenfeld 1964). The multiply-high choice among i + 1 is even to 2^-33.
            int j = (int)Math.BigMul(order.Fold((ulong)i).Low, (ulong)i + 1, out _);
            destination[i] = destination[j];
            destination[j] = i;
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = InStratum((ulong)destination[i], count, jitter.Fold((ulong)i).Low);
        }
    }

    // A random point of the grid (2k + 1) / 2^53 among those inside [stratum, stratum + 1) / count. In integers, so
    // that no rounding moves a value into the stratum next door.
    private static double InStratum(ulong stratum, ulong count, ulong bits)
    {
        ulong first = FirstAtOrAbove(stratum, count);
        ulong cell = first + Math.BigMul(bits, FirstAtOrAbove(stratum + 1, count) - first, out _);
        return Noise.FromBits(cell << 12);

        // The least k with (2k + 1) / 2^53 >= numerator / denominator.
        static ulong FirstAtOrAbove(ulong numerator, ulong denominator) =>
            (ulong)((((UInt128)numerator << 53) + denominator - 1) / (2 * denominator));
    }
}
