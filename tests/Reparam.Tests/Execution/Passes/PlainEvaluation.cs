using Reparam.Execution;
using Reparam.Primitives;

namespace Reparam.Tests.Execution.Passes;

/// <summary>Runs expressions by their kernels alone: one operation after another, in buffers of their own, without
/// passes and without a plan.</summary>
internal static unsafe class PlainEvaluation
{
    /// <summary>Values of the outputs, [element · draws + draw], for up to eight draws.</summary>
    public static double[][] Run(Tensor[] inputs, double[][] values, Tensor[] outputs, int draws)
    {
        const int lanes = 8;
        var buffers = new Dictionary<Tensor, AlignedBuffer>(ReferenceEqualityComparer.Instance);
        double** operands = stackalloc double*[64];
        foreach (Tensor node in Graph.TopologicalOrder([.. inputs, .. outputs]))
        {
            var buffer = new AlignedBuffer(
                AlignedBuffer.Padded(node.Size) * (node.Varies ? lanes : 1));
            buffers.Add(node, buffer);
            int input = Array.IndexOf(inputs, node);
            if (input >= 0 && node.Varies)
            {
                for (int e = 0; e < node.Size; e++)
                {
                    buffer.Span.Slice(e * lanes, lanes).Fill(values[input][e * draws]);
                    values[input].AsSpan(e * draws, draws).CopyTo(buffer.Span[(e * lanes)..]);
                }
            }
            else if (input >= 0)
            {
                values[input].CopyTo(buffer.Span);
            }
            else if (node.Attributes is ConstantAttributes constant)
            {
                constant.Values.CopyTo(buffer.Span);
            }
            else
            {
                for (int i = 0; i < node.Operands.Length; i++)
                {
                    operands[i] = buffers[node.Operands[i]].Pointer;
                }
                node.Primitive.Kernel(node)(new KernelArguments
                {
                    Operands = operands, Result = buffer.Pointer, Draws = draws, TotalDraws = draws,
                    Lanes = node.Varies || node.Operands.Any(o => o.Varies) ? lanes : 1,
                });
            }
        }
        return [.. outputs.Select(output => output.Varies
            ? Enumerable.Range(0, output.Size * draws)
                .Select(i => buffers[output].Span[i / draws * lanes + i % draws]).ToArray()
            : buffers[output].Span[..output.Size].ToArray())];
    }
}
