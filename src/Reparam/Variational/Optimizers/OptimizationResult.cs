using System.Collections.Immutable;

namespace Reparam.Variational;

/// <summary>The outcome of a minimisation.</summary>
/// <remarks>Immutable. Equality compares <see cref="Point"/> by reference.</remarks>
/// <param name="Point">The best point found.</param>
/// <param name="Value">The objective there.</param>
/// <param name="GradientNorm">The largest absolute component of the gradient there.</param>
/// <param name="Iterations">The number of steps taken or, for a trust region, tried.</param>
/// <param name="Evaluations">The number of evaluations of value and gradient.</param>
/// <param name="Status">Why the minimisation ended.</param>
public sealed record OptimizationResult(
    ImmutableArray<double> Point,
    double Value,
    double GradientNorm,
    int Iterations,
    int Evaluations,
    OptimizationStatus Status)
{
    /// <summary>Whether the point is a minimum as far as the stopping rules can tell.</summary>
    public bool Converged => Status is OptimizationStatus.GradientConverged or OptimizationStatus.ObjectiveConverged;

    /// <summary>The status in words, with what to do about it.</summary>
    public string Explanation => Status switch
    {
        OptimizationStatus.GradientConverged => "Converged: the gradient is within its tolerance.",
        OptimizationStatus.ObjectiveConverged => "Converged: the objective no longer changes beyond rounding error.",
        OptimizationStatus.IterationLimit =>
            "Not converged: the iteration limit was reached. Allow more iterations or rescale the parameters.",
        OptimizationStatus.LineSearchFailed =>
            "Not converged: no step along the gradient lowers the objective. Check the gradient, and that the " +
            "objective is deterministic.",
        OptimizationStatus.TrustRegionCollapsed =>
            "Not converged: no step, however small, lowered the objective as predicted. Check gradient and Hessian, " +
            "and that the objective is deterministic.",
        OptimizationStatus.NonFinite =>
            "Not converged: the objective, its gradient or its Hessian is not finite at the last point. Start where " +
            "all are finite.",
        _ => throw new InvalidOperationException(FormattableString.Invariant($"Unknown status {Status}.")),
    };

    /// <summary>One line: value, gradient norm, work done and the explanation, in the invariant culture.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"f = {Value:G10}, |gradient| = {GradientNorm:G3}, {Iterations} iterations, {Evaluations} evaluations. ") +
        Explanation;
}
