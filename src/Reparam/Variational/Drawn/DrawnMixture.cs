using Reparam.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A mixture of products, one for each mode.</summary>
/// <param name="name">What it is made of.</param>
/// <param name="parts">Each with the logarithm of its weight; the weights sum to 1.</param>
internal sealed class DrawnMixture(
    string name, IReadOnlyList<(double LogWeight, ProductApproximation Product)> parts) : DrawnApproximation(name)
{
    /// <summary>Those of the part of greatest weight.</summary>
    public override Coordinates Coordinates { get; } =
        parts.MaxBy(static p => p.LogWeight).Product.Coordinates;

    public override IReadOnlyList<ProductApproximation> Parts { get; } = [.. parts.Select(static p => p.Product)];

    public override Approximation Defended => new DrawnMixture(
        Name, [.. parts.Select(static p => (p.LogWeight, (ProductApproximation)p.Product.Defended))]);

    public override (double[] Points, double[] LogDensities) Draw(RandomKey key, int count, int threads)
    {
        double[] choice = Places(key.Fold("component"), count), points = [];
        double below = 0;
        foreach (var (i, part) in parts.Index())
        {
            double[] own = part.Product.Draw(key.Fold((ulong)i), count, threads).Points;
            double above = i == parts.Count - 1 ? 1 : below + Math.Exp(part.LogWeight);
            if (i == 0)
            {
                points = own;
            }
            for (int j = 0; i > 0 && j < points.Length; j++)
            {
                double place = choice[j % count];
                points[j] = place >= below && place < above ? own[j] : points[j];
            }
            below = above;
        }
        return (points, LogDensities(points, count, threads));
    }

    public override double[] LogDensities(double[] points, int count, int threads)
    {
        double[][] own = [.. parts.Select(p => p.Product.LogDensities(points, count, threads))];
        return [.. Enumerable.Range(0, count).Select(d =>
            LogDomain.LogSumExp([.. parts.Select((p, i) => p.LogWeight + own[i][d])]))];
    }

    /// <summary>The places (i + ½) / count in random order: each part gets its share of the draws.</summary>
    private static double[] Places(RandomKey key, int count)
    {
        double[] places = [.. Enumerable.Range(0, count).Select(i => (i + 0.5) / count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)(Noise.Uniform(key, 0, i, 0) * (i + 1));
            (places[i], places[j]) = (places[j], places[i]);
        }
        return places;
    }
}
