namespace Reparam.Variational;

/// <summary>
/// The settings of <see cref="LimitedMemoryBfgs"/>; the defaults suit smooth objectives of unit scale.
/// </summary>
public sealed record LimitedMemoryBfgsOptions
{
    /// <summary>The number of past steps that shape the curvature estimate, at least 1.</summary>
    public int MemoryLength { get; init; } = 10;

    /// <summary>
    /// Stop when the largest absolute gradient component is at most this, in objective per parameter unit.
    /// </summary>
    public double GradientTolerance { get; init; } = 1e-8;

    /// <summary>
    /// Stop when the objective changes by at most this fraction of itself <see cref="StalledIterations"/> times in a
    /// row. The default is ten units of rounding; 0 asks for no change at all.
    /// </summary>
    public double RelativeObjectiveTolerance { get; init; } = 10 * Tolerances.MachineEpsilon;

    /// <summary>How many stalled iterations in a row end the minimisation, at least 1.</summary>
    public int StalledIterations { get; init; } = 3;

    /// <summary>
    /// The rounding error of the objective as a fraction of its value: an increase up to this does not refuse a step.
    /// </summary>
    public double RelativeObjectiveNoise { get; init; } = 1e-13;

    /// <summary>The largest number of iterations.</summary>
    public int MaximumIterations { get; init; } = 1000;

    internal LimitedMemoryBfgsOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StalledIterations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumIterations);
        Tolerances.Require(GradientTolerance, nameof(GradientTolerance));
        Tolerances.Require(RelativeObjectiveTolerance, nameof(RelativeObjectiveTolerance));
        Tolerances.Require(RelativeObjectiveNoise, nameof(RelativeObjectiveNoise));
        return this;
    }
}
