using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>Sums over all elements of something, in either form in which they are written.</summary>
internal static class SumOfAll
{
    /// <summary>x of Σ x, and x y of the dot product of two vectors; null where a tensor is neither.</summary>
    public static Tensor? Elements(Tensor sum)
    {
        if (sum.Primitive == Reductions.Sum)
        {
            return sum.Size == 1 ? sum.Operands[0] : null;
        }
        if (sum.Primitive != MatrixProducts.Product || sum.Size != 1)
        {
            return null;
        }
        Tensor left = Vector(sum.Operands[0]), right = Vector(sum.Operands[1]);
        return left.Shape == right.Shape ? left * right
            : Tensor.Reshape(left, [left.Size]) * Tensor.Reshape(right, [right.Size]);
    }

    /// <summary>What a matrix of one row or column was before it was made one: x times x is then seen to be a
    /// square.</summary>
    private static Tensor Vector(Tensor matrix) =>
        matrix.Primitive == Rearrangements.Reshape && matrix.Operands[0].Rank == 1 ? matrix.Operands[0] : matrix;
}
