using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;

namespace Reparam.Random;

/// <summary>Noise as a pure function of (key, step, draw, element).</summary>
/// <remarks>
/// <para>The key names the seed and the site, for example <c>RandomKey.FromSeed(1).Fold("mu")</c>. A value does not
/// depend on how many others are computed, in which order or on which thread, and the bulk methods give the same bits
/// as the single ones.</para>
/// <para>Address: the key of the step is one Philox block of the key (in a domain of its own), and draws 2k and 2k + 1
/// of an element are the two 64-bit halves of the Philox block with key word <c>High</c> of that key and counter (k xor
/// <c>Low</c>, element). Its upper 52 bits n give the uniform u = (2n + 1) / 2⁵³.</para>
/// <para>The three distributions are functions of the same u: at one address they are comonotone, not independent. For
/// independent noise fold the key.</para>
/// </remarks>
public static class Noise
{
    private const double TwoToMinus53 = 1.0 / (1L << 53);

    /// <summary>A uniform number in the open interval (0, 1).</summary>
    /// <param name="key">The seed and the site.</param>
    /// <param name="step">The step of the algorithm.</param>
    /// <param name="draw">The Monte Carlo draw, from 0.</param>
    /// <param name="element">The element of the site, from 0.</param>
    /// <returns>One of the 2⁵² odd multiples of 2⁻⁵³, all equally likely: never 0 or 1, symmetric about ½, exact mean
    /// ½, and 1 − u is exact.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative.</exception>
    /// <exception cref="ArgumentException">The key is <c>default</c>.</exception>
    public static double Uniform(RandomKey key, ulong step, long draw, long element)
    {
        CheckIndex(draw, nameof(draw));
        CheckIndex(element, nameof(element));
        return FromBits(Bits(key.AtStep(step), draw, element));
    }

    /// <summary>A standard normal number, Φ⁻¹(u) of the uniform number at the same address.</summary>
    /// <inheritdoc cref="Uniform" path="/param|/exception"/>
    /// <returns>A finite number within ±8.21.</returns>
    public static double Normal(RandomKey key, ulong step, long draw, long element) =>
        NormalQuantile.Evaluate(Uniform(key, step, draw, element));

    /// <summary>A standard exponential number (rate 1), −log(1 − u) of the uniform number at the same
    /// address.</summary>
    /// <inheritdoc cref="Uniform" path="/param|/exception"/>
    /// <returns>A positive number, at most 36.75.</returns>
    public static double Exponential(RandomKey key, ulong step, long draw, long element) =>
        ToExponential(Uniform(key, step, draw, element));

    /// <summary>Fills a block of draws × elements with uniform numbers.</summary>
    /// <param name="key">The seed and the site.</param>
    /// <param name="step">The step of the algorithm.</param>
    /// <param name="firstDraw">The index of the first draw.</param>
    /// <param name="draws">How many draws; may be 0.</param>
    /// <param name="firstElement">The index of the first element.</param>
    /// <param name="elements">How many elements; may be 0.</param>
    /// <param name="destination">Receives the value of draw <c>firstDraw + d</c> of element <c>firstElement + e</c> at
    /// <c>[e * draws + d]</c>; its length is <c>draws * elements</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index or a count is negative, or their sum
    /// overflows.</exception>
    /// <exception cref="ArgumentException">The destination has another length, or the key is
    /// <c>default</c>.</exception>
    public static void FillUniform(
        RandomKey key, ulong step, long firstDraw, int draws, long firstElement, int elements, Span<double> destination)
    {
        CheckRange(firstDraw, draws, nameof(firstDraw), nameof(draws));
        CheckRange(firstElement, elements, nameof(firstElement), nameof(elements));
        if (destination.Length != (long)draws * elements)
        {
            throw new ArgumentException(
                $"Noise: destination has length {destination.Length}, but draws * elements = {draws} * {elements} " +
                "values were asked for. Pass a span of exactly that length.", nameof(destination));
        }

        var stepKey = key.AtStep(step);
        for (int e = 0; e < elements; e++)
        {
            FillElement(stepKey, firstDraw, firstElement + e, destination.Slice(e * draws, draws));
        }
    }

    /// <summary>Fills a block of draws × elements with standard normal numbers.</summary>
    /// <inheritdoc cref="FillUniform"/>
    public static void FillNormal(
        RandomKey key, ulong step, long firstDraw, int draws, long firstElement, int elements, Span<double> destination)
    {
        FillUniform(key, step, firstDraw, draws, firstElement, elements, destination);
        ToNormal(destination);
    }

    /// <summary>Fills a block of draws × elements with standard exponential numbers (rate 1).</summary>
    /// <inheritdoc cref="FillUniform"/>
    public static void FillExponential(
        RandomKey key, ulong step, long firstDraw, int draws, long firstElement, int elements, Span<double> destination)
    {
        FillUniform(key, step, firstDraw, draws, firstElement, elements, destination);
        foreach (ref double value in destination)
        {
            value = ToExponential(value);
        }
    }

    /// <summary>The uniform number of 64 random bits: (2n + 1) / 2⁵³ with n the upper 52 of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double FromBits(ulong bits) => (long)((bits >> 11) | 1) * TwoToMinus53;

    /// <summary>The same of eight: below 2⁵³ the conversion is exact.</summary>
    internal static Vector512<double> FromBits(Vector512<ulong> bits) =>
        Vector512.ConvertToDouble(((bits >> 11) | Vector512<ulong>.One).AsInt64()) * Vector512.Create(TwoToMinus53);

    /// <summary>Turns uniform numbers in (0, 1) into standard normal ones, in place.</summary>
    internal static void ToNormal(Span<double> values) => NormalQuantile.EvaluateAll(values);

    private static double ToExponential(double uniform) => -PortableLogarithm.Log(1 - uniform);

    private static ulong Bits(RandomKey stepKey, long draw, long element)
    {
        var (even, odd) = Philox.Block(stepKey.High, ((ulong)draw >> 1) ^ stepKey.Low, (ulong)element);
        return (draw & 1) == 0 ? even : odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillElement(RandomKey stepKey, long firstDraw, long element, Span<double> destination)
    {
        int d = 0;
        if ((firstDraw & 1) == 1 && destination.Length > 0)
        {
            destination[d++] = FromBits(Bits(stepKey, firstDraw, element));
        }

        ulong pair = (ulong)(firstDraw + d) >> 1;
        Span<double> evens = stackalloc double[8], odds = stackalloc double[8];
        for (; d + 16 <= destination.Length; d += 16, pair += 8)
        {
            Vector512<ulong> pairs = Vector512.Create(pair) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
            var (even, odd) = Philox.Blocks(stepKey.High, pairs ^ Vector512.Create(stepKey.Low), (ulong)element);
            if (Vector512.IsHardwareAccelerated)
            {
                Interleave(FromBits(even), FromBits(odd), destination.Slice(d, 16));
                continue;
            }
            FromBits(even).CopyTo(evens);
            FromBits(odd).CopyTo(odds);
            for (int i = 0; i < 8; i++)
            {
                destination[d + 2 * i] = evens[i];
                destination[d + 2 * i + 1] = odds[i];
            }
        }

        for (; d + 1 < destination.Length; d += 2)
        {
            var (even, odd) = Philox.Block(stepKey.High, pair++ ^ stepKey.Low, (ulong)element);
            destination[d] = FromBits(even);
            destination[d + 1] = FromBits(odd);
        }

        if (d < destination.Length)
        {
            destination[d] = FromBits(Bits(stepKey, firstDraw + d, element));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector512<double> evens, Vector512<double> odds, Span<double> destination)
    {
        var isEven = Vector512.Create(-1L, 0, -1, 0, -1, 0, -1, 0).AsDouble();
        var low = Vector512.Create(0L, 0, 1, 1, 2, 2, 3, 3);
        var high = Vector512.Create(4L, 4, 5, 5, 6, 6, 7, 7);
        Vector512.ConditionalSelect(isEven, Vector512.Shuffle(evens, low), Vector512.Shuffle(odds, low))
            .CopyTo(destination);
        Vector512.ConditionalSelect(isEven, Vector512.Shuffle(evens, high), Vector512.Shuffle(odds, high))
            .CopyTo(destination[8..]);
    }

    private static void CheckIndex(long index, string name)
    {
        if (index < 0)
        {
            throw new ArgumentOutOfRangeException(name, index, $"Noise: {name} must be at least 0. Count from 0.");
        }
    }

    private static void CheckRange(long first, int count, string firstName, string countName)
    {
        CheckIndex(first, firstName);
        CheckIndex(count, countName);
        if (first > long.MaxValue - count)
        {
            throw new ArgumentOutOfRangeException(
                firstName,
                first,
                $"Noise: {firstName} + {countName} must not exceed {long.MaxValue}. Use smaller indices.");
        }
    }
}
