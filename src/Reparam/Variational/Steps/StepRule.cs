using Reparam.Variational;

namespace Reparam;

/// <summary>How <see cref="FreshDraws"/> goes from one iterate to the next.</summary>
public abstract record StepRule
{
    private protected StepRule() { }

    /// <summary>The steps from a start.</summary>
    /// <param name="family">The family.</param>
    /// <param name="target">The log density.</param>
    /// <param name="start">The coordinates at the start.</param>
    /// <param name="parameters">The parameters at the start, in these coordinates.</param>
    internal abstract Stepper Begin(
        VariationalFamily family, LogDensity target, Coordinates start, double[] parameters);

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is.</exception>
    internal abstract void Check();

    /// <summary>Refuses families that it does not go with.</summary>
    /// <exception cref="ArgumentException">This one does not.</exception>
    internal virtual void CheckFamily(VariationalFamily? family) { }
}
