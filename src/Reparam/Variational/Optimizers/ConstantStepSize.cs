namespace Reparam.Variational;

/// <summary>η at every step: the iterates settle into a stationary cloud whose average is the estimate.</summary>
public sealed record ConstantStepSize : StepSizeSchedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="value">η, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">η is not positive and finite.</exception>
    public ConstantStepSize(double value) => Value = Positive(value, nameof(value));

    /// <summary>η.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override double At(long step) => Value;
}
