namespace Reparam.Bijectors;

/// <summary>A spline through increasing knots on [-B, B] whose pieces are quotients of quadratics, and y = x outside of
/// it; element by element. In the bin of width w and height h, with s = h / w, slopes δ₀ and δ₁ at its ends and
/// ξ = (x - x₀) / w, y = y₀ + h (s ξ² + δ₀ ξ (1 - ξ)) / (s + (δ₁ + δ₀ - 2 s) ξ (1 - ξ)), and
/// dy/dx = s² (δ₁ ξ² + 2 s ξ (1 - ξ) + δ₀ (1 - ξ)²) / (s + (δ₁ + δ₀ - 2 s) ξ (1 - ξ))².</summary>
/// <remarks>
/// <para>Durkan, Bekasov, Murray and Papamakarios (2019), "Neural Spline Flows", eq. 4-8, after Gregory and Delbourgo
/// (1982). Widths and heights are softmax of free numbers, at least 10⁻³ of an equal share; slopes are softplus of free
/// numbers, at least 10⁻³, and 1 at both ends, so the map is once continuously differentiable. Where all free numbers
/// are 0 it is the identity.</para>
/// <para>Forward, inverse and log-determinant are computed from sums of positive numbers only, and hold their precision
/// for every x. All bins are evaluated, so cost and memory grow with their number.</para>
/// </remarks>
public sealed record RationalQuadraticSpline : Bijector
{
    /// <summary>The least width or height of a bin, of an equal share, and the least slope.</summary>
    private const double Least = 1e-3;

    /// <summary>softplus of this and <see cref="Least"/> sum to 1: log(e^0.999 - 1).</summary>
    private const double UnitSlope = 0.5397424172369520792425;

    private readonly Tensor _x, _y, _slopes;

    /// <summary>Makes the spline.</summary>
    /// <param name="widths">Free numbers of shape [..., K] that become the widths of the K bins; the leading axes
    /// broadcast with x.</param>
    /// <param name="heights">Free numbers of shape [..., K] that become the heights.</param>
    /// <param name="slopes">Free numbers of shape [..., K - 1] that become the slopes at the inner knots.</param>
    /// <param name="bound">B, above 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is not finite, or the bound is not above
    /// 0.</exception>
    public RationalQuadraticSpline(Tensor widths, Tensor heights, Tensor slopes, double bound)
    {
        const string name = nameof(RationalQuadraticSpline);
        Events.Require(name, Parameter.Finite(name, widths), 1, nameof(widths));
        Events.Require(name, Parameter.Finite(name, heights), 1, nameof(heights));
        Events.Require(name, Parameter.Finite(name, slopes), 1, nameof(slopes));
        Parameter.Positive(name, bound);
        int bins = widths.Shape[^1];
        if (bins < 1 || heights.Shape[^1] != bins || slopes.Shape[^1] != bins - 1)
        {
            throw new ArgumentException(
                $"{name}: for K bins the last axes of widths, heights and slopes must have K, K and K - 1 elements, " +
                $"but the shapes are {widths.Shape}, {heights.Shape} and {slopes.Shape}.", nameof(widths));
        }
        Widths = widths;
        Heights = heights;
        Slopes = slopes;
        Bound = bound;
        _x = Knots(widths);
        _y = Knots(heights);
        Tensor end = Tensor.Full(1, Events.WithLast(slopes.Shape, 1));
        _slopes = Tensor.Concatenate([end, Least + Tensor.Softplus(slopes + UnitSlope), end], -1);
    }

    /// <summary>The free numbers of the widths.</summary>
    public Tensor Widths { get; }

    /// <summary>The free numbers of the heights.</summary>
    public Tensor Heights { get; }

    /// <summary>The free numbers of the slopes at the inner knots.</summary>
    public Tensor Slopes { get; }

    /// <summary>B: outside of [-B, B] the map is the identity.</summary>
    public double Bound { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        // Each bin adds what x has gone through of it, so nothing is selected and nothing can jump.
        Bins bins = Between(x, _x, _y);
        Tensor risen = bins.Rise * bins.Left * (bins.Slope * bins.Left + bins.Before * bins.Right) / bins.Denominator;
        return Tensor.Sum(risen, -1) + Outside(x) - Bound;
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        // With η the share of the height: ξ = 2 s η / (2 s η + d + √(d² + 4 s² η (1 - η))), d = δ₀ (1 - η) - δ₁ η.
        Bins bins = Between(y, _y, _x);
        // Here the bins run along y, so that the slope s is the inverse of theirs.
        Tensor s = 1 / bins.Slope, share = 2 * s * bins.Left;
        Tensor rest = Hyperbolic.PlusRoot(
            bins.Before * bins.Right - bins.After * bins.Left, 2 * s * share * bins.Right);
        return Tensor.Sum(bins.Rise * share / (share + rest), -1) + Outside(y) - Bound;
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        // Along each bin the logarithm of the slope goes from that at its start to that at its end.
        Bins bins = Between(x, _x, _y);
        Tensor numerator = bins.After * bins.Left * bins.Left + bins.Before * bins.Right * bins.Right
            + 2 * bins.Slope * bins.Left * bins.Right;
        return Tensor.Sum(Tensor.Log(numerator) - Tensor.Log(bins.Before)
            + 2 * (Tensor.Log(bins.Slope) - Tensor.Log(bins.Denominator)), -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(Shape.Broadcast(shape, Widths.Shape[..^1]),
        Shape.Broadcast(Heights.Shape[..^1], Slopes.Shape[..^1]));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    /// <summary>K + 1 increasing numbers from -B to B, between which lie shares of softmax.</summary>
    private Tensor Knots(Tensor free)
    {
        int bins = free.Shape[^1];
        Tensor logTotal = Events.Column(Tensor.LogSumExp(free, -1));
        Tensor lengths = 2 * Bound * (Least / bins + (1 - Least) * Tensor.Exp(free - logTotal));
        Tensor sums = Events.Indicator(bins, bins - 1, static (row, column) => row <= column);
        Tensor inner = Events.TimesMatrix(lengths, sums);
        Tensor end = Tensor.Full(Bound, Events.WithLast(free.Shape, 1));
        return Tensor.Concatenate([-end, inner - Bound, end], -1);
    }

    /// <summary>x + B to the left of the spline and x - B to the right; 0 inside.</summary>
    private Tensor Outside(Tensor x) => (Tensor.Minimum(-Bound, x) + Bound) + (Tensor.Maximum(x, Bound) - Bound);

    /// <summary>How far each number has gone through each bin, along a new last axis.</summary>
    private Bins Between(Tensor value, Tensor along, Tensor across)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor start = First(along), end = Last(along), length = end - start, rise = Last(across) - First(across);
        // On a knot the derivative goes to the bin after it, and to no other.
        Tensor within = Tensor.Minimum(end, Tensor.Maximum(Events.Column(value), start));
        Tensor left = (within - start) / length, right = (end - within) / length;
        Tensor slope = rise / length, before = First(_slopes), after = Last(_slopes);
        // s + (δ₁ + δ₀ - 2 s) ξ (1 - ξ), as a sum of positive numbers.
        Tensor denominator = slope * (left * left + right * right) + (before + after) * left * right;
        return new(left, right, rise, slope, before, after, denominator);

        Tensor First(Tensor knots) => Tensor.Slice(knots, -1, 0, knots.Shape[^1] - 1);

        Tensor Last(Tensor knots) => Tensor.Slice(knots, -1, 1, knots.Shape[^1]);
    }

    /// <summary>ξ and 1 - ξ in each bin, with what it rises, its mean slope, and the slopes at its ends.</summary>
    private sealed record Bins(
        Tensor Left, Tensor Right, Tensor Rise, Tensor Slope, Tensor Before, Tensor After, Tensor Denominator);
}
