using Reparam.Bijectors;
using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>
/// Affine coordinates x = centre + C u in which the approximation is close to a standard normal distribution: C is lower
/// triangular, or diagonal for families that do not contain their linear maps.
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

    /// <summary>The standard deviations of x for standard normal u.</summary>
    public double[] StandardDeviations()
    {
        int n = Dimension;
        return [.. Enumerable.Range(0, n).Select(i => IsFull
            ? Math.Sqrt(DenseCholesky.InnerProduct(Factor.AsSpan(i * n, n), Factor.AsSpan(i * n, n)))
            : Math.Abs(Factor[i]))];
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
}
