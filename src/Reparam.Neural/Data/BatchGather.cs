using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Reparam.Neural;

/// <summary>Copies examples, which lie one after another, to where networks read them: [element · examples +
/// example].</summary>
/// <remarks>Blocks of sixteen elements of sixteen examples are transposed in registers. Where counts are no multiples
/// of sixteen, the last block begins earlier and writes some numbers twice.</remarks>
internal static unsafe class BatchGather
{
    private const int Block = 16;

    /// <summary>Copies bytes, each divided by a number; quotients are rounded correctly.</summary>
    /// <param name="values">All examples.</param>
    /// <param name="length">Numbers of an example.</param>
    /// <param name="examples">Which are copied; there are such.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="maximum">What bytes are divided by, 1 to 255.</param>
    /// <param name="first">The first number of each that is copied: as many as there is room for.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(ReadOnlySpan<byte> values, int length, ReadOnlySpan<int> examples,
        Span<float> destination, int maximum, int first = 0)
    {
        int count = examples.Length, elements = destination.Length / Math.Max(1, count);
        if (count < Block || elements < Block || !(Sse2.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            BytesOneByOne(values, length, examples, destination, maximum, first);
            return;
        }
        fixed (byte* source = values)
        fixed (float* target = destination)
        {
            for (int e = 0; e < elements; e += Block)
            {
                int element = Math.Min(e, elements - Block);
                for (int d = 0; d < count; d += Block)
                {
                    int draw = Math.Min(d, count - Block);
                    Transpose(source + first + element, length, examples.Slice(draw, Block),
                        target + (long)element * count + draw, count, maximum);
                }
            }
        }
    }

    /// <summary>Copies floats.</summary>
    /// <inheritdoc cref="Bytes" path="/param[@name != 'maximum']"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Floats(ReadOnlySpan<float> values, int length, ReadOnlySpan<int> examples,
        Span<float> destination, int first = 0)
    {
        int count = examples.Length, elements = destination.Length / Math.Max(1, count);
        fixed (float* source = values)
        fixed (float* target = destination)
        {
            for (int block = 0; block < elements; block += Block)
            {
                int end = Math.Min(block + Block, elements);
                for (int draw = 0; draw < count; draw++)
                {
                    float* from = source + (long)examples[draw] * length + first;
                    float* to = target + (long)block * count + draw;
                    for (int element = block; element < end; element++, to += count)
                    {
                        *to = from[element];
                    }
                }
            }
        }
    }

    private static void BytesOneByOne(ReadOnlySpan<byte> values, int length, ReadOnlySpan<int> examples,
        Span<float> destination, int maximum, int first)
    {
        for (int draw = 0; draw < examples.Length; draw++)
        {
            ReadOnlySpan<byte> example = values.Slice(examples[draw] * length, length)[first..];
            for (int to = draw, element = 0; to < destination.Length; to += examples.Length, element++)
            {
                destination[to] = (float)example[element] / maximum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(
        byte* source, int length, ReadOnlySpan<int> examples, float* target, int stride, int maximum)
    {
        Vector128<byte>* rows = stackalloc Vector128<byte>[Block], next = stackalloc Vector128<byte>[Block];
        for (int i = 0; i < Block; i++)
        {
            rows[i] = Vector128.Load(source + (long)examples[i] * length);
        }
        // Four times the rows of one half are shuffled into those of the other, which transposes sixteen by sixteen.
        for (int stage = 0; stage < 4; stage++)
        {
            for (int i = 0; i < Block / 2; i++)
            {
                (next[2 * i], next[2 * i + 1]) = (Low(rows[i], rows[i + 8]), High(rows[i], rows[i + 8]));
            }
            Vector128<byte>* done = next;
            next = rows;
            rows = done;
        }
        Vector512<float> divisor = Vector512.Create((float)maximum), reciprocal = Vector512<float>.One / divisor;
        for (int i = 0; i < Block; i++)
        {
            Vector512<float> x = ToFloats(rows[i]);
            // What the rounded reciprocal leaves is added: this is the rounded quotient of any byte by any other.
            Vector512<float> quotient = x * reciprocal;
            Vector512<float> rest = Vector512.FusedMultiplyAdd(-divisor, quotient, x);
            Vector512.FusedMultiplyAdd(rest, reciprocal, quotient).Store(target + (long)i * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Low(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> High(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToFloats(Vector128<byte> bytes)
    {
        if (Avx512F.IsSupported)
        {
            return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes)),
                Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(bytes, 8))));
        }
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
        (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
        return Vector512.ConvertToSingle(
            Vector512.Create(Vector256.Create(a, b), Vector256.Create(c, d)).AsInt32());
    }
}
