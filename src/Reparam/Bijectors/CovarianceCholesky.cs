namespace Reparam.Bijectors;

/// <summary>
/// From vectors to the lower Cholesky factors L of covariance matrices L Lᵀ: row by row, with the exponential on the
/// diagonal, which is what makes it positive; log |det| is the sum of the x that become the diagonal.
/// </summary>
/// <remarks>
/// Stan's <c>cholesky_factor_cov</c> (Stan Reference Manual, "Cholesky factors of covariance matrices"). With more rows
/// than columns, M × N, the covariance has rank N; the rows below the triangle are free. There are
/// N (N + 1) / 2 + (M - N) N elements of x. The diagonal overflows from x = 709.8 on and underflows to 0, with no
/// inverse, below -745.
/// </remarks>
public sealed record CovarianceCholesky : Bijector
{
    /// <summary>Makes the map to square factors.</summary>
    /// <param name="dimension">The number of rows and columns, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is below 1.</exception>
    public CovarianceCholesky(int dimension)
        : this(dimension, dimension)
    {
    }

    /// <summary>Makes the map to factors with at least as many rows as columns.</summary>
    /// <param name="rows">M, the number of variables.</param>
    /// <param name="columns">N, the rank of the covariance, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer rows than columns, or no columns.</exception>
    public CovarianceCholesky(int rows, int columns)
    {
        Columns = columns >= 1 ? columns : throw new ArgumentOutOfRangeException(nameof(columns),
            $"CovarianceCholesky: there must be at least 1 column, but there are {columns}.");
        Rows = rows >= columns ? rows : throw new ArgumentOutOfRangeException(nameof(rows),
            $"CovarianceCholesky: there must be at least as many rows as columns, but there are {rows} and " +
            $"{columns}. A factor with more columns is not lower triangular; give the transposed numbers.");
    }

    /// <summary>M, the number of rows.</summary>
    public int Rows { get; }

    /// <summary>N, the number of columns.</summary>
    public int Columns { get; }

    /// <inheritdoc/>
    public override int EventRank => 1;

    /// <inheritdoc/>
    public override int ForwardEventRank => 2;

    private int Free => Columns * (Columns + 1) / 2 + (Rows - Columns) * Columns;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Events.RequireLength(nameof(CovarianceCholesky), x, Free, nameof(x));
        Tensor below = Events.Place(x, Places(), [Rows, Columns]);
        Tensor diagonal = Events.Place(Tensor.Exp(OnDiagonal(x)), PlacesOnDiagonal(), [Rows, Columns]);
        return below * Events.Indicator(Rows, Columns, static (row, column) => row > column) + diagonal;
    }

    /// <inheritdoc/>
    public override Tensor Inverse(Tensor y)
    {
        Events.RequireMatrix(nameof(CovarianceCholesky), y, Rows, Columns, nameof(y));
        Tensor diagonal = Events.Place(Tensor.Log(Events.Pick(y, PlacesOnDiagonal())), [.. Diagonal()], [Free]);
        return Events.Pick(y * Events.Indicator(Rows, Columns, static (row, column) => row > column), Places())
            + diagonal;
    }

    /// <inheritdoc/>
    public override Tensor LogDetJacobian(Tensor x, Tensor y)
    {
        Events.RequireLength(nameof(CovarianceCholesky), x, Free, nameof(x));
        return Tensor.Sum(OnDiagonal(x), -1);
    }

    /// <inheritdoc/>
    public override Shape ForwardShape(Shape shape) => shape[..^1].Append([Rows, Columns]);

    /// <inheritdoc/>
    public override Shape InverseShape(Shape shape) => shape[..^2].Append([Free]);

    /// <summary>The elements of x that become the diagonal.</summary>
    internal Tensor OnDiagonal(Tensor x) => Tensor.Gather(x, [.. Diagonal()], -1);

    /// <summary>Where the elements of x that become the diagonal stand.</summary>
    private IEnumerable<int> Diagonal() => Enumerable.Range(0, Columns).Select(i => i * (i + 3) / 2);

    private int[] PlacesOnDiagonal() => [.. Enumerable.Range(0, Columns).Select(i => i * (Columns + 1))];

    /// <summary>The places on and below the diagonal, row by row.</summary>
    private int[] Places() => [.. Enumerable.Range(0, Rows).SelectMany(row =>
        Enumerable.Range(0, Math.Min(row + 1, Columns)).Select(column => row * Columns + column))];
}
