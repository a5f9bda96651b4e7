using Reparam.Numerics;
using Reparam.Primitives;

namespace Reparam.Rewriting;

/// <summary>
/// Replaces Σ (A u + c)², with A and c numbers of n rows and u few unknowns, by a sum over as many rows as unknowns.
/// Before: Σ ((y - X b) / σ)² over n rows. After: (Σ (R b + q)² + ρ²) / σ / σ, where the triangular factor of
/// [A c] is R with q beside it and ρ below q.
/// </summary>
/// <remarks>
/// Applies where
/// <list type="bullet">
/// <item>a square is summed over all its elements, alone or as an addend, times factors with one element and weights of
/// one sign, which go into the root; the product of a vector with itself is such a sum too;</item>
/// <item>its root is affine once factors with one element are taken out (<see cref="AffineExpression"/>);</item>
/// <item>a pass over the new form costs half of one over the old or less, and the factorisation no more than a
/// thousand passes over the old: a fit makes more;</item>
/// <item>[A c] is finite and its elements are at most 2²⁵.</item>
/// </list>
/// Reflections are orthogonal, so the error of A u + c grows by what it costs to move every column of [A c] by a few
/// ε of its norm: no more than the rounding of the sum A u + c itself. Through XᵀX it would be the square root of
/// that: half the digits.
/// </remarks>
internal static class LeastSquares
{
    private const double LeastGain = 2;
    private const double PassesToRepay = 1000;
    private const long GreatestMatrix = 1 << 25;

    /// <summary>The expression rewritten, and a line for each sum of squares that was replaced; none if the expression
    /// is as it was.</summary>
    public static (Tensor Result, IReadOnlyList<string> Replaced) Rewrite(Tensor expression)
    {
        var constants = new Constants();
        var replaced = new List<string>();
        var replacements = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor sum in Graph.TopologicalOrder([expression]))
        {
            if (SumOfAll.Elements(sum) is { } elements && Total(elements, null, constants, replaced) is { } total)
            {
                replacements[sum] = Tensor.Reshape(total, sum.Shape);
            }
        }
        return replacements.Count == 0
            ? (expression, [])
            : (Graph.Substitute([expression], replacements)[0], replaced);
    }

    /// <summary>The sum of all elements, each times its weight, if a sum of squares in it can be replaced, or
    /// null.</summary>
    private static Tensor? Total(Tensor x, Tensor? weights, Constants constants, List<string> replaced)
    {
        Tensor[] o = x.Operands;
        Primitive p = x.Primitive;
        Tensor? Of(Tensor part, Tensor? by) =>
            by is null || part.Shape == x.Shape ? Total(part, by, constants, replaced) : null;
        if (p == Elementwise.Add || p == Elementwise.Subtract)
        {
            Tensor? left = Of(o[0], weights), right = Of(o[1], weights);
            return left is null && right is null ? null
                : new Tensor(p, null, Repeated(left, o[0], weights, x.Size), Repeated(right, o[1], weights, x.Size));
        }
        if (p == Elementwise.Multiply && ReferenceEquals(o[0], o[1]))
        {
            return SumOfSquares(o[0], weights, replaced);
        }
        if (p == Elementwise.Multiply || p == Elementwise.Divide)
        {
            int place = p == Elementwise.Divide || o[1].Size == 1 || constants.Contains(o[1]) ? 1 : 0;
            Tensor number = o[place], rest = o[1 - place];
            if (number.Size == 1)
            {
                return Of(rest, weights) is not { } one ? null
                    : p == Elementwise.Divide ? one / Scalar(number) : Scalar(number) * one;
            }
            return number.Shape == x.Shape && constants.Contains(number)
                ? Of(rest, p == Elementwise.Divide ? (weights ?? 1) / number : (weights ?? 1) * number)
                : null;
        }
        if (p == Elementwise.Negate)
        {
            return Of(o[0], weights) is { } positive ? -positive : null;
        }
        return p == Rearrangements.Reshape
                ? Total(o[0], weights is null ? null : Tensor.Reshape(weights, o[0].Shape), constants, replaced)
            : p == Reductions.Sum && weights is null ? Of(o[0], null)
            : null;
    }

    /// <summary>The sum of an operand that was broadcast to a size.</summary>
    private static Tensor Repeated(Tensor? total, Tensor operand, Tensor? weights, int size) =>
        total is null && weights is not null ? Tensor.Sum(weights * operand)
            : (total ?? Tensor.Sum(operand)) * (weights is null ? (double)size / operand.Size : 1);

    private static Tensor? SumOfSquares(Tensor root, Tensor? weights, List<string> replaced)
    {
        var (inner, factors) = ScalarFactors.Of(root);
        bool isNegative = false;
        if (weights is not null)
        {
            double[] values = weights.ToArray();
            isNegative = Array.TrueForAll(values, static w => w <= 0);
            if (!isNegative && !Array.TrueForAll(values, static w => w >= 0))
            {
                return null;
            }
            inner = Tensor.Constant([.. values.Select(static w => Math.Sqrt(Math.Abs(w)))], inner.Shape) * inner;
        }
        int rows = inner.Size;
        if (rows < 2)
        {
            return null;
        }
        AffineExpression affine = AffineExpression.Of(inner);
        double columns = affine.Columns, work = affine.Work + 2.0 * rows + (factors.Count == 0 ? 0 : rows);
        if (columns >= rows
            || LeastGain * (columns * columns + 3 * columns) > work
            || 2.0 * rows * (columns + 1) * (columns + 1) > PassesToRepay * work
            || (columns + 1) * rows > GreatestMatrix
            || affine.Matrix() is var matrix && !Array.TrueForAll(matrix, double.IsFinite))
        {
            return null;
        }
        Tensor sum = Reduced(affine, HouseholderQr.UpperFactor(matrix, affine.Columns + 1));
        string unknowns = affine.Columns == 1 ? "unknown" : "unknowns";
        replaced.Add(FormattableString.Invariant(
            $"a sum of squares over {rows:N0} rows, affine in {affine.Columns:N0} {unknowns}, became one over ") +
            FormattableString.Invariant($"{affine.Columns + 1:N0} by QR"));
        sum = ScalarFactors.TimesSquares(sum, factors);
        return isNegative ? -sum : sum;
    }

    /// <summary>Σ (R u + q)² + ρ².</summary>
    private static Tensor Reduced(AffineExpression affine, double[] factor)
    {
        int k = affine.Columns;
        double rho = factor[^1];
        if (k == 0)
        {
            return rho * rho;
        }
        double[] r = new double[k * k], q = new double[k];
        for (int i = 0; i < k; i++)
        {
            factor.AsSpan(i * (k + 1), k).CopyTo(r.AsSpan(i * k));
            q[i] = factor[i * (k + 1) + k];
        }
        Tensor unknowns = Tensor.Concatenate([.. affine.Unknowns.Select(u => Tensor.Reshape(u, [u.Size]))]);
        Tensor rows = Tensor.MatMul(Tensor.Constant(r, [k, k]), unknowns) + Tensor.Constant(q, [k]);
        return Tensor.Sum(Tensor.Square(rows)) + rho * rho;
    }

    private static Tensor Scalar(Tensor number) => Tensor.Reshape(number, Shape.Scalar);
}
