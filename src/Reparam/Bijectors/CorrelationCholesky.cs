namespace Reparam.Bijectors;

/// <summary>
/// From vectors of n (n - 1) / 2 numbers to the lower Cholesky factors L of correlation matrices L Lᵀ: rows of length
/// 1, a positive diagonal.
/// </summary>
/// <remarks>
/// By canonical partial correlations z = tanh x, filled row by row below the diagonal: Lᵢⱼ = zᵢⱼ √(Πₖ₌₁ʲ⁻¹ (1 - zᵢₖ²)),
/// and zᵢᵢ = 1. log |det| = Σᵢⱼ ½ (i - j + 1) log(1 - zᵢⱼ²), in the coordinates below the diagonal. Stan's
/// <c>cholesky_factor_corr</c> (Stan Reference Manual, "Cholesky factors of correlation matrices"; Lewandowski,
/// Kurowicka and Joe 2009). Computed in logarithms: a diagonal element shrinks by 2 e⁻ˣ for each large x of its row and
/// underflows, with no inverse, when the sum of |x| over a row passes about 370; from |x| = 19 on z itself rounds to
/// ±1, which costs the factor nothing, for its small elements are not computed from 1 - z².
/// </remarks>
public sealed record CorrelationCholesky : Bijector
{
    private static readonly double LogFour = Math.Log(4);

    /// <summary>Makes the map.</summary>
    /// <param name="dimension">n, the number of rows of the correlation matrix, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is below 1.</exception>
    public CorrelationCholesky(int dimension)
    {
        Dimension = dimension >= 1 ? dimension : throw new ArgumentOutOfRangeException(nameof(dimension),
            $"CorrelationCholesky: dimension must be at least 1, but is {dimension}. It is the number of variables.");
    }

    /// <summary>n, the number of rows.</summary>
    public int Dimension { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override int ForwardEventRank => 2;

    private int Free => Dimension * (Dimension - 1) / 2;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.RequireLength(nameof(CorrelationCholesky), x, Free, nameof(x));
        int n = Dimension;
        Tensor identity = Events.Indicator(n, n, static (i, j) => i == j);
        Tensor logLeft = Events.TimesMatrix(
            BelowDiagonal(LogOneMinusSquare(x)), Events.Indicator(n, n, static (k, j) => k < j));
        return (BelowDiagonal(Tensor.Tanh(x)) + identity) * Tensor.Exp(0.5 * logLeft);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.Require(nameof(CorrelationCholesky), y, 2, nameof(y));
        int n = Dimension;
        if (y.Shape[^1] != n || y.Shape[^2] != n)
        {
            throw new ArgumentException(
                $"CorrelationCholesky: y has shape {y.Shape}, but its last two axes must both have {n} elements.",
                nameof(y));
        }
        // A row has length 1, so what is left after its first j elements is the sum of the squares of the others:
        // z = a / √(a² + b²), and x = artanh z = arsinh(a / b).
        Tensor squares = Events.TimesMatrix(Tensor.Square(y), Events.Indicator(n, n, static (k, j) => k > j));
        Tensor a = FromBelowDiagonal(y), b = Tensor.Sqrt(FromBelowDiagonal(squares));
        Tensor magnitude = Tensor.Maximum(a, -a);
        Tensor arsinh = Tensor.Log1p((magnitude + a * a / (b + Tensor.Sqrt(a * a + b * b))) / b);
        return Tensor.Select(a < 0, -arsinh, arsinh);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.RequireLength(nameof(CorrelationCholesky), x, Free, nameof(x));
        double[] weights = [.. Places().Select(place => 0.5 * (place.Row - place.Column + 1))];
        return Tensor.Sum(LogOneMinusSquare(x) * weights, -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => shape[..^1].Append([Dimension, Dimension]);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => shape[..^2].Append([Free]);

    /// <summary>log(1 - tanh² x), which neither cancels nor underflows.</summary>
    private static Tensor LogOneMinusSquare(Tensor x) => LogFour - (Tensor.Softplus(2 * x) + Tensor.Softplus(-2 * x));

    /// <summary>The places below the diagonal, row by row.</summary>
    private IEnumerable<(int Row, int Column)> Places() =>
        Enumerable.Range(0, Dimension).SelectMany(row => Enumerable.Range(0, row).Select(column => (row, column)));

    /// <summary>The vectors of a batch as strictly lower triangular matrices.</summary>
    private Tensor BelowDiagonal(Tensor x)
    {
        int n = Dimension;
        Shape shape = ForwardShape(x.Shape);
        var source = new int[shape.Size];
        Array.Fill(source, -1);
        for (int start = 0, from = 0; start < source.Length; start += n * n)
        {
            foreach ((int row, int column) in Places())
            {
                source[start + row * n + column] = from++;
            }
        }
        return Tensor.Take(x, "lower_triangular", source, shape);
    }

    /// <summary>The elements below the diagonal of the matrices of a batch, as vectors.</summary>
    private Tensor FromBelowDiagonal(Tensor y)
    {
        int n = Dimension;
        int[] places = [.. Places().Select(place => place.Row * n + place.Column)];
        return Tensor.Gather(Tensor.Reshape(y, y.Shape[..^2].Append([n * n])), places, -1);
    }
}
