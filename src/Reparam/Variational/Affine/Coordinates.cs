using Reparam.Bijectors;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// Affine coordinates x = centre + C u in which the approximation is close to a standard normal distribution: C is
/// lower triangular with the pattern of the family.
/// </summary>
/// <param name="Centre">n numbers.</param>
/// <param name="Factor">The numbers of C in the pattern's layout.</param>
/// <param name="Pattern">Which elements of C may differ from 0.</param>
internal sealed record Coordinates(double[] Centre, double[] Factor, FactorPattern Pattern)
{
    /// <summary>With a diagonal matrix, or with n² numbers of any lower triangular one.</summary>
    public Coordinates(double[] centre, double[] factor)
        : this(centre, factor, factor.Length == centre.Length
            ? new DiagonalPattern(centre.Length) : new DensePattern(centre.Length))
    {
    }

    public int Dimension => Centre.Length;

    /// <summary>Whether C may have any element below its diagonal. One unknown has nothing but a diagonal.</summary>
    public bool IsDense => Pattern is DensePattern || Dimension == 1;

    /// <summary>The map from u to x.</summary>
    public Bijector Map() => Pattern.Map(Centre, Tensor.From(Factor, Pattern.Shape));

    /// <summary>x = centre + u.</summary>
    public static Coordinates Unscaled(double[] centre, FactorPattern pattern) =>
        new(centre, pattern.Diagonal([.. Enumerable.Repeat(1.0, centre.Length)]), pattern);

    /// <summary>The standard deviations of x for standard normal u.</summary>
    public double[] StandardDeviations() =>
        [.. Enumerable.Range(0, Dimension).Select(i => Math.Sqrt(Pattern.RowSquare(Factor, i)))];

    /// <summary>Row i of C.</summary>
    public double[] Row(int i) => Pattern.Row(Factor, i);

    /// <summary>log |det C|.</summary>
    public double LogDeterminant()
    {
        double sum = 0;
        for (int i = 0; i < Dimension; i++)
        {
            sum += Math.Log(Math.Abs(Pattern.DiagonalElement(Factor, i)));
        }
        return sum;
    }

    /// <summary>u becomes x = centre + C u.</summary>
    public void Apply(Span<double> u)
    {
        ApplyFactor(u);
        for (int i = 0; i < u.Length; i++)
        {
            u[i] += Centre[i];
        }
    }

    /// <summary>x becomes u, with x = centre + C u.</summary>
    public void ApplyInverse(Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] -= Centre[i];
        }
        Pattern.Solve(Factor, x);
    }

    /// <summary>u becomes C u.</summary>
    public void ApplyFactor(Span<double> u) => Pattern.Multiply(Factor, u);

    /// <summary>v becomes Cᵀ v.</summary>
    public void ApplyFactorTransposed(Span<double> v) => Pattern.MultiplyTransposed(Factor, v);

    /// <summary>The unit vector of u along which x of index i moves fastest; the other unknowns follow by
    /// regression.</summary>
    public double[] Axis(int i)
    {
        double[] row = Row(i);
        double norm = Norm(row);
        return [.. row.Select(r => r / norm)];
    }

    /// <summary>The coordinates of v, where u = shift + L v in these.</summary>
    public Coordinates Compose(ReadOnlySpan<double> shift, ReadOnlySpan<double> lower)
    {
        double[] centre = shift.ToArray();
        Apply(centre);
        return new Coordinates(centre, Pattern.Product(Factor, lower), Pattern);
    }

    /// <summary>The coordinates in which a normal distribution is the standard one, from its parameters in
    /// these.</summary>
    public Coordinates Absorb(ReadOnlySpan<double> parameters) =>
        Compose(parameters[..Dimension], Pattern.FromParameters(parameters));

    private static double Norm(double[] row) => Math.Sqrt(DenseCholesky.InnerProduct(row, row));
}
