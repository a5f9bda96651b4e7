namespace Reparam.Tests.Execution;

/// <summary>An operation of floats that copies its operand and calls whom it is told to: what a test does in the middle
/// of a run.</summary>
internal static unsafe class WatchedOperation
{
    /// <summary>The operand, each chunk of draws of which is announced.</summary>
    public static Tensor Of(Tensor x, Action watch) => new(new Primitive("watched")
    {
        ResultShape = static (operands, _) => operands[0].Shape,
        Pullback = static (_, cotangent, _) => cotangent,
        Kernel = static _ => throw new NotSupportedException("This is an operation of floats."),
        SingleKernel = node => (in KernelArguments a) =>
        {
            watch();
            long count = (long)node.Size * a.Lanes * sizeof(float);
            Buffer.MemoryCopy(a.At<float>(0), a.To<float>(), count, count);
        },
        Regularity = Regularity.Smooth,
    }, null, x);
}
