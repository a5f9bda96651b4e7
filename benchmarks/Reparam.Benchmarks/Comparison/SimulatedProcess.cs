using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks.Comparison;

/// <summary>The Gaussian process at five hundred points of a curve with a little noise of fixed digits.</summary>
internal static class SimulatedProcess
{
    private const int Points = 500;

    public static PublishedPosterior Create()
    {
        double[] x = [.. Enumerable.Range(0, Points).Select(i => -10 + 20.0 * i / (Points - 1))];
        double[] y = [.. x.Select((t, i) =>
            2 * Math.Sin(0.8 * t) + Math.Cos(0.31 * t) + 0.3 * Math.Sin(12.9898 * i * i))];
        return GaussianProcessPosterior.Create(x, y);
    }
}
