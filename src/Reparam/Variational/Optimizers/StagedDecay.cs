namespace Reparam.Variational;

/// <summary>A step size that falls in stages, each some times as long as the one before: in stage i = 0, …, n - 1 it is
/// η₀ (η₁ / η₀)^(i / (n - 1)), and η₁ after the last.</summary>
/// <remarks>Source: Burda, Grosse and Salakhutdinov (2015), "Importance Weighted Autoencoders", section 5: eight stages of 3ⁱ
/// passes over the data each, 3280 in all, at 10⁻³ 10^(-i / 7). The same shape may be made shorter.</remarks>
public sealed record StagedDecay : StepSizeSchedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="initial">η₀, positive and finite.</param>
    /// <param name="final">η₁, positive and finite.</param>
    /// <param name="steps">The number of steps of all stages together, at least 1.</param>
    /// <param name="stages">n, at least 2.</param>
    /// <param name="growth">How many times as long as the one before a stage is, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public StagedDecay(double initial, double final, long steps, int stages = 8, double growth = 3)
    {
        Initial = Positive(initial, nameof(initial));
        Final = Positive(final, nameof(final));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 2);
        (Steps, Stages) = (steps, stages);
        Growth = growth >= 1 && double.IsFinite(growth) ? growth : throw new ArgumentOutOfRangeException(
            nameof(growth), growth, "StagedDecay: growth must be at least 1 and finite, such as 3.");
    }

    /// <summary>η₀, the step size of the first stage.</summary>
    public double Initial { get; }

    /// <summary>η₁, that of the last.</summary>
    public double Final { get; }

    /// <summary>The number of steps of all stages together.</summary>
    public long Steps { get; }

    /// <summary>n.</summary>
    public int Stages { get; }

    /// <summary>How many times as long as the one before a stage is.</summary>
    public double Growth { get; }

    /// <inheritdoc/>
    public override double At(long step)
    {
        double all = 0, length = 1;
        for (int i = 0; i < Stages; i++, length *= Growth)
        {
            all += length;
        }
        int stage = 0;
        double end = 1;
        length = 1;
        // step / steps < end / all, of which with whole growth nothing is rounded.
        while (stage < Stages - 1 && step * all >= Steps * end)
        {
            stage++;
            length *= Growth;
            end += length;
        }
        return Initial * Math.Pow(Final / Initial, (double)stage / (Stages - 1));
    }
}
