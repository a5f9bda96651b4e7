using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>What the form of an expression says about its sign.</summary>
internal static class Signs
{
    private const int GreatestDepth = 20;

    /// <summary>Whether an expression cannot be negative, whatever its inputs are; false also where that is not
    /// seen.</summary>
    public static bool IsNonNegative(Tensor x) => IsNonNegative(x, 0);

    private static bool IsNonNegative(Tensor x, int depth)
    {
        Primitive p = x.Primitive;
        bool Operand(int i) => IsNonNegative(x.Operands[i], depth + 1);
        return depth < GreatestDepth
            && (p == Elementwise.Exp || p == Elementwise.Softplus || p == Elementwise.Sigmoid || p == Elementwise.Abs
            || p == Elementwise.Sqrt || p == Elementwise.NormalCdf
            || (x.Attributes is ConstantAttributes constant && Array.TrueForAll(constant.Values, static v => v >= 0))
            || (p == Elementwise.Multiply && ReferenceEquals(x.Operands[0], x.Operands[1]))
            || ((p == Elementwise.Multiply || p == Elementwise.Divide || p == Elementwise.Add)
                && Operand(0) && Operand(1))
            || ((Rearrangements.IsAlias(p) || p == Rearrangements.Take || p == Reductions.Sum) && Operand(0)));
    }
}
