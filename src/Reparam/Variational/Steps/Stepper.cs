namespace Reparam.Variational;

/// <summary>The iterates of a stochastic optimisation, in some parametrisation of the approximation.</summary>
internal abstract class Stepper
{
    /// <summary>What is averaged over the steps: numbers in units of standard deviations at the start.</summary>
    public abstract ReadOnlySpan<double> Iterate { get; }

    /// <summary>The coordinates in which the gradient is to be taken.</summary>
    public abstract Coordinates Coordinates { get; }

    /// <summary>The parameters at which the gradient is to be taken.</summary>
    public abstract ReadOnlySpan<double> Parameters { get; }

    /// <summary>Whether the iterates are beyond the first steps, which are small whatever the distance that is left to
    /// go.</summary>
    public virtual bool IsWarm => true;

    /// <summary>The rule's own average over its iterates; empty where it has none.</summary>
    public virtual ReadOnlySpan<double> Average => default;

    /// <summary>Steps down the loss whose gradient in the parameters is given.</summary>
    public abstract void Step(ReadOnlySpan<double> gradient);

    /// <summary>The approximation of an iterate.</summary>
    public abstract Approximation Fitted(ReadOnlySpan<double> iterate);

    /// <summary>Begins anew from an iterate, with smaller steps.</summary>
    /// <param name="iterate">Where.</param>
    /// <param name="factor">By what the steps are smaller, below 1.</param>
    public abstract void BackOff(ReadOnlySpan<double> iterate, double factor);

    /// <summary>Writes all that it carries.</summary>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Goes back to what was written.</summary>
    public abstract void Load(BinaryReader reader);
}
