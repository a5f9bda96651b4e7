namespace Reparam.Variational;

/// <summary>η (1 + t/τ)^(−p): constant for t ≪ τ, a power law afterwards.</summary>
/// <remarks>For ½ &lt; p ≤ 1 the steps meet the conditions of Robbins and Monro (1951), equations 6 and 26.</remarks>
public sealed record PolynomialDecay : StepSizeSchedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="initial">η, positive and finite.</param>
    /// <param name="delay">τ in steps, positive and finite.</param>
    /// <param name="power">p, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not positive and finite.</exception>
    public PolynomialDecay(double initial, double delay, double power)
    {
        Initial = Positive(initial, nameof(initial));
        Delay = Positive(delay, nameof(delay));
        Power = Positive(power, nameof(power));
    }

    /// <summary>η, the first step size.</summary>
    public double Initial { get; }

    /// <summary>τ, the number of steps after which the step size is η 2^(−p).</summary>
    public double Delay { get; }

    /// <summary>p, the exponent.</summary>
    public double Power { get; }

    /// <inheritdoc/>
    public override double At(long step) => Initial * Math.Pow(1 + (step / Delay), -Power);
}
