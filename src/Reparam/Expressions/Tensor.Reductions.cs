using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>The sum over all elements.</summary>
    public static Tensor Sum(Tensor x) => Reduce(Reductions.Sum, x, null);

    /// <summary>The sum over some axes, which are removed.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="axes">The axes; negative count from the end.</param>
    public static Tensor Sum(Tensor x, params int[] axes) => Reduce(Reductions.Sum, x, axes);

    /// <summary>The mean of all elements.</summary>
    public static Tensor Mean(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Sum(x) / x.Size;
    }

    /// <summary>The mean over some axes, which are removed.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="axes">The axes; negative count from the end.</param>
    public static Tensor Mean(Tensor x, params int[] axes)
    {
        Tensor sum = Sum(x, axes);
        return sum * ((double)sum.Size / x.Size);
    }

    /// <summary>The greatest element. Where several are equal they share the derivative.</summary>
    public static Tensor Max(Tensor x) => Reduce(Reductions.Max, x, null);

    /// <summary>The greatest element over some axes, which are removed.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="axes">The axes; negative count from the end.</param>
    public static Tensor Max(Tensor x, params int[] axes) => Reduce(Reductions.Max, x, axes);

    /// <summary>log Σ eˣ over all elements, without overflow. Where all are -∞ so is the result, and its derivative is
    /// 0.</summary>
    public static Tensor LogSumExp(Tensor x) => Reduce(Reductions.LogSumExp, x, null);

    /// <summary>log Σ eˣ over some axes, which are removed, without overflow.</summary>
    /// <param name="x">A tensor.</param>
    /// <param name="axes">The axes; negative count from the end.</param>
    public static Tensor LogSumExp(Tensor x, params int[] axes) => Reduce(Reductions.LogSumExp, x, axes);

    /// <summary>The softmax over the last axis: eˣ / Σ eˣ.</summary>
    public static Tensor Softmax(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape kept = Shape.Create([.. x.Shape[..^1].Lengths, 1]);
        return Exp(x - Reshape(LogSumExp(x, -1), kept));
    }

    /// <summary>The same value in each draw, with a cotangent of its own in each.</summary>
    internal static Tensor Spread(Tensor x) => x.Varies ? x : new(Draws.Spread, null, x);

    /// <summary>The sum over the draws.</summary>
    internal static Tensor DrawSum(Tensor x)
    {
        if (!x.Varies)
        {
            return x * DrawCount;
        }
        Tensor[] o = x.Operands;
        if (x.Primitive == MatrixProducts.Product)
        {
            // The sum moves inside a product with a fixed factor, and is never held draw by draw where both vary.
            return o[0].Varies && o[1].Varies ? new(Draws.SumOfProducts, x.Attributes, o)
                : o[0].Varies ? new(MatrixProducts.Product, x.Attributes, DrawSum(o[0]), o[1])
                : new(MatrixProducts.Product, x.Attributes, o[0], DrawSum(o[1]));
        }
        if (x.Primitive == Triangular.LowerProduct)
        {
            return LowerTriangle(DrawSum(new(MatrixProducts.Product, x.Attributes, o)));
        }
        if (Convolutions.Contains(x.Primitive) && !(o[0].Varies && o[1].Varies))
        {
            return new(x.Primitive, x.Attributes, [.. o.Select(static t => t.Varies ? DrawSum(t) : t)]);
        }
        if (x.Primitive == Convolutions.InKernel)
        {
            return new(Convolutions.SumInKernel, x.Attributes, o);
        }
        return x.Primitive == Elementwise.Negate ? -DrawSum(o[0])
            : x.Primitive == Rearrangements.Reshape ? Reshape(DrawSum(o[0]), x.Shape)
            : new(Draws.Sum, null, x);
    }

    /// <summary>The mean over the draws: the Monte Carlo estimate of an expectation.</summary>
    internal static Tensor DrawMean(Tensor x) => x.Varies ? DrawSum(x) / DrawCount : x;

    /// <summary>The number of draws, as a scalar.</summary>
    internal static Tensor DrawCount { get; } = new(Leaves.DrawCount, null);

    private static Tensor Reduce(Primitive primitive, Tensor x, int[]? axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        int[] sorted = axes is null
            ? [.. Enumerable.Range(0, x.Rank)]
            : [.. axes.Select(a => Axis(x, a)).Distinct().Order()];
        return sorted.Length == 0 || (x.Size == 1 && primitive == Reductions.Sum)
            ? Reshape(x, new ReductionAxes(Shape.Create(sorted)).Reduce(x.Shape))
            : new(primitive, new ReductionAxes(Shape.Create(sorted)), x);
    }
}
