using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reparam.Random;

/// <summary>Sobol' sequences in base 2 with the direction numbers of Joe and Kuo (2008), plain and
/// Owen-scrambled.</summary>
/// <remarks>
/// <para>Points come in the Gray-code order of I. A. Antonov and V. M. Saleev (1979): point n is the exclusive or of
/// the direction numbers at the set bits of n xor n/2. Every 2^m consecutive points whose first index is a multiple of
/// 2^m hold exactly one point in each of the 2^m intervals of length 2^-m, in every dimension, and scrambling keeps
/// this.</para>
/// <para>Extension: a point depends on its index, its dimension and the key, not on how many points or dimensions are
/// asked for. More points extend the set; sample sizes that are powers of 2 have the best balance.</para>
/// </remarks>
public static class SobolSequence
{
    /// <summary>The number of dimensions: 21,201.</summary>
    public const int MaxDimensions = JoeKuoDirectionNumbers.Dimensions;

    /// <summary>The number of binary digits of an unscrambled point, and the logarithm of the number of
    /// points.</summary>
    public const int Digits = 32;

    private const int Lanes = 8;

    /// <summary>A coordinate of the plain, deterministic sequence.</summary>
    /// <param name="dimension">The coordinate, from 0 to 21,200.</param>
    /// <param name="index">The point, from 0 to 2^32 − 1. Point 0 is the origin.</param>
    /// <returns>A multiple of 2^-32 in [0, 1).</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> or <paramref name="index"/> is out of
    /// range.</exception>
    public static double Point(int dimension, long index)
    {
        CheckDimension(dimension);
        CheckRange(index, 1, nameof(index));
        Span<uint> directions = stackalloc uint[Digits];
        JoeKuoDirectionNumbers.Write(dimension, directions);
        return Combine(directions, (uint)index) * (1.0 / (1L << Digits));
    }

    /// <summary>Fills one coordinate of consecutive points, scrambled by a nested uniform scrambling that depends on
    /// the key and the dimension (A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995).</summary>
    /// <remarks>Each value is uniform on (0, 1), so averages are unbiased; for smooth integrands their error falls
    /// almost as N^(-3/2) (A. B. Owen, "Scrambled net variance for integrals of smooth functions", 1997). Values are
    /// odd multiples of 2^-53, as those of <see cref="Noise.Uniform"/> are. Pairs of values are distributed exactly as
    /// under Owen's scrambling, which is all that the variance of an average depends on.</remarks>
    /// <param name="key">The key of the whole point set; dimensions are folded into it here.</param>
    /// <param name="dimension">The coordinate, from 0 to 21,200.</param>
    /// <param name="firstIndex">The first point.</param>
    /// <param name="destination">Receives the coordinate of points <c>firstIndex</c>, <c>firstIndex + 1</c>, …; the
    /// last must be below 2^32.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> or a point is out of
    /// range.</exception>
    /// <exception cref="ArgumentException">The key is <c>default</c>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillScrambled(RandomKey key, int dimension, long firstIndex, Span<double> destination)
    {
        CheckDimension(dimension);
        CheckRange(firstIndex, destination.Length, nameof(firstIndex));
        var scrambling = new OwenScrambling(key.Fold((ulong)dimension));
        int used = 64 - BitOperations.LeadingZeroCount((ulong)(firstIndex + destination.Length));
        Span<uint> directions = stackalloc uint[Math.Clamp(used, 3, Digits)];
        JoeKuoDirectionNumbers.Write(dimension, directions);

        // Scrambling wants digits reversed; reversing the direction numbers once reverses every point.
        foreach (ref uint direction in directions)
        {
            direction = Reverse(direction);
        }

        // From a multiple of eight on, points differ from that one by the same in all packs.
        Vector512<ulong> within = Vector512<ulong>.Zero;
        for (int lane = 1; lane < Lanes; lane++)
        {
            within = within.WithElement(lane, Combine(directions, (uint)lane));
        }

        for (int i = 0; i < destination.Length;)
        {
            ulong point = Combine(directions, (uint)(firstIndex + i));
            if ((firstIndex + i) % Lanes == 0 && destination.Length - i >= Lanes)
            {
                Noise.FromBits(Reverse(scrambling.Apply(within ^ Vector512.Create(point)))).CopyTo(destination[i..]);
                i += Lanes;
            }
            else
            {
                destination[i++] = Noise.FromBits(Reverse(scrambling.Apply(point)));
            }
        }
    }

    private static uint Combine(ReadOnlySpan<uint> directions, uint index)
    {
        uint point = 0;
        for (uint gray = index ^ (index >> 1); gray != 0; gray &= gray - 1)
        {
            point ^= directions[BitOperations.TrailingZeroCount(gray)];
        }

        return point;
    }

    private static uint Reverse(uint x) => (uint)(Reverse((ulong)x) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Reverse(ulong x)
    {
        x = ((x >> 1) & 0x5555555555555555) | ((x & 0x5555555555555555) << 1);
        x = ((x >> 2) & 0x3333333333333333) | ((x & 0x3333333333333333) << 2);
        x = ((x >> 4) & 0x0F0F0F0F0F0F0F0F) | ((x & 0x0F0F0F0F0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Reverse(Vector512<ulong> x)
    {
        x = ((x >> 1) & Vector512.Create(0x5555555555555555ul)) | ((x & Vector512.Create(0x5555555555555555ul)) << 1);
        x = ((x >> 2) & Vector512.Create(0x3333333333333333ul)) | ((x & Vector512.Create(0x3333333333333333ul)) << 2);
        x = ((x >> 4) & Vector512.Create(0x0F0F0F0F0F0F0F0Ful)) | ((x & Vector512.Create(0x0F0F0F0F0F0F0F0Ful)) << 4);
        x = ((x >> 8) & Vector512.Create(0x00FF00FF00FF00FFul)) | ((x & Vector512.Create(0x00FF00FF00FF00FFul)) << 8);
        x = ((x >> 16) & Vector512.Create(0x0000FFFF0000FFFFul)) | ((x & Vector512.Create(0x0000FFFF0000FFFFul)) << 16);
        return (x >> 32) | (x << 32);
    }

    private static void CheckDimension(int dimension)
    {
        if (dimension is < 0 or >= MaxDimensions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimension),
                dimension,
                $"SobolSequence: dimension must be from 0 to {MaxDimensions - 1}, the end of the table of direction " +
                "numbers. Use LatinHypercube for further dimensions, or QuasiMonteCarlo, which does so by itself.");
        }
    }

    private static void CheckRange(long first, int count, string name)
    {
        if (first < 0 || first > (1L << Digits) - count)
        {
            throw new ArgumentOutOfRangeException(
                name,
                first,
                $"SobolSequence: {count} points from {name} = {first} on were asked for, but points are numbered " +
                "from 0 to 2^32 - 1. Start at 0, or take several point sets under keys from RandomKey.Split.");
        }
    }
}
