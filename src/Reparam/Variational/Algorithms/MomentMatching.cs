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
    /// <param name="draws">The number of draws.</param>
    /// <param name="pattern">Says which correlations to remove too: those within its blocks, where there are more than
    /// twice as many draws as elements in a block.</param>
    public static void Apply(double[] noise, int draws, FactorPattern pattern)
    {
        for (int e = 0; e < pattern.Dimension; e++)
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
        pattern.Decorrelate(noise, draws);
    }

    /// <summary>Takes out of an element its part along others, which are of variance 1 and have no correlations among
    /// themselves; leaves it unscaled.</summary>
    public static void Remove(double[] noise, int element, ReadOnlySpan<int> others, int draws)
    {
        Span<double> row = noise.AsSpan(element * draws, draws);
        foreach (int o in others)
        {
            ReadOnlySpan<double> other = noise.AsSpan(o * draws, draws);
            double factor = DenseCholesky.InnerProduct(row, other) / draws;
            for (int d = 0; d < draws; d++)
            {
                row[d] -= factor * other[d];
            }
        }
    }

    /// <summary>Row i less its part along the rows before it: E ← R⁻¹ E, where R Rᵀ is the sample covariance of some
    /// elements.</summary>
    public static void Decorrelate(double[] noise, int[] elements, int draws)
    {
        int dimension = elements.Length;
        var covariance = new double[dimension * dimension];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[i * dimension + j] = DenseCholesky.InnerProduct(
                    noise.AsSpan(elements[i] * draws, draws), noise.AsSpan(elements[j] * draws, draws)) / draws;
            }
        }
        if (!DenseCholesky.TryFactor(covariance, 0, covariance, dimension))
        {
            return;
        }
        for (int i = 0; i < dimension; i++)
        {
            Span<double> row = noise.AsSpan(elements[i] * draws, draws);
            for (int j = 0; j < i; j++)
            {
                double factor = covariance[i * dimension + j];
                ReadOnlySpan<double> other = noise.AsSpan(elements[j] * draws, draws);
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
