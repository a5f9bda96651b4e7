using Reparam.Primitives;

namespace Reparam;

public sealed partial class Tensor
{
    /// <summary>-x.</summary>
    public static Tensor operator -(Tensor x) =>
        x.ConstantScalar is { } number ? Constant([-number], x.Shape) : Apply(Elementwise.Negate, x);

    /// <summary>x + y, broadcast.</summary>
    public static Tensor operator +(Tensor x, Tensor y) =>
        IsNeutral(y, 0, x) ? x : IsNeutral(x, 0, y) ? y : Apply(Elementwise.Add, x, y);

    /// <summary>x - y, broadcast.</summary>
    public static Tensor operator -(Tensor x, Tensor y) =>
        IsNeutral(y, 0, x) ? x : Apply(Elementwise.Subtract, x, y);

    /// <summary>x · y element by element, broadcast; <see cref="MatMul"/> is the matrix product.</summary>
    public static Tensor operator *(Tensor x, Tensor y) =>
        IsNeutral(y, 1, x) ? x : IsNeutral(x, 1, y) ? y
        : IsNeutral(y, -1, x) ? -x : IsNeutral(x, -1, y) ? -y : Apply(Elementwise.Multiply, x, y);

    /// <summary>x / y element by element, broadcast.</summary>
    public static Tensor operator /(Tensor x, Tensor y) =>
        IsNeutral(y, 1, x) ? x : Apply(Elementwise.Divide, x, y);

    /// <summary>1 where x &lt; y, else 0.</summary>
    public static Tensor operator <(Tensor x, Tensor y) => Less(x, y);

    /// <summary>1 where x &gt; y, else 0.</summary>
    public static Tensor operator >(Tensor x, Tensor y) => Less(y, x);

    /// <summary>1 where x ≤ y, else 0.</summary>
    public static Tensor operator <=(Tensor x, Tensor y) => LessOrEqual(x, y);

    /// <summary>1 where x ≥ y, else 0.</summary>
    public static Tensor operator >=(Tensor x, Tensor y) => LessOrEqual(y, x);

    /// <summary>|x|. Its derivative at 0 is 0.</summary>
    public static Tensor Abs(Tensor x) => Apply(Elementwise.Abs, x);

    /// <summary>-1, 0 or 1. Jumps at 0; its derivative is 0.</summary>
    public static Tensor Sign(Tensor x) => Apply(Elementwise.Sign, x);

    /// <summary>The greatest integer not above x. Jumps; its derivative is 0.</summary>
    public static Tensor Floor(Tensor x) => Apply(Elementwise.Floor, x);

    /// <inheritdoc cref="Elementwise.BinaryExponent"/>
    internal static Tensor BinaryExponent(Tensor x) => Apply(Elementwise.BinaryExponent, x);

    /// <inheritdoc cref="Elementwise.BinaryExponentOfExp"/>
    internal static Tensor BinaryExponentOfExp(Tensor x) => Apply(Elementwise.BinaryExponentOfExp, x);

    /// <inheritdoc cref="Elementwise.PowerOfTwo"/>
    internal static Tensor PowerOfTwo(Tensor n) => Apply(Elementwise.PowerOfTwo, n);

    /// <summary>√x; NaN below 0.</summary>
    public static Tensor Sqrt(Tensor x) => Apply(Elementwise.Sqrt, x);

    /// <summary>x².</summary>
    public static Tensor Square(Tensor x) => x * x;

    /// <summary>eˣ.</summary>
    public static Tensor Exp(Tensor x) => Apply(Elementwise.Exp, x);

    /// <summary>eˣ - 1, accurate near 0.</summary>
    public static Tensor Expm1(Tensor x) => Apply(Elementwise.Expm1, x);

    /// <summary>The natural logarithm; -∞ at 0, NaN below.</summary>
    public static Tensor Log(Tensor x) => Apply(Elementwise.Log, x);

    /// <summary>log(1 + x), accurate near 0.</summary>
    public static Tensor Log1p(Tensor x) => Apply(Elementwise.Log1p, x);

    /// <summary>The sine of an angle in radians.</summary>
    public static Tensor Sin(Tensor x) => Apply(Elementwise.Sin, x);

    /// <summary>The cosine of an angle in radians.</summary>
    public static Tensor Cos(Tensor x) => Apply(Elementwise.Cos, x);

    /// <summary>The inverse tangent, in (-π/2, π/2).</summary>
    public static Tensor Atan(Tensor x) => Apply(Elementwise.Atan, x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Tensor Tanh(Tensor x) => Apply(Elementwise.Tanh, x);

    /// <summary>The logistic function 1 / (1 + e⁻ˣ), accurate in both tails.</summary>
    public static Tensor Sigmoid(Tensor x) => Apply(Elementwise.Sigmoid, x);

    /// <summary>log σ(x) = -softplus(-x).</summary>
    public static Tensor LogSigmoid(Tensor x) => -Softplus(-x);

    /// <summary>log(1 + eˣ), without overflow.</summary>
    public static Tensor Softplus(Tensor x) => Apply(Elementwise.Softplus, x);

    /// <summary>The error function 2/√π ∫₀ˣ e^(-t²) dt.</summary>
    public static Tensor Erf(Tensor x) => Apply(Elementwise.Erf, x);

    /// <summary>The standard normal distribution function Φ(x).</summary>
    public static Tensor NormalCdf(Tensor x) => Apply(Elementwise.NormalCdf, x);

    /// <summary>log Φ(x), accurate far into the left tail.</summary>
    public static Tensor LogNormalCdf(Tensor x) => Apply(Elementwise.LogNormalCdf, x);

    /// <summary>The standard normal quantile Φ⁻¹(p); NaN where p is not from 0 to 1.</summary>
    public static Tensor NormalQuantile(Tensor p) => Apply(Elementwise.NormalQuantile, p);

    /// <summary>log |Γ(x)|; +∞ at the poles 0, -1, -2, ...</summary>
    public static Tensor LogGamma(Tensor x) => Apply(Elementwise.LogGamma, x);

    /// <summary>The derivative of log Γ(x).</summary>
    public static Tensor Digamma(Tensor x) => Apply(Elementwise.Digamma, x);

    /// <summary>The second derivative of log Γ(x).</summary>
    public static Tensor Trigamma(Tensor x) => Polygamma(1, x);

    /// <summary>The derivative of order <paramref name="order"/> + 1 of log Γ(x).</summary>
    /// <param name="order">0 for digamma, 1 for trigamma, ...</param>
    /// <param name="x">The argument; positive when the order is 2 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative.</exception>
    public static Tensor Polygamma(int order, Tensor x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        return order == 0 ? Digamma(x) : new(Elementwise.Polygamma, order, x);
    }

    /// <summary>log B(a, b) = log Γ(a) + log Γ(b) - log Γ(a + b).</summary>
    public static Tensor LogBeta(Tensor a, Tensor b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>xʸ; NaN for negative x and y that is not an integer.</summary>
    public static Tensor Pow(Tensor x, Tensor y) => y.ConstantScalar switch
    {
        // Exact, cheaper, and differentiable at x = 0 as often as one likes.
        0 => BroadcastTo(1, Shape.Broadcast(x.Shape, y.Shape)),
        1 when y.Rank <= x.Rank => x,
        2 when y.Rank <= x.Rank => x * x,
        0.5 when y.Rank <= x.Rank => Sqrt(x),
        -1 when y.Rank <= x.Rank => 1 / x,
        _ => Apply(Elementwise.Power, x, y),
    };

    /// <summary>x log y, and 0 where x is 0.</summary>
    public static Tensor XLogY(Tensor x, Tensor y) => Apply(Elementwise.XLogY, x, y);

    /// <summary>x log(1 + y), and 0 where x is 0.</summary>
    public static Tensor XLog1pY(Tensor x, Tensor y) => Apply(Elementwise.XLog1pY, x, y);

    /// <summary>The greater of x and y, broadcast. Where they are equal the derivative goes to x.</summary>
    public static Tensor Maximum(Tensor x, Tensor y) => Apply(Elementwise.Maximum, x, y);

    /// <summary>The lesser of x and y, broadcast. Where they are equal the derivative goes to x.</summary>
    public static Tensor Minimum(Tensor x, Tensor y) => Apply(Elementwise.Minimum, x, y);

    /// <summary>1 where x &lt; y, else 0. Jumps; its derivative is 0.</summary>
    public static Tensor Less(Tensor x, Tensor y) => Apply(Elementwise.Less, x, y);

    /// <summary>1 where x ≤ y, else 0. Jumps; its derivative is 0.</summary>
    public static Tensor LessOrEqual(Tensor x, Tensor y) => Apply(Elementwise.LessOrEqual, x, y);

    /// <summary>1 where x = y, else 0. Jumps; its derivative is 0.</summary>
    public static Tensor Equal(Tensor x, Tensor y) => Apply(Elementwise.IsEqual, x, y);

    /// <summary><paramref name="then"/> where the condition is not 0, elsewhere <paramref name="otherwise"/>;
    /// broadcast.</summary>
    /// <remarks>Both sides are computed. An infinite derivative on the side not taken makes the gradient NaN: keep the
    /// operand of that side inside its domain.</remarks>
    /// <param name="condition">Zero or not zero.</param>
    /// <param name="then">The value where the condition holds.</param>
    /// <param name="otherwise">The value where it does not.</param>
    public static Tensor Select(Tensor condition, Tensor then, Tensor otherwise) =>
        new(Elementwise.Choose, null, condition, then, otherwise);

    private static Tensor Apply(Primitive primitive, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new(primitive, null, x);
    }

    private static Tensor Apply(Primitive primitive, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return new(primitive, null, x, y);
    }

    /// <summary>Whether <paramref name="x"/> is the number <paramref name="value"/> and cannot broaden
    /// <paramref name="other"/>.</summary>
    private static bool IsNeutral(Tensor x, double value, Tensor other) =>
        x?.ConstantScalar == value && x.Shape.BroadcastsTo(other.Shape);
}
