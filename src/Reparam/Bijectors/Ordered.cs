namespace Reparam.Bijectors;

/// <summary>y₁ = x₁, yₖ = yₖ₋₁ + exp(xₖ), from vectors to increasing vectors; log |det ∂y/∂x| = Σₖ₌₂ xₖ.</summary>
/// <remarks>
/// Stan's <c>ordered</c> (Stan Reference Manual, "Ordered vector"). Increments overflow from xₖ = 709.8 on, and then
/// the whole vector is lost; one below 1.1e-16 |yₖ| disappears in the sum and its inverse is -∞.
/// </remarks>
public sealed record Ordered : Bijector
{
    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.Require(nameof(Ordered), x, 1, nameof(x));
        int n = x.Shape[^1];
        Tensor steps = n < 2 ? x : Tensor.Concatenate(
            [Tensor.Slice(x, -1, 0, 1), Tensor.Exp(Tensor.Slice(x, -1, 1, n))], -1);
        return Events.TimesMatrix(steps, Events.Indicator(n, n, static (row, column) => row <= column));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.Require(nameof(Ordered), y, 1, nameof(y));
        int n = y.Shape[^1];
        return n < 2 ? y : Tensor.Concatenate(
            [Tensor.Slice(y, -1, 0, 1), Tensor.Log(Tensor.Slice(y, -1, 1, n) - Tensor.Slice(y, -1, 0, n - 1))], -1);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.Require(nameof(Ordered), x, 1, nameof(x));
        return Tensor.Sum(Tensor.Slice(x, -1, Math.Min(1, x.Shape[^1]), x.Shape[^1]), -1);
    }
}
