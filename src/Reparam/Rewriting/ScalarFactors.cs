using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>Factors with one element, by which a tensor is multiplied or divided.</summary>
internal static class ScalarFactors
{
    /// <summary>What remains of a tensor when signs, shapes and factors with one element are taken off, and the
    /// factors.</summary>
    public static (Tensor Inner, IReadOnlyList<(Tensor Number, bool Divides)> Factors) Of(Tensor x)
    {
        var factors = new List<(Tensor, bool)>();
        while (Factor(x) is (var rest, var number, var divides))
        {
            x = rest;
            if (number is not null)
            {
                factors.Add((Tensor.Reshape(number, Shape.Scalar), divides));
            }
        }
        return (x, factors);
    }

    /// <summary>A sum of squares times the square of each factor.</summary>
    public static Tensor TimesSquares(Tensor sum, IReadOnlyList<(Tensor Number, bool Divides)> factors)
    {
        foreach (var (number, divides) in factors)
        {
            // Twice, where the square of the number might overflow alone.
            sum = divides ? sum / number / number : sum * number * number;
        }
        return sum;
    }

    private static (Tensor Inner, Tensor? Number, bool Divides)? Factor(Tensor x)
    {
        Tensor[] o = x.Operands;
        if (x.Primitive == Elementwise.Negate || x.Primitive == Rearrangements.Reshape)
        {
            return (o[0], null, false);
        }
        if (x.Size == 1)
        {
            return null;
        }
        return x.Primitive == Elementwise.Divide && o[1].Size == 1 ? (o[0], o[1], true)
            : x.Primitive != Elementwise.Multiply ? null
            : o[0].Size == 1 ? (o[1], o[0], false)
            : o[1].Size == 1 ? (o[0], o[1], false)
            : null;
    }
}
