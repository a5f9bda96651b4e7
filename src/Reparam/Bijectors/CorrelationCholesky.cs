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
            BelowDiagonal((-2 * Hyperbolic.LogCosh(x))), Events.Indicator(n, n, static (k, j) => k < j));
        return (BelowDiagonal(Tensor.Tanh(x)) + identity) * Tensor.Exp(0.5 * logLeft);
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        int n = Dimension;
        Events.RequireMatrix(nameof(CorrelationCholesky), y, n, n, nameof(y));
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
        return Tensor.Sum((-2 * Hyperbolic.LogCosh(x)) * weights, -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => shape[..^1].Append([Dimension, Dimension]);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => shape[..^2].Append([Free]);

    /// <summary>The places below the diagonal, row by row.</summary>
    private IEnumerable<(int Row, int Column)> Places() =>
        Enumerable.Range(0, Dimension).SelectMany(row => Enumerable.Range(0, row).Select(column => (row, column)));

    /// <summary>The vectors of a batch as strictly lower triangular matrices.</summary>
    private Tensor BelowDiagonal(Tensor x) => Events.Place(x, PlacesBelowDiagonal(), [Dimension, Dimension]);

    /// <summary>The elements below the diagonal of the matrices of a batch, as vectors.</summary>
    private Tensor FromBelowDiagonal(Tensor y) => Events.Pick(y, PlacesBelowDiagonal());

    private int[] PlacesBelowDiagonal() => [.. Places().Select(place => place.Row * Dimension + place.Column)];
}
