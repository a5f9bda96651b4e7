using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>Shifts and maps normal noise so that its sample mean is 0 and its sample covariance the identity.</summary>
/// <remarks>
/// With such draws the sample average of any quadratic is exact, so that the fit of a Gaussian family to a Gaussian
/// posterior is exact with any number of draws, and otherwise errs only in what the posterior has beyond a quadratic.
/// Without it a full-rank fit to fixed draws degenerates when they are not many times the unknowns (Giordano, Ingram
/// and Broderick 2023, section on full rank).
/// </remarks>
internal static class MomentMatching
{
    /// <summary>Changes noise in place.</summary>
    /// <param name="noise">[element · draws + draw].</param>
    /// <param name="dimension">The number of elements.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="correlations">Whether to remove correlations too: needs more than twice as many draws as
    /// elements.</param>
    public static void Apply(double[] noise, int dimension, int draws, bool correlations)
    {
        for (int e = 0; e < dimension; e++)
        {
            Span<double> row = noise.AsSpan(e * draws, draws);
            double mean = 0, square = 0;
            foreach (double value in row)
            {
                mean += value;
            }
            mean /= draws;
            foreach (ref double value in row)
            {
                value -= mean;
                square += value * value;
            }
            double scale = square > 0 ? 1 / Math.Sqrt(square / draws) : 1;
            foreach (ref double value in row)
            {
                value *= scale;
            }
        }
        if (correlations && draws > 2 * dimension)
        {
            Decorrelate(noise, dimension, draws);
        }
    }

    /// <summary>Row i less its part along the rows before it: E ← R⁻¹ E, where R Rᵀ is the sample covariance.</summary>
    private static void Decorrelate(double[] noise, int dimension, int draws)
    {
        var covariance = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[i * dimension + j] = DenseCholesky.InnerProduct(
                    noise.AsSpan(i * draws, draws), noise.AsSpan(j * draws, draws)) / draws;
            }
        }
        if (!DenseCholesky.TryFactor(covariance, 0, covariance, dimension))
        {
            return;
        }
        for (int i = 0; i < dimension; i++)
        {
            Span<double> row = noise.AsSpan(i * draws, draws);
            for (int j = 0; j < i; j++)
            {
                double factor = covariance[i * dimension + j];
                ReadOnlySpan<double> other = noise.AsSpan(j * draws, draws);
                for (int d = 0; d < draws; d++)
                {
                    row[d] -= factor * other[d];
                }
            }
            double inverse = 1 / covariance[i * dimension + i];
            foreach (ref double value in row)
            {
                value *= inverse;
            }
        }
    }
}
