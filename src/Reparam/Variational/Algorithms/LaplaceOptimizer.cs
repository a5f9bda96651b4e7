using System.Globalization;

namespace Reparam.Variational;

/// <summary>Carries out <see cref="LaplaceApproximation"/>: Newton's method to the mode, in coordinates where the
/// posterior is about a standard normal distribution, and the curvature there.</summary>
internal static class LaplaceOptimizer
{
    /// <summary>The gradient at the mode, in nats a standard deviation: as it should be, and as it may be.</summary>
    private const double GradientTolerance = 1e-6, LargestGradient = 1e-2;

    private const int MostIterations = 100;

    public static Optimum Run(TargetEvaluator evaluator, Coordinates start, CancellationToken cancellation)
    {
        long before = evaluator.Evaluations;
        var local = new LocalObjective(evaluator, start);
        OptimizationResult found = new TrustRegionNewton(start.Dimension, new TrustRegionNewtonOptions
        {
            GradientTolerance = GradientTolerance,
            MaximumIterations = MostIterations,
            RelativeObjectiveNoise = 1e-13,
        }).Minimize(local.ValueAndGradient, local.Product, new double[start.Dimension], cancellation);
        double[] mode = [.. found.Point];
        start.Apply(mode);
        var coordinates = new Coordinates(mode, start.Pattern.AtCurvature(evaluator, mode), start.Pattern);
        double logMass =
            -found.Value + start.Dimension * Numerics.MathConstants.HalfLogTwoPi + coordinates.LogDeterminant();
        string? problem = found.GradientNorm <= LargestGradient ? null : string.Create(CultureInfo.InvariantCulture,
            $"The search for the mode stopped at a gradient of {found.GradientNorm:G2} nats a standard deviation.");
        return new Optimum(new GaussianApproximation("Laplace", coordinates),
            [new FitRound(0, found.Iterations, logMass, found.GradientNorm, double.NaN)], problem,
            evaluator.Evaluations - before);
    }
}
