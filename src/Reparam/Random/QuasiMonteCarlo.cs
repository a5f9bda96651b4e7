using Reparam.Numerics;

namespace Reparam.Random;

/// <summary>Randomised quasi-Monte Carlo points: draws that fill the space more evenly than independent ones, each of
/// them still exactly uniform (or normal), so that averages are unbiased.</summary>
/// <remarks>
/// <para>Coordinates up to <see cref="SobolSequence.MaxDimensions"/> are an Owen-scrambled <see cref="SobolSequence"/>;
/// those beyond it are a <see cref="LatinHypercube"/>, independent of the rest (padding: A. B. Owen, "Latin supercube
/// sampling for very high-dimensional simulations", 1998). Put the coordinates that matter most first.</para>
/// <para>Extension: a coordinate does not depend on how many coordinates are asked for. Within the Sobol' dimensions
/// the first N draws do not depend on how many are asked for either; beyond them they do. Powers of 2 are the best
/// numbers of draws.</para>
/// <para>Values within one point set depend on each other by design. For a standard error, compare point sets under
/// different keys.</para>
/// </remarks>
public static class QuasiMonteCarlo
{
    private const string SobolStream = "sobol";
    private const string LatinStream = "latin hypercube";

    /// <summary>Uniform points in the open unit cube.</summary>
    /// <param name="key">The key of the point set.</param>
    /// <param name="dimension">The number of coordinates, at least 1.</param>
    /// <param name="draws">The number of points, at least 1.</param>
    /// <returns>Coordinate e of draw d at <c>[e * draws + d]</c>; odd multiples of 2^-53.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimension"/> or <paramref name="draws"/> is less
    /// than 1, or their product is more than an array can hold.</exception>
    /// <exception cref="ArgumentException">The key is <c>default</c>.</exception>
    public static double[] Uniform(RandomKey key, int dimension, int draws)
    {
        CheckCount(dimension, nameof(dimension));
        CheckCount(draws, nameof(draws));
        if ((long)dimension * draws > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(draws),
                draws,
                $"QuasiMonteCarlo: dimension * draws = {dimension} * {draws} values are more than an array holds " +
                $"({Array.MaxLength}). Take fewer draws.");
        }

        double[] points = GC.AllocateUninitializedArray<double>(dimension * draws);
        FillUniform(key, 0, draws, points);
        return points;
    }

    /// <summary>Standard normal points, Φ⁻¹ of the uniform ones, coordinate by coordinate.</summary>
    /// <inheritdoc cref="Uniform" path="/param|/exception"/>
    /// <returns>Coordinate e of draw d at <c>[e * draws + d]</c>; finite.</returns>
    public static double[] Normal(RandomKey key, int dimension, int draws)
    {
        var points = Uniform(key, dimension, draws);
        Noise.ToNormal(points);
        return points;
    }

    /// <summary>The same in memory that may be longer, and may be given back to <see cref="LargeArrays"/>.</summary>
    internal static double[] RentNormal(RandomKey key, int dimension, int draws)
    {
        double[] points = LargeArrays.Rent(checked(dimension * draws));
        Span<double> used = points.AsSpan(0, dimension * draws);
        FillUniform(key, 0, draws, used);
        Noise.ToNormal(used);
        return points;
    }

    /// <summary>Fills the coordinates from <paramref name="firstDimension"/> on, as many as the destination
    /// holds.</summary>
    internal static void FillUniform(RandomKey key, int firstDimension, int draws, Span<double> destination)
    {
        var sobol = key.Fold(SobolStream);
        var latin = key.Fold(LatinStream);
        for (int e = 0; e < destination.Length / draws; e++)
        {
            int dimension = firstDimension + e;
            var column = destination.Slice(e * draws, draws);
            if (dimension < SobolSequence.MaxDimensions)
            {
                SobolSequence.FillScrambled(sobol, dimension, 0, column);
            }
            else
            {
                LatinHypercube.Fill(latin, dimension, column);
            }
        }
    }

    private static void CheckCount(int count, string name)
    {
        if (count < 1)
        {
            throw new ArgumentOutOfRangeException(
                name, count, $"QuasiMonteCarlo: {name} must be at least 1. Pass the number that is needed.");
        }
    }
}
