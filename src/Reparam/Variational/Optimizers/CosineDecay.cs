namespace Reparam.Variational;

/// <summary>η₁ + ½(η₀ − η₁)(1 + cos(πt/T)): half a cosine from η₀ at t = 0 to η₁ at t = T, and η₁ afterwards.</summary>
/// <remarks>Source: Loshchilov and Hutter (2017), "SGDR", equation 5, without restarts.</remarks>
public sealed record CosineDecay : StepSizeSchedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="initial">η₀, positive and finite.</param>
    /// <param name="final">η₁, positive and finite.</param>
    /// <param name="steps">T, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public CosineDecay(double initial, double final, long steps)
    {
        Initial = Positive(initial, nameof(initial));
        Final = Positive(final, nameof(final));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        Steps = steps;
    }

    /// <summary>η₀, the first step size.</summary>
    public double Initial { get; }

    /// <summary>η₁, the last step size.</summary>
    public double Final { get; }

    /// <summary>T, the number of steps of the descent.</summary>
    public long Steps { get; }

    /// <inheritdoc/>
    public override double At(long step) => step >= Steps
        ? Final
        : Final + (0.5 * (Initial - Final) * (1 + Math.Cos(Math.PI * step / Steps)));
}
