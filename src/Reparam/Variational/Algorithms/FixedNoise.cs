using Reparam.Random;

namespace Reparam.Variational;

/// <summary>The noise of fixed draws: quasi-random, with the moments that the family can tell of matched.</summary>
internal static class FixedNoise
{
    /// <summary>The noise of each point of some draws: [element · draws + draw].</summary>
    /// <param name="key">The same key gives the same noise.</param>
    /// <param name="points">The points of a draw.</param>
    /// <param name="draws">The number of draws.</param>
    /// <param name="pattern">Of the family's factors.</param>
    public static double[][] Make(RandomKey key, int points, int draws, FactorPattern pattern)
    {
        int n = pattern.Dimension;
        // Elements of different points are different dimensions: along one dimension quasi-random numbers are anything
        // but independent. All points of all draws are one set for their moments, so that these match together.
        double[] byPoint = QuasiMonteCarlo.Normal(key, n * points, draws);
        double[] all = points == 1 ? byPoint : Reordered(byPoint, n, points, isBack: false);
        MomentMatching.Apply(all, draws * points, pattern);
        return points == 1 ? [all] : [.. Reordered(all, n, points, isBack: true).Chunk(n * draws)];
    }

    /// <summary>[point, element, draw] as [element, point, draw], or the other way.</summary>
    private static double[] Reordered(double[] noise, int n, int points, bool isBack)
    {
        int draws = noise.Length / (n * points);
        var result = new double[noise.Length];
        for (int point = 0; point < points; point++)
        {
            for (int e = 0; e < n; e++)
            {
                int byPoint = (point * n + e) * draws, byElement = (e * points + point) * draws;
                noise.AsSpan(isBack ? byElement : byPoint, draws).CopyTo(result.AsSpan(isBack ? byPoint : byElement));
            }
        }
        return result;
    }
}
