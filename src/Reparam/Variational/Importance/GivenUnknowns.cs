using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>A few of the unknowns, t, apart from the others, with places s in units of the approximation: t = centre +
/// S s.</summary>
internal sealed class GivenUnknowns
{
    private readonly Coordinates _approximation;
    private readonly double[] _factor;
    private readonly double[][] _rows;

    /// <param name="approximation">Sets the units.</param>
    /// <param name="indices">Which unknowns are given.</param>
    public GivenUnknowns(Coordinates approximation, IReadOnlyList<int> indices)
    {
        int n = approximation.Dimension, h = indices.Count;
        _approximation = approximation;
        Indices = [.. indices];
        Others = [.. Enumerable.Range(0, n).Except(indices)];
        _rows = [.. Indices.Select(approximation.Row)];
        _factor = new double[h * h];
        for (int i = 0; i < h; i++)
        {
            for (int j = 0; j < h; j++)
            {
                _factor[i * h + j] = DenseCholesky.InnerProduct(Row(i), Row(j));
            }
        }
        // The approximation has a density, so that a block of its covariance cannot be singular but for rounding.
        IsProper = DenseCholesky.TryFactor(_factor, 0, _factor, h);
        LogScale = IsProper ? 0.5 * DenseCholesky.LogDeterminant(_factor, h) : double.NaN;
    }

    /// <summary>The places of t among the unknowns.</summary>
    public int[] Indices { get; }

    /// <summary>The other unknowns.</summary>
    public int[] Others { get; }

    /// <summary>The pattern of the others' covariance where the approximation is that of a hierarchy with one plate and
    /// what is given is outside it; null for any matrix.</summary>
    public ArrowPattern? OtherPattern => (_approximation.Pattern as ArrowPattern)?.Without(Indices, Others);

    /// <summary>Whether the units exist.</summary>
    public bool IsProper { get; }

    /// <summary>log |det S|.</summary>
    public double LogScale { get; }

    /// <summary>s of t.</summary>
    public void ToPlace(ReadOnlySpan<double> values, Span<double> place)
    {
        for (int i = 0; i < place.Length; i++)
        {
            place[i] = values[i] - _approximation.Centre[Indices[i]];
        }
        DenseCholesky.SolveLower(_factor, place);
    }

    /// <summary>t of s.</summary>
    public void ToValues(ReadOnlySpan<double> place, Span<double> values)
    {
        int h = place.Length;
        for (int i = 0; i < h; i++)
        {
            values[i] = _approximation.Centre[Indices[i]]
                + DenseCholesky.InnerProduct(_factor.AsSpan(i * h, i + 1), place[..(i + 1)]);
        }
    }

    /// <summary>The unit vector of s along which t of index i moves fastest.</summary>
    public double[] Axis(int i)
    {
        int h = Indices.Length;
        double[] row = _factor[(i * h)..((i + 1) * h)];
        double norm = Math.Sqrt(DenseCholesky.InnerProduct(row, row));
        return [.. row.Select(r => r / norm)];
    }

    /// <summary>All unknowns at a place: the others where the approximation expects them.</summary>
    public double[] Expected(ReadOnlySpan<double> place)
    {
        // With A the rows of C that belong to t: u = Aᵀ (A Aᵀ)⁻¹ S s, and A Aᵀ = S Sᵀ.
        double[] solved = place.ToArray();
        DenseCholesky.SolveLowerTransposed(_factor, solved);
        var u = new double[_approximation.Dimension];
        for (int i = 0; i < solved.Length; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            for (int e = 0; e < u.Length; e++)
            {
                u[e] += solved[i] * row[e];
            }
        }
        _approximation.Apply(u);
        return u;
    }

    private ReadOnlySpan<double> Row(int i) => _rows[i];
}
