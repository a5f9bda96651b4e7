namespace Reparam.Variational;

/// <summary>The constants of <see cref="Adam"/>; the defaults are those of Kingma and Ba (2015).</summary>
public sealed record AdamOptions
{
    /// <summary>β₁ in [0, 1), the memory of the gradient average.</summary>
    public double FirstMomentDecay { get; init; } = 0.9;

    /// <summary>β₂ in [0, 1), the memory of the average of squared gradients.</summary>
    public double SecondMomentDecay { get; init; } = 0.999;

    /// <summary>ε &gt; 0, the gradient size below which steps shrink.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal AdamOptions Checked()
    {
        RequireFraction(FirstMomentDecay, nameof(FirstMomentDecay));
        RequireFraction(SecondMomentDecay, nameof(SecondMomentDecay));
        if (!(Epsilon > 0 && double.IsFinite(Epsilon)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Epsilon), Epsilon, "Epsilon must be positive and finite. Leave it unset for 1e-8.");
        }

        return this;
    }

    private static void RequireFraction(double value, string name)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(
                name, value, $"{name} must lie in [0, 1). Leave it unset for the default.");
        }
    }
}
