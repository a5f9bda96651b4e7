using Reparam.Execution.Passes;
using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>
/// Leaves out square roots that are undone: a normal density of scale √v needs but v.
/// Before: -½ (r / √v)² - log √v. After: -½ r² / v - ½ log v.
/// </summary>
/// <remarks>
/// Applies to the square of a quotient by a root, the square of a root, and the logarithm of a root, wherever they
/// stand. Each form rounds to the same order. Squares overflow where r exceeds 1e154. A root costs as much as two
/// divisions, and its derivative divides by it once more.
/// </remarks>
internal static class SquareRoots
{
    /// <summary>The expression rewritten, and a line if something was replaced.</summary>
    public static (Tensor Result, IReadOnlyList<string> Replaced) Rewrite(Tensor expression)
    {
        bool found = false;
        Tensor result = new GraphSweep(node =>
        {
            Tensor? other = Without(node);
            found |= other is not null;
            return other;
        }).Run([expression])[0];
        return found
            ? (result, ["square roots that are squared again, or whose logarithm is taken, are left out"])
            : (expression, []);
    }

    private static Tensor? Without(Tensor node)
    {
        Tensor[] o = node.Operands;
        if (node.Primitive == Elementwise.Log)
        {
            return Root(o[0]) is { } v ? 0.5 * Tensor.Log(v) : null;
        }
        if (node.Primitive != Elementwise.Multiply || !ReferenceEquals(o[0], o[1]))
        {
            return null;
        }
        return Root(o[0]) is { } squared ? squared
            : o[0].Primitive == Elementwise.Divide && Root(o[0].Operands[1]) is { } divisor
                ? Tensor.Square(o[0].Operands[0]) / divisor
            : null;
    }

    /// <summary>What a node is the square root of, or null.</summary>
    private static Tensor? Root(Tensor node) => node.Primitive == Elementwise.Sqrt ? node.Operands[0] : null;
}
