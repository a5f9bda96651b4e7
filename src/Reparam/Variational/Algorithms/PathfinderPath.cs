using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A normal distribution on a path of <see cref="Pathfinder"/>, in the coordinates of the path.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Factor">F, with covariance F Fᵀ.</param>
/// <param name="Elbo">The estimate of its bound in nats.</param>
/// <param name="Steps">The steps of the path.</param>
/// <param name="GradientNorm">The gradient at the end of the path, in nats a standard deviation.</param>
internal sealed record PathfinderPath(
    double[] Mean, InverseCurvatureFactor Factor, double Elbo, int Steps, double GradientNorm)
{
    /// <summary>Walks a path, and takes the best of it; null where no bound along it is finite.</summary>
    public static PathfinderPath? Walk(TargetEvaluator evaluator, Coordinates coordinates, double[] start,
        Pathfinder settings, RandomKey key, CancellationToken cancellation)
    {
        var visited = new List<(double[] Point, double[] Gradient)>();
        var search = new LimitedMemoryBfgs(start.Length, new LimitedMemoryBfgsOptions
        {
            MemoryLength = settings.MemoryLength,
            MaximumIterations = settings.MaximumSteps,
            GradientTolerance = 1e-6,
        })
        {
            Visited = (point, gradient) => visited.Add(([.. point], [.. gradient])),
        };
        OptimizationResult end = search.Minimize(
            new LocalObjective(evaluator, coordinates).ValueAndGradient, start, cancellationToken: cancellation);
        PathfinderPath? best = null;
        var pairs = new Queue<(double[] Step, double[] Change)>();
        double[] diagonal = [.. Enumerable.Repeat(1.0, start.Length)];
        for (int i = 1; i < visited.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] step = Difference(visited[i].Point, visited[i - 1].Point);
            double[] change = Difference(visited[i].Gradient, visited[i - 1].Gradient);
            if (DenseVector.Dot(step, change) > 1e-12 * DenseVector.Dot(change, change))
            {
                diagonal = Updated(diagonal, step, change);
                pairs.Enqueue((step, change));
                if (pairs.Count > settings.MemoryLength)
                {
                    pairs.Dequeue();
                }
            }
            var factor = new InverseCurvatureFactor(diagonal, pairs);
            double[] shift = [.. visited[i].Gradient];
            factor.ApplyTransposed(shift);
            factor.Apply(shift);
            double[] mean = Difference(visited[i].Point, shift);
            double elbo = Bound(evaluator, coordinates, mean, factor, key.Fold((ulong)i), settings.DrawsPerStep);
            if (double.IsFinite(elbo) && !(elbo <= best?.Elbo))
            {
                best = new PathfinderPath(mean, factor, elbo, visited.Count - 1, end.GradientNorm);
            }
        }
        return best;
    }

    /// <summary>Points and log q at each, in the coordinates of the path: [element · draws + draw].</summary>
    public static (double[] Points, double[] LogDensities) Draw(
        double[] mean, InverseCurvatureFactor factor, RandomKey key, int draws)
    {
        int n = mean.Length;
        double[] points = QuasiMonteCarlo.Normal(key, n, draws), u = new double[n];
        var logDensities = new double[draws];
        double atMean = -n * Numerics.MathConstants.HalfLogTwoPi - factor.LogDeterminant;
        for (int d = 0; d < draws; d++)
        {
            for (int e = 0; e < n; e++)
            {
                u[e] = points[e * draws + d];
            }
            logDensities[d] = atMean - 0.5 * DenseVector.Dot(u, u);
            factor.Apply(u);
            for (int e = 0; e < n; e++)
            {
                points[e * draws + d] = mean[e] + u[e];
            }
        }
        return (points, logDensities);
    }

    /// <summary>log g - log q at draws.</summary>
    public static double[] LogRatios(TargetEvaluator evaluator, Coordinates coordinates, double[] mean,
        InverseCurvatureFactor factor, RandomKey key, int draws)
    {
        var (points, logDensities) = Draw(mean, factor, key, draws);
        var x = new double[mean.Length];
        double scale = coordinates.LogDeterminant();
        for (int d = 0; d < draws; d++)
        {
            for (int e = 0; e < x.Length; e++)
            {
                x[e] = points[e * draws + d];
            }
            coordinates.Apply(x);
            for (int e = 0; e < x.Length; e++)
            {
                points[e * draws + d] = x[e];
            }
        }
        double[] values = evaluator.LogProb(points, draws);
        return [.. values.Zip(logDensities, (g, q) => double.IsNaN(g) ? double.NegativeInfinity : g - q + scale)];
    }

    private static double Bound(TargetEvaluator evaluator, Coordinates coordinates, double[] mean,
        InverseCurvatureFactor factor, RandomKey key, int draws) =>
        LogRatios(evaluator, coordinates, mean, factor, key, draws).Average();

    private static double[] Difference(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a - b)];

    /// <summary>The diagonal that BFGS would have (Gilbert and Lemaréchal 1989; Zhang et al. 2022, algorithm
    /// 3).</summary>
    private static double[] Updated(double[] diagonal, double[] step, double[] change)
    {
        double weighted = 0, along = DenseVector.Dot(change, step), over = 0;
        for (int i = 0; i < step.Length; i++)
        {
            weighted += change[i] * change[i] * diagonal[i];
            over += step[i] * step[i] / diagonal[i];
        }
        return [.. diagonal.Select((d, i) => 1 / (weighted / along / d + change[i] * change[i] / along
            - weighted * step[i] * step[i] / (along * over * d * d)))];
    }
}
