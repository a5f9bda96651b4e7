namespace Reparam.Variational;

/// <summary>The settings of <see cref="TrustRegionNewton"/>.</summary>
public sealed record TrustRegionNewtonOptions
{
    /// <summary>
    /// Stop when the largest absolute gradient component is at most this, in objective per parameter unit.
    /// </summary>
    public double GradientTolerance { get; init; } = 1e-8;

    /// <summary>
    /// The rounding error of the objective as a fraction of its value; smaller changes are not judged.
    /// </summary>
    public double RelativeObjectiveNoise { get; init; } = 1e-14;

    /// <summary>
    /// The first bound on the length of a step, in units of the parameters. Infinite, the default, lets the first
    /// step be a full Newton step where the Hessian is positive definite; elsewhere it means max(1, |x|).
    /// </summary>
    public double InitialRadius { get; init; } = double.PositiveInfinity;

    /// <summary>The largest number of iterations: steps tried, whether or not they are taken.</summary>
    public int MaximumIterations { get; init; } = 500;

    internal TrustRegionNewtonOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumIterations);
        Tolerances.Require(GradientTolerance, nameof(GradientTolerance));
        Tolerances.Require(RelativeObjectiveNoise, nameof(RelativeObjectiveNoise));
        if (!(InitialRadius > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(InitialRadius),
                InitialRadius,
                "InitialRadius must be positive. Leave it unset for the default.");
        }

        return this;
    }
}
