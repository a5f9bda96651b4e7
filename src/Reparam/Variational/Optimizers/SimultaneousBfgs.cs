using Reparam.Numerics;

namespace Reparam.Variational;

/// <summary>An objective and its gradient at several points.</summary>
/// <param name="points">Coordinate e of point d at [e · points + d].</param>
/// <param name="values">Receives the value at each point: as many as there are points.</param>
/// <param name="gradients">Receives the gradients, laid out like the points.</param>
/// <param name="asked">The points whose results are wanted: the first of them. Those after repeat one.</param>
internal delegate void ValuesAndGradients(double[] points, double[] values, double[] gradients, int asked);

/// <summary>Minimises an objective from several starts at once by <see cref="LimitedMemoryBfgs"/>: each search asks for
/// one point, and all of them are evaluated together.</summary>
/// <remarks>A point costs as much as a pack of them, so that a dozen searches take about twice the time of the longest.
/// Each goes the way that it would go alone.</remarks>
internal static class SimultaneousBfgs
{
    /// <summary>Where the search from each start ends.</summary>
    /// <param name="objective">What to minimise.</param>
    /// <param name="starts">Finite, at least one.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellation">Looked at before every evaluation.</param>
    public static OptimizationResult[] Minimize(ValuesAndGradients objective, double[][] starts,
        LimitedMemoryBfgsOptions options, CancellationToken cancellation)
    {
        int n = starts[0].Length;
        LimitedMemoryBfgs[] searches = [.. starts.Select(start =>
        {
            var search = new LimitedMemoryBfgs(n, options);
            search.Begin(start);
            return search;
        })];
        var going = new List<LimitedMemoryBfgs>(searches);
        double[] points = [], gradients = [], values = [];
        while (true)
        {
            going.RemoveAll(search => !search.Next());
            if (going.Count == 0)
            {
                return [.. searches.Select(search => search.Ended)];
            }
            cancellation.ThrowIfCancellationRequested();
            // Whole packs: what fills them up costs nothing.
            int count = (going.Count + LaneMemory.Lanes - 1) / LaneMemory.Lanes * LaneMemory.Lanes;
            if (values.Length != count)
            {
                (points, gradients, values) = (new double[n * count], new double[n * count], new double[count]);
            }
            for (int d = 0; d < count; d++)
            {
                ReadOnlySpan<double> point = going[Math.Min(d, going.Count - 1)].TrialPoint;
                for (int e = 0; e < n; e++)
                {
                    points[e * count + d] = point[e];
                }
            }
            objective(points, values, gradients, going.Count);
            for (int d = 0; d < going.Count; d++)
            {
                going[d].TrialValue = values[d];
                Span<double> gradient = going[d].TrialGradient;
                for (int e = 0; e < n; e++)
                {
                    gradient[e] = gradients[e * count + d];
                }
            }
        }
    }
}
