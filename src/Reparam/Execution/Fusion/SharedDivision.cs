using Reparam.Primitives;

namespace Reparam.Execution.Fusion;

/// <summary>x / y = x (1 / y), where fewer numbers are divided so: a division takes as long as ten other operations.</summary>
/// <remarks>
/// It rounds once more, and so only where a plan is compiled: whether y is the same in all draws, or how often it is
/// repeated, must not be seen in the bits of what the interpreter gives. Where y is below 1e-308, 1 / y overflows.
/// </remarks>
internal static class SharedDivision
{
    /// <summary>The product that replaces a division, or null.</summary>
    public static Tensor? Of(Tensor node)
    {
        if (node.Primitive != Elementwise.Divide)
        {
            return null;
        }
        Tensor x = node.Operands[0], y = node.Operands[1];
        return (x.Varies && !y.Varies) || (node.Varies == y.Varies && y.Size < node.Size) ? x * (1 / y) : null;
    }
}
