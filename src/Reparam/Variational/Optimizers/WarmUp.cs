namespace Reparam.Variational;

/// <summary>Another schedule, of which the first steps are made small: min(1, (t + 1) / T) times it.</summary>
/// <remarks>Source: Goyal et al. (2017), "Accurate, Large Minibatch SGD", section 2.2.</remarks>
public sealed record WarmUp : StepSizeSchedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="schedule">The schedule that is reached, whose steps are counted from the beginning.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">T is less than 1.</exception>
    public WarmUp(StepSizeSchedule schedule, long steps)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (Schedule, Steps) = (schedule, steps);
    }

    /// <summary>The schedule that is reached.</summary>
    public StepSizeSchedule Schedule { get; }

    /// <summary>T, the number of steps until it is.</summary>
    public long Steps { get; }

    /// <inheritdoc/>
    public override double At(long step) => step + 1 < Steps ? (step + 1.0) / Steps * Schedule.At(step) : Schedule.At(step);
}
