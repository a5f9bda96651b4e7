using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>A recurrence: a carry that each element of a sequence moves on, as in an autoregression or a
    /// GARCH model; all carries are kept.</summary>
    /// <example>The variances of a GARCH(1, 1) model:
    /// <code>Tensor variance = Scan(start, y, (v, previous) => a + b * Square(previous - mean) + c * v);</code>
    /// </example>
    /// <param name="initial">The carry before the first step.</param>
    /// <param name="sequence">A tensor of at least one axis; each step takes the next element along its first
    /// axis.</param>
    /// <param name="body">From the carry and an element to the next carry, of the same shape. It is called once, to be
    /// traced, and may use any tensors around it.</param>
    /// <param name="reverse">Whether the last element comes first.</param>
    /// <returns>The carry after each step, stacked along a new first axis in the order of the sequence; the initial one
    /// is not among them.</returns>
    /// <exception cref="ArgumentException">The body changes the shape of the carry, or sums over draws, or the sequence
    /// is a scalar.</exception>
    public static Tensor Scan(Tensor initial, Tensor sequence, Func<Tensor, Tensor, Tensor> body, bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Scan([initial], [sequence], (carry, element) =>
        {
            Tensor next = body(carry[0], element[0]);
            return ([next], [next]);
        }, reverse).Outputs[0];
    }

    /// <summary>A recurrence without data: a carry that moves on by itself, as in a fixed number of steps of an
    /// algorithm; all carries are kept.</summary>
    /// <param name="initial">The carry before the first step.</param>
    /// <param name="length">The number of steps.</param>
    /// <param name="body">From the carry to the next one, of the same shape. It is called once, to be traced, and may
    /// use any tensors around it.</param>
    /// <returns>The carry after each step, stacked along a new first axis; the initial one is not among them.</returns>
    /// <exception cref="ArgumentException">The body changes the shape of the carry, or sums over draws.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static Tensor Scan(Tensor initial, int length, Func<Tensor, Tensor> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Scan([initial], [], (carry, _) =>
        {
            Tensor next = body(carry[0]);
            return ([next], [next]);
        }, length: length).Outputs[0];
    }

    /// <summary>
    /// A recurrence: carries that move from step to step, with the elements of sequences, and give outputs on the way.
    /// The loop is one operation, however many steps it has, and so is its derivative.
    /// </summary>
    /// <remarks>
    /// <para>What the body computes from neither the carries nor the elements is computed once, what it computes from
    /// the elements alone, and what the next carries do not depend on, for all steps at once; so there is nothing to
    /// gain from writing it outside.</para>
    /// <para>The result keeps the carries of all steps, from which the reverse pass starts: memory grows with the
    /// number of steps times the elements of the carries. The values inside a step are computed again.</para>
    /// </remarks>
    /// <param name="initial">The carries before the first step.</param>
    /// <param name="sequences">Tensors with first axes of one length, the number of steps.</param>
    /// <param name="body">From the carries and the elements to the next carries, of the same shapes, and any outputs.
    /// It is called once, to be traced, and may use any tensors around it.</param>
    /// <param name="reverse">Whether the last elements come first.</param>
    /// <param name="length">The number of steps; it may be left out where there are sequences.</param>
    /// <returns>The carries after the last step, and each output of all steps, stacked along a new first axis in the
    /// order of the sequences.</returns>
    /// <exception cref="ArgumentException">The body changes the number or shape of the carries, or sums over draws; a
    /// sequence is a scalar or has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static (Tensor[] Carry, Tensor[] Outputs) Scan(
        IReadOnlyList<Tensor> initial, IReadOnlyList<Tensor> sequences,
        Func<Tensor[], Tensor[], (Tensor[] Carry, Tensor[] Outputs)> body, bool reverse = false, int? length = null)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(body);
        return ScanTrace.Run([.. initial], [.. sequences], body, reverse, length);
    }
}
