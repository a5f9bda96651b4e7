namespace Reparam.Variational;

/// <summary>The settings of <see cref="StochasticStopping"/>.</summary>
public sealed record StochasticStoppingOptions
{
    /// <summary>The largest R̂ that counts as stationary, above 1.</summary>
    public double RHatThreshold { get; init; } = 1.1;

    /// <summary>
    /// The largest Monte Carlo standard error allowed for a coordinate of the average, in units of the parameters. The
    /// default suits parameters of unit scale, such as those of a whitened posterior.
    /// </summary>
    public double StandardErrorTolerance { get; init; } = 0.02;

    /// <summary>
    /// The number of batch means kept per coordinate, a multiple of 16 and at least 64. More of them make chance less
    /// likely to hold up the decision in many dimensions: with 256, R̂ of a settled coordinate exceeds 1.1 with a
    /// probability between 8e-3 (store half full) and 9e-5 (store full), by the F distribution.
    /// </summary>
    public int BatchCapacity { get; init; } = 256;

    internal StochasticStoppingOptions Checked()
    {
        if (!(RHatThreshold > 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(RHatThreshold), RHatThreshold, "RHatThreshold must exceed 1. Leave it unset for 1.1.");
        }

        if (!(StandardErrorTolerance > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(StandardErrorTolerance),
                StandardErrorTolerance,
                "StandardErrorTolerance must be positive. Leave it unset for 0.02.");
        }

        if (BatchCapacity < 64 || BatchCapacity % 16 != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(BatchCapacity),
                BatchCapacity,
                "BatchCapacity must be a multiple of 16 and at least 64. Use 256.");
        }

        return this;
    }
}
