namespace Reparam.Random;

/// <summary>The direction numbers new-joe-kuo-6.21201 for Sobol' sequences of up to 21,201 dimensions.</summary>
/// <remarks>Source: S. Joe and F. Y. Kuo, "Constructing Sobol' sequences with better two-dimensional projections", SIAM
/// Journal on Scientific Computing 30 (2008) 2635-2654; recurrence
/// m_i = 2 a_1 m_(i-1) xor 4 a_2 m_(i-2) xor … xor 2^s m_(i-s) xor m_(i-s). The table is embedded as a stream of bits;
/// <c>tools/reference/random_sobol.py</c> describes its layout and makes it. Its licence lies beside it.</remarks>
internal static class JoeKuoDirectionNumbers
{
    /// <summary>The number of dimensions of the table.</summary>
    public const int Dimensions = 21201;

    /// <summary>The number of primitive polynomials over GF(2) of degree 1, 2, …, 18; the table uses all of
    /// them.</summary>
    private static ReadOnlySpan<short> PolynomialsOfDegree =>
        [1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, 630, 756, 1800, 2048, 7710, 7776];

    private static readonly byte[] Stream = ReadStream();

    /// <summary>Writes the first direction numbers V_1, V_2, … of a dimension, as 32-bit binary fractions
    /// (V_i = m_i 2^(32-i)).</summary>
    /// <param name="dimension">From 0 to 21,200.</param>
    /// <param name="destination">At most 32 numbers.</param>
    public static void Write(int dimension, Span<uint> destination)
    {
        if (dimension == 0)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = 0x80000000u >> i;
            }

            return;
        }

        var (degree, position) = Locate(dimension);
        uint interior = ReadBits(ref position, degree - 1);
        for (int i = 1; i <= Math.Min(degree, destination.Length); i++)
        {
            uint m = 2 * ReadBits(ref position, i - 1) + 1;
            destination[i - 1] = m << (32 - i);
        }

        for (int i = degree; i < destination.Length; i++)
        {
            uint v = destination[i - degree];
            v ^= v >> degree;
            for (int k = 1; k < degree; k++)
            {
                v ^= destination[i - k] & (0u - ((interior >> (degree - 1 - k)) & 1));
            }

            destination[i] = v;
        }
    }

    private static (int Degree, int Position) Locate(int dimension)
    {
        int index = dimension - 1;
        int position = 0;
        for (int degree = 1; ; degree++)
        {
            int bits = (degree - 1) * (degree + 2) / 2;
            int count = PolynomialsOfDegree[degree - 1];
            if (index < count)
            {
                return (degree, position + index * bits);
            }

            index -= count;
            position += count * bits;
        }
    }

    private static uint ReadBits(ref int position, int count)
    {
        uint value = 0;
        for (int i = 0; i < count; i++, position++)
        {
            value |= (uint)((Stream[position >> 3] >> (position & 7)) & 1) << i;
        }

        return value;
    }

    private static byte[] ReadStream()
    {
        const string name = "Reparam.Random.JoeKuoDirectionNumbers.bin";
        using var stream = typeof(JoeKuoDirectionNumbers).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(
                $"The embedded resource {name} is missing from the assembly. Rebuild it from its full source.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
