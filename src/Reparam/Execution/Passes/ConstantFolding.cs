using Reparam.Primitives;

namespace Reparam.Execution.Passes;

/// <summary>Computes what depends on constants alone.</summary>
internal sealed unsafe class ConstantFolding : GraphPass
{
    /// <inheritdoc/>
    public override (Tensor Before, Tensor After) Example
    {
        get
        {
            Tensor x = Tensor.Input("x", [2], varies: true);
            return ((Tensor.Exp((Tensor)0) + 1) * x, 2 * x);
        }
    }

    /// <inheritdoc/>
    public override Tensor? Replacement(Tensor node) => DependsOnConstantsAlone(node) ? Compute(node) : null;

    private static bool DependsOnConstantsAlone(Tensor node) =>
        node.Operands.Length > 0 && !node.Varies && node.Operands.All(o => o.Primitive == Leaves.Constant);

    private static Tensor Compute(Tensor node)
    {
        double** operands = stackalloc double*[node.Operands.Length];
        var buffers = new AlignedBuffer[node.Operands.Length];
        for (int i = 0; i < buffers.Length; i++)
        {
            double[] values = ((ConstantAttributes)node.Operands[i].Attributes!).Values;
            buffers[i] = new AlignedBuffer(AlignedBuffer.Padded(values.Length));
            values.CopyTo(buffers[i].Span);
            operands[i] = buffers[i].Pointer;
        }
        var result = new AlignedBuffer(AlignedBuffer.Padded(node.Size));
        var scratch = new AlignedBuffer(node.Primitive.Scratch(node));
        node.Primitive.Kernel(node)(new KernelArguments
        {
            Operands = operands, Result = result.Pointer, Lanes = 1, Scratch = scratch.Pointer,
        });
        GC.KeepAlive(buffers);
        GC.KeepAlive(scratch);
        return Tensor.Constant(result.Span[..node.Size].ToArray(), node.Shape);
    }
}
