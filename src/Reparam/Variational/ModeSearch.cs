using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Finds coordinates to start from: centred at the mode, scaled by the curvature there.</summary>
internal static class ModeSearch
{
    private const int StartAttempts = 64;

    /// <summary>The most unknowns for which the curvature is computed; beyond, coordinates are left as they
    /// are.</summary>
    private const int MaximumCurvatureDimension = 2048;

    /// <summary>Finds the mode and the curvature there.</summary>
    public static Coordinates Find(
        LogDensity target, TargetEvaluator evaluator, bool full, RandomKey key, CancellationToken cancellation)
    {
        int n = target.Dimension;
        double[] point = FiniteStart(target, evaluator, key);
        var quasiNewton = new LimitedMemoryBfgs(
            n, new LimitedMemoryBfgsOptions { GradientTolerance = 1e-4, MaximumIterations = 200 });
        OptimizationResult found = quasiNewton.Minimize(
            evaluator.NegativeValueAndGradient, point, cancellationToken: cancellation);
        if (double.IsFinite(found.Value))
        {
            found.Point.CopyTo(point);
        }
        if (n > MaximumCurvatureDimension)
        {
            return new Coordinates(point, [.. Enumerable.Repeat(1.0, n)]);
        }
        var hessian = new double[n * n];
        evaluator.NegativeHessian(point, hessian);
        return new Coordinates(point, full && n > 1 ? InverseRoot(hessian, n) : InverseRootOfDiagonal(hessian, n));
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
            $"{StartAttempts - 1} points around it. Not finite: {string.Join("; ", broken)}.{NonFiniteDraw.Describe(target, new double[target.Dimension])} " +
            "Check that the priors put mass where the likelihood does, and that scales and probabilities stay inside " +
            "their ranges.";
    }

    /// <summary>A lower triangular C with C Cᵀ = (H + shift)⁻¹, where the shift is the least of a growing ladder that
    /// makes the matrix positive definite: at a mode, none.</summary>
    private static double[] InverseRoot(double[] hessian, int n)
    {
        double scale = Enumerable.Range(0, n).Max(i => Math.Abs(hessian[i * n + i]));
        var factor = new double[n * n];
        // Without any curvature, as for |x|, there is nothing but the unit to go by.
        double shift = scale == 0 ? 1 : 0;
        while (!DenseCholesky.TryFactor(hessian, shift, factor, n))
        {
            shift = Math.Max(10 * shift, 1e-10 * Math.Max(scale, 1e-300));
            if (!double.IsFinite(shift))
            {
                // The curvature itself is not finite: nothing to learn from it.
                Array.Clear(hessian);
                shift = 1;
            }
        }
        var covariance = new double[n * n];
        DenseCholesky.Inverse(factor, covariance, n);
        if (!DenseCholesky.TryFactor(covariance, 0, factor, n))
        {
            Array.Clear(factor);
            for (int i = 0; i < n; i++)
            {
                factor[i * n + i] = 1 / Math.Sqrt(Math.Max(hessian[i * n + i] + shift, 1e-300));
            }
        }
        return factor;
    }

    private static double[] InverseRootOfDiagonal(double[] hessian, int n) =>
        [.. Enumerable.Range(0, n).Select(i => hessian[i * n + i])
            .Select(h => h > 0 && double.IsFinite(h) ? 1 / Math.Sqrt(h) : 1)];
}
