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

    /// <summary>softplus of this and <see cref="Least"/> sum to 1.</summary>
    private static readonly double UnitSlope = Math.Log(Math.Exp(1 - Least) - 1);

    private readonly Tensor _widths, _heights, _slopes;

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
        _widths = Shares(widths);
        _heights = Shares(heights);
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

    private int Bins => Widths.Shape[^1];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Bin bin = Find(x, _widths);
        var (left, right) = Ends(x, bin.X, bin.Width);
        Tensor fraction = left * (bin.Slope * left + bin.SlopeBefore * right) / Denominator(bin, left, right);
        return Tensor.Select(IsInside(x), bin.Y + bin.Height * fraction, x);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Bin bin = Find(y, _heights);
        var (left, right) = Ends(y, bin.Y, bin.Height);
        // With η the share of the height: ξ = 2 s η / (2 s η + e), e = d + √(d² + 4 s² η (1 - η)), d = δ₀ (1 - η) - δ₁
        // η.
        Tensor d = bin.SlopeBefore * right - bin.SlopeAfter * left;
        Tensor product = 4 * bin.Slope * bin.Slope * left * right, root = Tensor.Sqrt(d * d + product);
        Tensor magnitude = Tensor.Maximum(d, -d) + root;
        Tensor e = Tensor.Select(d < 0, product / magnitude, magnitude);
        Tensor share = 2 * bin.Slope * left;
        return Tensor.Select(IsInside(y), bin.X + bin.Width * share / (share + e), y);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Bin bin = Find(x, _widths);
        var (left, right) = Ends(x, bin.X, bin.Width);
        Tensor numerator = bin.SlopeAfter * left * left + bin.SlopeBefore * right * right
            + 2 * bin.Slope * left * right;
        Tensor logSlope = Tensor.Log(numerator)
            + 2 * (Tensor.Log(bin.Slope) - Tensor.Log(Denominator(bin, left, right)));
        return Tensor.Select(IsInside(x), logSlope, 0);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => Shape.Broadcast(Shape.Broadcast(shape, Widths.Shape[..^1]),
        Shape.Broadcast(Heights.Shape[..^1], Slopes.Shape[..^1]));

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => ForwardShape(shape);

    /// <summary>s + (δ₁ + δ₀ - 2 s) ξ (1 - ξ), as a sum of positive numbers.</summary>
    private static Tensor Denominator(Bin bin, Tensor left, Tensor right) =>
        bin.Slope * (left * left + right * right) + (bin.SlopeBefore + bin.SlopeAfter) * left * right;

    /// <summary>Positive numbers that sum to 2 B.</summary>
    private Tensor Shares(Tensor free)
    {
        Tensor logTotal = Events.Column(Tensor.LogSumExp(free, -1));
        return 2 * Bound * (Least / Bins + (1 - Least) * Tensor.Exp(free - logTotal));
    }

    private Tensor IsInside(Tensor x) => Tensor.Abs(x) < Bound;

    /// <summary>How far x is into its bin, of the length of the bin, from the left and from the right.</summary>
    private (Tensor Left, Tensor Right) Ends(Tensor x, Tensor start, Tensor length)
    {
        Tensor into = Tensor.Select(IsInside(x), x - start, 0);
        return (into / length, (length - into) / length);
    }

    /// <summary>The bin of each x, or of each y where the lengths are the heights. Outside of the spline it is an end
    /// bin.</summary>
    private Bin Find(Tensor x, Tensor lengths)
    {
        ArgumentNullException.ThrowIfNull(x);
        int bins = Bins;
        Tensor inner = Tensor.Slice(Starts(lengths), -1, 1, bins);
        // 1 for each inner knot that x has reached; the bin is where a 1, or the left end, is followed by a 0.
        Tensor reached = inner <= Events.Column(x);
        Tensor end = Tensor.Full(1, Events.WithLast(reached.Shape, 1));
        Tensor isIn = Tensor.Concatenate([end, reached], -1) - Tensor.Concatenate([reached, 0 * end], -1);
        Tensor Of(Tensor values) => Tensor.Sum(isIn * values, -1);
        Tensor width = Of(_widths), height = Of(_heights);
        return new(Of(Starts(_widths)), width, Of(Starts(_heights)), height, height / width,
            Of(Tensor.Slice(_slopes, -1, 0, bins)), Of(Tensor.Slice(_slopes, -1, 1, bins + 1)));
    }

    /// <summary>Where each bin starts.</summary>
    private Tensor Starts(Tensor lengths) =>
        Events.TimesMatrix(lengths, Events.Indicator(Bins, Bins, static (row, column) => row < column)) - Bound;

    /// <summary>One bin, with s and the slopes at its ends.</summary>
    private sealed record Bin(
        Tensor X, Tensor Width, Tensor Y, Tensor Height, Tensor Slope, Tensor SlopeBefore, Tensor SlopeAfter);
}
