using Reparam.Bijectors;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// Affine coordinates x = centre + C u in which the approximation is close to a standard normal distribution: C is
/// lower triangular, or diagonal for families that do not contain their linear maps.
/// </summary>
/// <param name="Centre">n numbers.</param>
/// <param name="Factor">n² numbers row by row, or the n of the diagonal.</param>
internal sealed record Coordinates(double[] Centre, double[] Factor)
{
    public int Dimension => Centre.Length;

    /// <summary>Whether C is more than its diagonal. One unknown has nothing but a diagonal.</summary>
    public bool IsFull => Factor.Length != Centre.Length;

    /// <summary>The map from u to x, its numbers given as tensors.</summary>
    public static Bijector Map(Tensor centre, Tensor factor) =>
        factor.Rank == 2 ? new LowerTriangularAffine(centre, factor) : new DiagonalAffine(centre, factor);

    /// <summary>The map from u to x.</summary>
    public Bijector Map() => Map(Centre, Tensor.From(Factor, FactorShape));

    public Shape FactorShape => IsFull ? [Dimension, Dimension] : [Dimension];

    /// <summary>x = u.</summary>
    public static Coordinates Identity(int dimension, bool full) =>
        new(new double[dimension], Diagonal([.. Enumerable.Repeat(1.0, dimension)], full));

    /// <summary>A factor that is a diagonal matrix, in the layout of full or of diagonal coordinates.</summary>
    public static double[] Diagonal(double[] diagonal, bool full)
    {
        int n = diagonal.Length;
        if (!full)
        {
            return diagonal;
        }
        var factor = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            factor[i * n + i] = diagonal[i];
        }
        return factor;
    }

    /// <summary>The standard deviations of x for standard normal u.</summary>
    public double[] StandardDeviations()
    {
        int n = Dimension;
        return [.. Enumerable.Range(0, n).Select(i => IsFull
            ? Math.Sqrt(DenseCholesky.InnerProduct(Factor.AsSpan(i * n, n), Factor.AsSpan(i * n, n)))
            : Math.Abs(Factor[i]))];
    }

    /// <summary>log |det C|.</summary>
    public double LogDeterminant()
    {
        int n = Dimension;
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += Math.Log(Math.Abs(Factor[IsFull ? i * n + i : i]));
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
            x[i] = (x[i] - Centre[i]) / (IsFull ? 1 : Factor[i]);
        }
        if (IsFull)
        {
            DenseCholesky.SolveLower(Factor, x);
        }
    }

    /// <summary>u becomes C u.</summary>
    public void ApplyFactor(Span<double> u)
    {
        int n = Dimension;
        for (int i = n - 1; i >= 0; i--)
        {
            u[i] = IsFull ? DenseCholesky.InnerProduct(Factor.AsSpan(i * n, i + 1), u[..(i + 1)]) : Factor[i] * u[i];
        }
    }

    /// <summary>v becomes Cᵀ v.</summary>
    public void ApplyFactorTransposed(Span<double> v)
    {
        int n = Dimension;
        for (int j = 0; j < n; j++)
        {
            double sum = 0;
            for (int i = j; IsFull && i < n; i++)
            {
                sum += Factor[i * n + j] * v[i];
            }
            v[j] = IsFull ? sum : Factor[j] * v[j];
        }
    }

    /// <summary>The unit vector of u along which x of index i moves fastest; the other unknowns follow by
    /// regression.</summary>
    public double[] Axis(int i)
    {
        int n = Dimension;
        var axis = new double[n];
        if (!IsFull)
        {
            axis[i] = 1;
            return axis;
        }
        ReadOnlySpan<double> row = Factor.AsSpan(i * n, n);
        double norm = Math.Sqrt(DenseCholesky.InnerProduct(row, row));
        for (int e = 0; e < n; e++)
        {
            axis[e] = row[e] / norm;
        }
        return axis;
    }

    /// <summary>The coordinates of v, where u = shift + L v in these.</summary>
    public Coordinates Compose(ReadOnlySpan<double> shift, ReadOnlySpan<double> lower)
    {
        int n = Dimension;
        var centre = (double[])Centre.Clone();
        var factor = new double[Factor.Length];
        for (int i = 0; i < n; i++)
        {
            if (!IsFull)
            {
                centre[i] += Factor[i] * shift[i];
                factor[i] = Factor[i] * lower[i];
                continue;
            }
            ReadOnlySpan<double> row = Factor.AsSpan(i * n, i + 1);
            Span<double> target = factor.AsSpan(i * n, n);
            for (int k = 0; k <= i; k++)
            {
                centre[i] += row[k] * shift[k];
                for (int j = 0; j <= k; j++)
                {
                    target[j] += row[k] * lower[k * n + j];
                }
            }
        }
        return new Coordinates(centre, factor);
    }

    /// <summary>The coordinates in which a normal distribution is the standard one, from its parameters in these: those
    /// of <see cref="FullRankGaussian"/> where C is full, of <see cref="MeanFieldGaussian"/> where it is not.</summary>
    public Coordinates Absorb(ReadOnlySpan<double> parameters)
    {
        int n = Dimension;
        ReadOnlySpan<double> shift = parameters[..n];
        var lower = new double[Factor.Length];
        for (int i = 0, next = 2 * n; i < n; i++)
        {
            lower[IsFull ? i * n + i : i] = Math.Exp(parameters[n + i]);
            for (int j = 0; IsFull && j < i; j++)
            {
                lower[i * n + j] = parameters[next++];
            }
        }
        return Compose(shift, lower);
    }
}
