using Reparam.Variational;

namespace Reparam;

/// <summary>A way to maximise the objective.</summary>
public abstract record FitAlgorithm
{
    private protected FitAlgorithm() { }

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is.</exception>
    internal abstract void Check();

    /// <summary>Refuses families that it does not go with.</summary>
    /// <exception cref="ArgumentException">This one does not.</exception>
    internal virtual void CheckFamily(VariationalFamily? family) { }
}
