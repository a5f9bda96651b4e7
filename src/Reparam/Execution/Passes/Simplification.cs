using Reparam.Primitives;

namespace Reparam.Execution.Passes;

/// <summary>Replaces single operations by cheaper ones of the same meaning, of the kind that differentiation leaves
/// behind.</summary>
/// <remarks>
/// Signs move outward, towards fewer elements, where they cancel or turn an addition into a subtraction; that is exact.
/// Numbers move out of sums: Σ c x = c Σ x, and Σ (x + c) = Σ x + n c, which rounds less often, not more.
/// </remarks>
internal sealed class Simplification : GraphPass
{
    /// <inheritdoc/>
    public override (Tensor Before, Tensor After) Example
    {
        get
        {
            Tensor x = Tensor.Input("x", [2], varies: true), y = Tensor.Input("y", [2], varies: true);
            return (x + -y, x - y);
        }
    }

    /// <inheritdoc/>
    public override Tensor? Replacement(Tensor node)
    {
        Tensor[] o = node.Operands;
        Primitive p = node.Primitive;
        if (p == Rearrangements.Detach)
        {
            // What is planned has been differentiated; left in, it would keep equal expressions apart.
            return o[0];
        }
        if (p == Elementwise.Negate)
        {
            return Negated(o[0]);
        }
        if (p == Elementwise.Add)
        {
            return Negated(o[1]) is { } right ? o[0] - right
                : Negated(o[0]) is { } left ? o[1] - left
                : ReferenceEquals(o[0], o[1]) && o[0].Primitive == Elementwise.Multiply
                    && o[0].Operands[0].ConstantScalar is { } factor ? 2 * factor * o[0].Operands[1]
                : null;
        }
        if (p == Elementwise.Subtract)
        {
            return Negated(o[1]) is { } right ? o[0] + right : null;
        }
        if (p == Elementwise.Multiply || p == Elementwise.Divide)
        {
            return SignOutward(node, 0) ?? SignOutward(node, 1);
        }
        if (p == Reductions.Sum)
        {
            return SignOutward(node, 0) ?? NumberOutOfSum(node, o[0]);
        }
        return p == Rearrangements.Accumulate || p == Rearrangements.Reshape ? SignOutward(node, 0)
            : p == MatrixProducts.Product ? SignOutward(node, 0) ?? SignOutward(node, 1)
            : null;
    }

    /// <summary>x of a node that is -x.</summary>
    private static Tensor? Negated(Tensor node) => node.Primitive == Elementwise.Negate ? node.Operands[0] : null;

    /// <summary>f(-x) = -f(x), where the result has no more elements than x.</summary>
    private static Tensor? SignOutward(Tensor node, int operand)
    {
        if (Negated(node.Operands[operand]) is not { } positive || positive.Size < node.Size)
        {
            return null;
        }
        Tensor[] operands = [.. node.Operands];
        operands[operand] = positive;
        return -new Tensor(node.Primitive, node.Attributes, operands);
    }

    /// <summary>Takes a factor or addend with one element out of a sum over all elements.</summary>
    private static Tensor? NumberOutOfSum(Tensor sum, Tensor x)
    {
        bool product = x.Primitive == Elementwise.Multiply;
        if (sum.Size != 1 || x.Size < 2
            || !(product || x.Primitive == Elementwise.Add || x.Primitive == Elementwise.Subtract))
        {
            return null;
        }
        int place = x.Operands[0].Size == 1 ? 0 : 1;
        Tensor number = x.Operands[place], rest = x.Operands[1 - place];
        if (number.Size != 1 || rest.Shape != x.Shape)
        {
            return null;
        }
        number = Tensor.Reshape(number, sum.Shape);
        rest = new Tensor(Reductions.Sum, sum.Attributes, rest);
        Tensor outside = product ? number : number * x.Size;
        (Tensor left, Tensor right) = place == 0 ? (outside, rest) : (rest, outside);
        return new Tensor(x.Primitive, null, left, right);
    }
}
