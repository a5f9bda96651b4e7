using Reparam.Primitives;

namespace Reparam.Execution.Passes;

/// <summary>x / y = x (1 / y), so that divisions by the same numbers become one: a division takes as long as ten other
/// operations.</summary>
/// <remarks>
/// It rounds once more, and so only where a plan is compiled: whether y is the same in all draws, or how often it is
/// repeated, must not be seen in the bits of what the interpreter gives; or where networks divide by what stands for
/// many elements, such as the spread of a channel. Where y is below 1e-308, in floats below 3e-39, 1 / y overflows.
/// </remarks>
/// <param name="elements">The elements that each of y is to stand for.</param>
internal sealed class SharedDivision(int elements) : GraphPass
{
    /// <inheritdoc/>
    public override (Tensor Before, Tensor After) Example
    {
        get
        {
            Tensor x = Tensor.Input("x", [2], varies: true), y = Tensor.Input("y", [], varies: true);
            return (x / y, x * (1 / y));
        }
    }

    /// <inheritdoc/>
    public override Tensor? Replacement(Tensor node)
    {
        if (node.Primitive != Elementwise.Divide)
        {
            return null;
        }
        Tensor x = node.Operands[0], y = node.Operands[1];
        return node.Varies && x.ConstantScalar != 1 && node.Size >= (long)elements * y.Size ? x * (1 / y) : null;
    }
}
