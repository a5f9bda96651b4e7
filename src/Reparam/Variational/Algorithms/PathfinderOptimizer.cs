using System.Globalization;
using Reparam.Diagnostics;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="Pathfinder"/>.</summary>
internal sealed class PathfinderOptimizer(
    TargetEvaluator evaluator, Coordinates start, Pathfinder settings, RandomKey key)
{
    /// <summary>Draws by which the mass of a path's distribution is estimated.</summary>
    private const int MassDraws = 512;

    public Optimum Run(CancellationToken cancellation)
    {
        int n = start.Dimension;
        long before = evaluator.Evaluations;
        double[] starts = QuasiMonteCarlo.Uniform(key.Fold("starts"), n, settings.Paths);
        var paths = new List<PathfinderPath>();
        for (int path = 0; path < settings.Paths; path++)
        {
            double[] from = [.. Enumerable.Range(0, n)
                .Select(e => settings.Reach * (2 * starts[e * settings.Paths + path] - 1))];
            if (PathfinderPath.Walk(evaluator, start, from, settings, key.Fold("path").Fold((ulong)path), cancellation)
                is { } found)
            {
                paths.Add(found);
            }
        }
        if (paths.Count == 0)
        {
            throw new FitException(
                "Pathfinder: no bound along any path is finite. Take a smaller Pathfinder.Reach, or more paths; " +
                "check the density for hard limits inside its support.");
        }
        Coordinates[] places = [.. paths.Select(Absolute)];
        double rHat = StartAgreement.RHat(places);
        PathfinderPath best = paths.MaxBy(p => p.Elbo)!;
        bool agree = rHat < StartAgreement.Threshold;
        Approximation approximation = agree
            ? new GaussianApproximation("Pathfinder", places[paths.IndexOf(best)])
            : new MixtureApproximation(string.Create(CultureInfo.InvariantCulture, $"Pathfinder, {paths.Count} paths"),
                Weighted(paths, places));
        string? note = settings.Paths == 1 ? null : string.Create(CultureInfo.InvariantCulture,
            $"{paths.Count} of {settings.Paths} paths arrived, and ") +
            (agree ? "agree " : "differ: a mixture of them is used ") +
            FormattableString.Invariant($"(R-hat over paths {rHat:F2}).");
        return new Optimum(approximation,
            [.. paths.Select(p => new FitRound(settings.DrawsPerStep, p.Steps, p.Elbo, p.GradientNorm, double.NaN))],
            null, evaluator.Evaluations - before)
        {
            Note = note,
        };
    }

    /// <summary>Each by the mass that its importance weights tell of; such as hold next to nothing are left
    /// out.</summary>
    private (double LogWeight, Coordinates Coordinates)[] Weighted(
        List<PathfinderPath> paths, Coordinates[] coordinates)
    {
        double[] masses = [.. paths.Select((path, i) => ParetoSmoothedImportanceSampling.Smooth(PathfinderPath.LogRatios(
            evaluator, start, path.Mean, path.Factor, key.Fold("mass").Fold((ulong)i), MassDraws)).LogMeanRatio)];
        double most = masses.Max();
        double total = most + Math.Log(masses.Where(m => m > most - 20).Sum(m => Math.Exp(m - most)));
        return [.. masses.Select((mass, i) => (mass - total, coordinates[i])).Where(c => c.Item1 > -20)];
    }

    private Coordinates Absolute(PathfinderPath path)
    {
        int n = start.Dimension;
        double[] mean = [.. path.Mean];
        start.Apply(mean);
        if (n > ModeSearch.MaximumCurvatureDimension)
        {
            // The marginal standard deviations: the norms of the rows of C F.
            double[] scales = [.. Enumerable.Range(0, n).Select(i => DenseVector.Norm(Row(path, i)))];
            return new Coordinates(mean, scales, new DiagonalPattern(n));
        }
        double[][] rows = [.. Enumerable.Range(0, n).Select(i => Row(path, i))];
        double[] covariance = new double[n * n], factor = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[i * n + j] = covariance[j * n + i] = DenseCholesky.InnerProduct(rows[i], rows[j]);
            }
        }
        if (!DenseCholesky.TryFactor(covariance, 0, factor, n))
        {
            // Rounding has left no positive definite matrix: its scales are still right.
            Array.Clear(factor);
            for (int i = 0; i < n; i++)
            {
                factor[i * n + i] = Math.Sqrt(covariance[i * n + i]);
            }
        }
        return new Coordinates(mean, factor, new DensePattern(n));
    }

    /// <summary>Row i of C F.</summary>
    private double[] Row(PathfinderPath path, int i)
    {
        double[] row = start.Row(i);
        path.Factor.ApplyTransposed(row);
        return row;
    }
}
