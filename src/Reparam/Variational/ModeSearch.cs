using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Finds coordinates to start from: centred at the mode, scaled by the curvature there.</summary>
internal static class ModeSearch
{
    private const int StartAttempts = 64;

    /// <summary>The gradient, in nats a standard deviation, at which a point is not yet the mode, and at which it
    /// is.</summary>
    private const double FarGradient = 0.5, NearGradient = 1e-3;

    private const int PolishAttempts = 3, PolishIterations = 30;

    /// <summary>The most unknowns for which the curvature is computed; beyond, coordinates are left as they
    /// are.</summary>
    public const int MaximumCurvatureDimension = 2048;

    /// <summary>Finds the mode and the curvature there.</summary>
    public static Coordinates Find(LogDensity target, TargetEvaluator evaluator, FactorPattern pattern, RandomKey key,
        CancellationToken cancellation)
    {
        int n = target.Dimension;
        if (pattern.Globals is null && target.Reparameterization is null && SampledModeSearch.Pays(target))
        {
            double[] start = FiniteStart(target, SampledModeSearch.Smallest(target, evaluator, key), key);
            return SampledModeSearch.Find(target, evaluator, pattern, start, key, cancellation);
        }
        double[]? known = target.Reparameterization?.Start;
        double[] point = known is null ? FiniteStart(target, evaluator, key) : [.. known];
        var quasiNewton = new LimitedMemoryBfgs(
            n, new LimitedMemoryBfgsOptions { GradientTolerance = 1e-4, MaximumIterations = 200 });
        // Where scales are unknown the mode may be far from the mass.
        PathStart? path = pattern.Globals is null && target.Reparameterization is null
            ? null : new PathStart(target, evaluator, pattern);
        OptimizationResult found = quasiNewton.Minimize(
            path is null ? evaluator.NegativeValueAndGradient : path.NegativeValueAndGradient, point,
            cancellationToken: cancellation);
        if (double.IsFinite(found.Value))
        {
            found.Point.CopyTo(point);
        }
        if (path is not null)
        {
            return path.Best(point, key.Fold("path"), cancellation);
        }
        return Polished(
            evaluator, new Coordinates(point, pattern.AtCurvature(evaluator, point), pattern), cancellation);
    }

    /// <summary>Newton's method the rest of the way, in coordinates that the curvature scales. Where unknowns differ in
    /// scale by orders of magnitude, a gradient that is small in nats a unit can be far from the mode: it is nats a
    /// standard deviation that count.</summary>
    private static Coordinates Polished(
        TargetEvaluator evaluator, Coordinates found, CancellationToken cancellation)
    {
        double[] origin = new double[found.Dimension], gradient = new double[found.Dimension];
        for (int attempt = 0; attempt < PolishAttempts; attempt++)
        {
            var local = new LocalObjective(evaluator, found);
            double value = local.ValueAndGradient(origin, gradient);
            if (!(DenseVector.InfinityNorm(gradient) > FarGradient) || !double.IsFinite(value))
            {
                break;
            }
            OptimizationResult nearer = new TrustRegionNewton(found.Dimension, new TrustRegionNewtonOptions
            {
                GradientTolerance = NearGradient,
                MaximumIterations = PolishIterations,
            }).Minimize(local.ValueAndGradient, local.Product, origin, cancellation);
            if (!(nearer.Value < value))
            {
                break;
            }
            double[] point = [.. nearer.Point];
            found.Apply(point);
            found = new Coordinates(point, found.Pattern.AtCurvature(evaluator, point), found.Pattern);
        }
        return found;
    }

    /// <summary>A point where the density is finite: 0, or the best of some draws around it.</summary>
    private static double[] FiniteStart(LogDensity target, TargetEvaluator evaluator, RandomKey key)
    {
        int n = target.Dimension;
        // Draw 0 is the origin; the others spread ever less far from it.
        double[] points = QuasiMonteCarlo.Uniform(key, n, StartAttempts);
        for (int e = 0; e < n; e++)
        {
            for (int d = 0; d < StartAttempts; d++)
            {
                double reach = d == 0 ? 0 : 2 * Math.Pow(2, -d / 8);
                points[e * StartAttempts + d] = reach * (2 * points[e * StartAttempts + d] - 1);
            }
        }
        double[] values = evaluator.LogProb(points, StartAttempts);
        int best = double.IsFinite(values[0]) ? 0 : Array.FindIndex(values, double.IsFinite);
        if (best < 0)
        {
            throw new FitException(NeverFinite(target, points));
        }
        for (int d = best + 1; best > 0 && d < StartAttempts; d++)
        {
            best = double.IsFinite(values[d]) && values[d] > values[best] ? d : best;
        }
        return [.. Enumerable.Range(0, n).Select(e => points[e * StartAttempts + best])];
    }

    /// <summary>Says which terms of the density are not finite, their value at the origin, and the operation where it
    /// began.</summary>
    private static string NeverFinite(LogDensity target, double[] points)
    {
        Tensor x = Tensor.Input("x", [target.Dimension], varies: true);
        IReadOnlyList<Term> terms = target.Terms(x);
        double[][] values = DensityPlan.Run(
            target, [x], [points], [.. terms.Select(t => Tensor.Spread(t.Value))], StartAttempts);
        IEnumerable<string> broken = terms
            .Select((term, i) => (term, Value: values[i][0], Finite: values[i].Count(double.IsFinite)))
            .Where(t => t.Finite < StartAttempts)
            .Select(t => FormattableString.Invariant(
                $"{t.term.Kind.ToString().ToLowerInvariant()} of '{t.term.Name}' ({t.Value} at the origin, ") +
                FormattableString.Invariant($"finite at {t.Finite} of {StartAttempts} points)"));
        return "The log density is not finite at the origin of unconstrained space, nor at " +
            $"{StartAttempts - 1} points around it. Not finite: {string.Join("; ", broken)}." +
            $"{NonFiniteDraw.Describe(target, new double[target.Dimension])} " +
            "Check that the priors put mass where the likelihood does, and that scales and probabilities stay inside " +
            "their ranges.";
    }
}
