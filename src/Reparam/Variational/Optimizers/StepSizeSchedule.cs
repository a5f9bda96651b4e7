namespace Reparam.Variational;

/// <summary>The step size as a function of the number of steps taken.</summary>
public abstract record StepSizeSchedule
{
    /// <summary>The size of a step, in units of the parameters.</summary>
    /// <param name="step">The number of steps taken before this one: 0, 1, 2, …</param>
    /// <returns>A step size that is finite and not negative.</returns>
    public abstract double At(long step);

    private protected static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"{name} must be positive and finite. Typical step sizes lie between 1e-3 and 1e-1.");
}
