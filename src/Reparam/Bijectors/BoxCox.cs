using Reparam.Primitives;

namespace Reparam.Bijectors;

/// <summary>y = (x^λ - 1) / λ, and log x where λ = 0, for positive x, element by element;
/// log |dy/dx| = (λ - 1) log x.</summary>
/// <remarks>
/// Box and Cox (1964), "An Analysis of Transformations", eq. 1. Smooth in λ also at 0, with derivatives of any order. y
/// lies above -1/λ for positive λ and below it for negative λ; close to that bound it no longer tells x apart, so a
/// round trip is precise while |λ log x| on that side stays moderate: at -10 four digits are lost. y overflows where λ
/// log x passes 709.8. The log-determinant is right everywhere.
/// </remarks>
public sealed record BoxCox : Bijector
{
    /// <summary>Where the series in λ log x and in λ y take over; they have ten terms.</summary>
    private const double Near = 0.01;

    /// <summary>Makes the map.</summary>
    /// <param name="exponent">λ, finite; it broadcasts with x.</param>
    /// <exception cref="ArgumentException">An exponent is not finite.</exception>
    public BoxCox(Tensor exponent) => Exponent = Parameter.Finite(nameof(BoxCox), exponent);

    /// <summary>λ.</summary>
    public Tensor Exponent { get; }

    private bool IsNowhereZero =>
        Exponent.Attributes is ConstantAttributes { Values: var values } && Array.IndexOf(values, 0.0) < 0;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Tensor logX = Tensor.Log(x);
        return IsNowhereZero ? Tensor.Expm1(Exponent * logX) / Exponent
            : logX * AwayFromZero(Exponent * logX, static t => Tensor.Expm1(t) / t, static k => 1.0 / (k + 1));
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Tensor scaled = Exponent * y;
        return Tensor.Exp(IsNowhereZero ? Tensor.Log1p(scaled) / Exponent
            : y * AwayFromZero(scaled, static u => Tensor.Log1p(u) / u, static k => -k / (k + 1.0)));
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y) =>
        Tensor.BroadcastTo((Exponent - 1) * Tensor.Log(x), ForwardShape(x.Shape));

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(shape, Exponent.Shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    /// <summary>A quotient that is 0 / 0 at 0, and near 0 its power series 1 + r₁ t (1 + r₂ t (1 + ...)).</summary>
    private static Tensor AwayFromZero(Tensor t, Func<Tensor, Tensor> quotient, Func<int, double> ratio)
    {
        Tensor isNear = Tensor.Abs(t) < Near;
        Tensor small = Tensor.Select(isNear, t, 0), series = 1;
        for (int k = 9; k >= 1; k--)
        {
            series = 1 + ratio(k) * small * series;
        }
        return Tensor.Select(isNear, series, quotient(Tensor.Select(isNear, 1, t)));
    }
}
