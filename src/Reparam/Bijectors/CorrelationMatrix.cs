namespace Reparam.Bijectors;

/// <summary>
/// From vectors of n (n - 1) / 2 numbers to correlation matrices L Lᵀ, where L is the factor that
/// <see cref="CorrelationCholesky"/> makes of x, taken column by column; log |det| = Σᵢⱼ ½ (n - j + 1) log(1 - zᵢⱼ²)
/// with z = tanh x, in the coordinates below the diagonal.
/// </summary>
/// <remarks>
/// Stan's <c>corr_matrix</c> (Stan Reference Manual, "Correlation matrices"; Lewandowski, Kurowicka and Joe 2009),
/// which fills the matrix column by column where its <c>cholesky_factor_corr</c> goes row by row. The inverse factors
/// the matrix, so its error grows with the condition number, about e²ˣ for the greatest |x|: NaN from about 18 on. The
/// log-determinant, computed from x, is right everywhere. Models are better off with the Cholesky factor itself.
/// </remarks>
public sealed record CorrelationMatrix : Bijector
{
    private readonly CorrelationCholesky _factor;

    /// <summary>Makes the map.</summary>
    /// <param name="dimension">n, the number of rows and columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is below 1.</exception>
    public CorrelationMatrix(int dimension)
    {
        _factor = new CorrelationCholesky(dimension >= 1
            ? dimension
            : throw new ArgumentOutOfRangeException(nameof(dimension),
                $"CorrelationMatrix: dimension must be at least 1, but is {dimension}. It is the number of " +
                "variables."));
    }

    /// <summary>n, the number of rows and columns.</summary>
    public int Dimension => _factor.Dimension;

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override int ForwardEventRank => 2;

    /// <summary>For each place below the diagonal, row by row, its number column by column.</summary>
    private int[] ByColumns => [.. Enumerable.Range(0, Dimension).SelectMany(row =>
        Enumerable.Range(0, row).Select(column => column * Dimension - column * (column + 3) / 2 + row - 1))];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Events.TimesTranspose(_factor.Forward(Rows(x)));

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireMatrix(nameof(CorrelationMatrix), y, Dimension, Dimension, nameof(y));
        int[] byColumns = ByColumns;
        int[] back = [.. Enumerable.Range(0, byColumns.Length).Select(place => Array.IndexOf(byColumns, place))];
        return Tensor.Gather(_factor.Inverse(Events.Cholesky(y)), back, -1);
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        double[] weights = [.. Enumerable.Range(0, Dimension).SelectMany(row =>
            Enumerable.Range(0, row).Select(column => (double)(Dimension - column)))];
        // ½ log(1 - tanh² x) is -log cosh x.
        return -Tensor.Sum(Hyperbolic.LogCosh(Rows(x)) * weights, -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => _factor.ForwardShape(shape);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => _factor.InverseShape(shape);

    /// <summary>x row by row.</summary>
    private Tensor Rows(Tensor x)
    {
        int[] order = ByColumns;
        return Tensor.Gather(Events.RequireLength(nameof(CorrelationMatrix), x, order.Length, nameof(x)), order, -1);
    }
}
