using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>Takes numbers out of sums and differences: y - (a + b x) is y and -(a + b x), and so is
/// (y - a) - b x.</summary>
internal static class ConstantAddend
{
    /// <summary>x as the sum of a constant of its shape and of what remains; null where it is none.</summary>
    public static (Tensor Constant, Tensor Other)? Of(Tensor x, Func<Tensor, bool> isConstant)
    {
        Primitive p = x.Primitive;
        if (p != Elementwise.Add && p != Elementwise.Subtract)
        {
            return null;
        }
        bool subtracts = p == Elementwise.Subtract;
        Tensor left = x.Operands[0], right = x.Operands[1];
        if (left.Shape == x.Shape && isConstant(left))
        {
            return (left, subtracts ? -right : right);
        }
        if (right.Shape == x.Shape && isConstant(right))
        {
            return (subtracts ? -right : right, left);
        }
        return left.Shape == x.Shape && Of(left, isConstant) is (var first, var beside)
                ? (first, new Tensor(p, null, beside, right))
            : right.Shape == x.Shape && Of(right, isConstant) is (var second, var after)
                ? (subtracts ? -second : second, new Tensor(p, null, left, after))
            : null;
    }
}
