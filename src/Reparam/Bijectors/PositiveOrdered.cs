namespace Reparam.Bijectors;

/// <summary>y₁ = exp(x₁), yₖ = yₖ₋₁ + exp(xₖ), from vectors to increasing vectors of positive numbers;
/// log |det ∂y/∂x| = Σₖ xₖ.</summary>
/// <remarks>
/// Stan's <c>positive_ordered</c> (Stan Reference Manual, "Positive ordered vector"). Increments overflow from
/// xₖ = 709.8 on; one below 1.1e-16 yₖ disappears in the sum and its inverse is -∞. The log-determinant is right
/// everywhere.
/// </remarks>
public sealed record PositiveOrdered : Bijector
{
    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.Require(nameof(PositiveOrdered), x, 1, nameof(x));
        int n = x.Shape[^1];
        return Events.TimesMatrix(Tensor.Exp(x), Events.Indicator(n, n, static (row, column) => row <= column));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.Require(nameof(PositiveOrdered), y, 1, nameof(y));
        int n = y.Shape[^1];
        return Tensor.Log(n < 2 ? y : Tensor.Concatenate(
            [Tensor.Slice(y, -1, 0, 1), Tensor.Slice(y, -1, 1, n) - Tensor.Slice(y, -1, 0, n - 1)], -1));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) =>
        Tensor.Sum(Events.Require(nameof(PositiveOrdered), x, 1, nameof(x)), -1);
}
