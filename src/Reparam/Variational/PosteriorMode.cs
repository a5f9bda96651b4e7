using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>A mode of log g.</summary>
/// <param name="Coordinates">Centred at it, and scaled by the curvature there.</param>
/// <param name="LogDensity">log g there.</param>
/// <param name="LogMass">log g + n/2 log 2π - ½ log det H, the logarithm of its mass by Laplace's method.</param>
internal sealed record PosteriorMode(Coordinates Coordinates, double LogDensity, double LogMass)
{
    /// <summary>The mode at a point; null where the curvature is not positive.</summary>
    /// <param name="evaluator">log g.</param>
    /// <param name="point">The mode.</param>
    /// <param name="negativeValue">-log g there.</param>
    public static PosteriorMode? At(TargetEvaluator evaluator, double[] point, double negativeValue)
    {
        int n = point.Length;
        var hessian = new double[n * n];
        evaluator.NegativeHessian(point, hessian);
        var factor = new double[n * n];
        if (!DenseCholesky.TryFactor(hessian, 0, factor, n))
        {
            return null;
        }
        double logMass = n * HalfLogTwoPi - negativeValue
            - 0.5 * DenseCholesky.LogDeterminant(factor, n);
        DenseCholesky.Inverse(factor, hessian, n);
        return DenseCholesky.TryFactor(hessian, 0, factor, n)
            ? new PosteriorMode(new Coordinates(point, factor, new DensePattern(n)), -negativeValue, logMass)
            : null;
    }
}
