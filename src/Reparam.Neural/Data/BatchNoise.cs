using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Random;

namespace Reparam.Neural;

/// <summary>Noise on batches of examples, as a pure function of (key, step, place in the batch, element): it does not
/// depend on how many examples there are, nor on threads.</summary>
/// <remarks>
/// <para>Where <see cref="Noise"/> takes 64 random bits for a number, here 32 do, which halves the time: a batch of
/// images needs as many as it has pixels. 32 places of an element share eight Philox blocks of the key of the step:
/// place 32 g + 16 h + 2 j + k, of h, k in {0, 1} and j in 0..7, has the word k of half h of the block with key word
/// <c>High</c> and counter ((8 g + j) xor <c>Low</c>, element).</para>
/// <para>A key must not serve both this and <see cref="Noise"/>: the blocks would be the same.</para>
/// </remarks>
internal static class BatchNoise
{
    private const int Group = 32;
    private const int Lanes = 16;

    /// <summary>What is made of a number and a random word.</summary>
    private interface IOperation
    {
        Vector512<float> Apply(Vector512<float> values, Vector512<uint> words);
    }

    /// <summary>Replaces numbers p by 1 with probability p, otherwise by 0.</summary>
    /// <param name="key">The key of the noise.</param>
    /// <param name="step">The step.</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="values">[element · count + example].</param>
    /// <param name="first">The first element of these.</param>
    /// <remarks>1 where u is below p, of u the upper 24 bits of the word as a fraction: the probability is p rounded up
    /// to a multiple of 2⁻²⁴, and p = 0 and p = 1 are certain.</remarks>
    public static void Binarise(RandomKey key, ulong step, int count, Span<float> values, int first = 0) =>
        Apply(key, step, count, values, first, default(Bernoulli));

    /// <summary>Replaces shades by (shade + u) / levels, of u the 2¹⁵ odd multiples of 2⁻¹⁶ in (0, 1), all equally
    /// likely, so that numerators are exact.</summary>
    /// <param name="key">The key of the noise.</param>
    /// <param name="step">The step.</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="values">Whole numbers from 0 to levels - 1, at [element · count + example].</param>
    /// <param name="levels">The number of shades, at most 256.</param>
    /// <param name="first">The first element of these.</param>
    public static void Dequantise(
        RandomKey key, ulong step, int count, Span<float> values, int levels, int first = 0) =>
        Apply(key, step, count, values, first, new Uniform(levels));

    /// <summary>The random word of one place.</summary>
    internal static uint Word(RandomKey key, ulong step, int place, int element)
    {
        RandomKey at = key.AtStep(step);
        ulong counter = 8UL * (uint)(place / Group) + (uint)(place % Lanes / 2);
        (ulong low, ulong high) = Philox.Block(at.High, counter ^ at.Low, (ulong)element);
        ulong half = place % Group < Lanes ? low : high;
        return (uint)(place % 2 == 0 ? half : half >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<T>(
        RandomKey key, ulong step, int count, Span<float> values, int firstElement, T operation)
        where T : struct, IOperation
    {
        RandomKey at = key.AtStep(step);
        Span<float> rest = stackalloc float[Group];
        ulong element = (ulong)firstElement;
        for (; !values.IsEmpty; values = values[count..], element++)
        {
            for (int first = 0; first < count; first += Group)
            {
                Vector512<ulong> counters =
                    Vector512.Create((ulong)first / 4) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
                (Vector512<ulong> low, Vector512<ulong> high) =
                    Philox.Blocks(at.High, counters ^ Vector512.Create(at.Low), element);
                if (count - first >= Group)
                {
                    ApplyTo(values.Slice(first, Group), low, high, operation);
                }
                else
                {
                    Span<float> last = values[first..count];
                    last.CopyTo(rest);
                    ApplyTo(rest, low, high, operation);
                    rest[..last.Length].CopyTo(last);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ApplyTo<T>(Span<float> values, Vector512<ulong> low, Vector512<ulong> high, T operation)
        where T : struct, IOperation
    {
        ReadOnlySpan<float> given = values;
        operation.Apply(Vector512.Create(given), low.AsUInt32()).CopyTo(values);
        operation.Apply(Vector512.Create(given[Lanes..]), high.AsUInt32()).CopyTo(values[Lanes..]);
    }

    private readonly struct Bernoulli : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> values, Vector512<uint> words)
        {
            Vector512<float> upper = Vector512.ConvertToSingle((words >> 8).AsInt32());
            Vector512<float> uniform = upper * Vector512.Create(1f / (1 << 24));
            return Vector512.LessThan(uniform, values) & Vector512<float>.One;
        }
    }

    private readonly struct Uniform(int levels) : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<float> Apply(Vector512<float> values, Vector512<uint> words)
        {
            Vector512<uint> odd = (words >> 16) | Vector512<uint>.One;
            Vector512<float> uniform = Vector512.ConvertToSingle(odd.AsInt32()) * Vector512.Create(1f / (1 << 16));
            return (values + uniform) / Vector512.Create((float)levels);
        }
    }
}
