using System.Text;

namespace Reparam.Random;

/// <summary>The address of a stream of noise: a splittable, counter-based key of 128 bits.</summary>
/// <remarks>
/// <para>A key is a value. Nothing is ever drawn "from" it and it never changes, so the same key always gives the same
/// noise; independent noise comes from a key derived by <see cref="Fold(string)"/>, <see cref="Fold(ulong)"/> or
/// <see cref="Split"/>. The three use disjoint domains: <c>Fold("a")</c>, <c>Fold(0)</c> and <c>Split(1)[0]</c> are
/// unrelated keys.</para>
/// <para>A derived key is one <see cref="Philox"/> block: key word <c>High ^ domain</c>, counter <c>(data, Low)</c>.
/// Under one parent and domain, distinct data give distinct keys; between unrelated keys a collision has the
/// probability of two equal 128-bit words. Names are hashed by FNV-1a (64 bits, over UTF-8), which is the same on every
/// machine and in every run.</para>
/// <para><c>default(RandomKey)</c> is not a key: there is no default seed. Every use of it is refused.</para>
/// </remarks>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
public readonly record struct RandomKey(ulong High, ulong Low)
{
    // Fractional digits of π: nothing-up-my-sleeve numbers that keep the uses of a key apart.
    private const ulong SeedCounterLow = 0x243F6A8885A308D3;
    private const ulong SeedCounterHigh = 0x13198A2E03707344;
    private const ulong DataDomain = 0x452821E638D01377;
    private const ulong NameDomain = 0xBE5466CF34E90C6C;
    private const ulong SplitDomain = 0xC0AC29B7C97C50DD;
    private const ulong StepDomain = 0x3F84D5B5B5470917;

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The root key of a seed. Any seed is as good as any other, including 0 and consecutive ones.</summary>
    /// <param name="seed">The seed, all 64 bits of which count.</param>
    /// <returns>The Philox block of a fixed counter under the key <paramref name="seed"/>.</returns>
    public static RandomKey FromSeed(ulong seed)
    {
        var (low, high) = Philox.Block(seed, SeedCounterLow, SeedCounterHigh);
        return new RandomKey(high, low);
    }

    /// <summary>The key of a named part, such as a sample site.</summary>
    /// <param name="name">A name, not empty; case and accents count.</param>
    /// <returns>A key that depends on this key and the name only.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or not valid UTF-16, or this key is
    /// <c>default</c>.</exception>
    public RandomKey Fold(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            throw new ArgumentException(
                "RandomKey.Fold: name is empty, but a non-empty name was expected. " +
                "Pass the name of the site, or fold a number.",
                nameof(name));
        }

        return Derive(NameDomain, HashName(name));
    }

    /// <summary>The key of a numbered part, such as a chain, a batch or an attempt.</summary>
    /// <param name="data">Any number.</param>
    /// <returns>A key that depends on this key and the number only; distinct numbers give distinct keys.</returns>
    /// <exception cref="ArgumentException">This key is <c>default</c>.</exception>
    public RandomKey Fold(ulong data) => Derive(DataDomain, data);

    /// <summary>Splits this key into <paramref name="n"/> keys that are independent of each other and of this
    /// one.</summary>
    /// <param name="n">How many keys, at least 1. The first keys do not depend on how many are asked for.</param>
    /// <returns>The keys, all distinct.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">This key is <c>default</c>.</exception>
    public RandomKey[] Split(int n)
    {
        if (n < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(n), n, "RandomKey.Split: n must be at least 1. Pass the number of keys that are needed.");
        }

        var keys = new RandomKey[n];
        for (int i = 0; i < n; i++)
        {
            keys[i] = Derive(SplitDomain, (ulong)i);
        }

        return keys;
    }

    /// <summary>The key under which the noise of one step lies; in a domain of its own, so that no fold can meet
    /// it.</summary>
    internal RandomKey AtStep(ulong step) => Derive(StepDomain, step);

    /// <summary>FNV-1a, 64 bits, over the UTF-8 bytes of the name (G. Fowler, L. C. Noll and K.-P. Vo, 1991).</summary>
    internal static ulong HashName(string name)
    {
        const ulong offsetBasis = 0xCBF29CE484222325;
        const ulong prime = 0x100000001B3;
        byte[] bytes;
        try
        {
            bytes = StrictUtf8.GetBytes(name);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(
                $"RandomKey.Fold: name has an unpaired surrogate at index {e.Index}, but valid UTF-16 was expected. " +
                "Two such names could share a key; use a name that is well-formed.", nameof(name), e);
        }

        ulong hash = offsetBasis;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * prime;
        }

        return hash;
    }

    private RandomKey Derive(ulong domain, ulong data)
    {
        if (High == 0 && Low == 0)
        {
            throw new ArgumentException(
                "RandomKey: the key is default(RandomKey), but a key made from a seed was expected. " +
                "Start from RandomKey.FromSeed(seed).");
        }

        var (low, high) = Philox.Block(High ^ domain, data, Low);
        return new RandomKey(high, low);
    }
}
