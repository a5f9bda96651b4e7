using Reparam.Primitives;

namespace Reparam.Bijectors;

/// <summary>
/// From vectors of K - 1 numbers to the simplex: K positive numbers that sum to 1. Of what is left of a stick of length
/// 1, element k takes the share zₖ = σ(xₖ - log(K - k)); log |det| = Σₖ₌₁ᴷ log yₖ, in the coordinates y₁ ... yₖ₋₁.
/// </summary>
/// <remarks>
/// Stan's <c>simplex</c> in its stick-breaking form (Stan Reference Manual 2.26, section 10.7): x = 0 is
/// the simplex of equal parts. Computed in logarithms, so that small parts keep their relative precision; a part below
/// 1e-308 loses it, and one below 5e-324 is 0 and has no inverse: safe while the xₖ stay within ±700 / (K - 1). The
/// log-determinant of a value made by <see cref="Forward"/> stays right beyond.
/// </remarks>
public sealed record StickBreaking : Bijector
{
    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.Require(nameof(StickBreaking), x, 1, nameof(x));
        int free = x.Shape[^1];
        Tensor share = x - LogRest(free);
        // log zₖ in place k, and Σⱼ log(1 - zⱼ) over the breaks j before it.
        Tensor own = Events.TimesMatrix(
            -Tensor.Softplus(-share), Events.Indicator(free, free + 1, static (j, k) => j == k));
        Tensor taken = Events.TimesMatrix(
            Tensor.Softplus(share), Events.Indicator(free, free + 1, static (j, k) => j < k));
        return Tensor.Exp(own - taken);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.Require(nameof(StickBreaking), y, 1, nameof(y));
        if (y.Shape[^1] == 0)
        {
            throw new ArgumentException(
                $"StickBreaking: y has shape {y.Shape}, but a simplex has at least one element.", nameof(y));
        }
        int free = y.Shape[^1] - 1;
        // What is left after break k is summed from the far end, not subtracted from 1: no cancellation.
        Tensor rest = Events.TimesMatrix(y, Events.Indicator(free + 1, free, static (j, k) => j > k));
        return Tensor.Log(Tensor.Slice(y, -1, 0, free)) - Tensor.Log(rest) + LogRest(free);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.Require(nameof(StickBreaking), y, 1, nameof(y));
        // Forward ends in an exponential: its operand is log y, right even where y underflows.
        return Tensor.Sum(y.Primitive == Elementwise.Exp ? y.Operands[0] : Tensor.Log(y), -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Events.WithLast(shape, shape[^1] + 1);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => Events.WithLast(shape, shape[^1] - 1);

    /// <summary>log(K - k) for k = 1 ... K - 1, the offset that puts equal parts at x = 0.</summary>
    private static Tensor LogRest(int free) =>
        Tensor.Constant([.. Enumerable.Range(0, free).Select(k => Math.Log(free - k))], [free]);
}
