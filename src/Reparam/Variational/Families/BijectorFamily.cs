using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>A family whose members are one bijector with parameters applied to standard normal noise: x =
/// T_λ(ε).</summary>
public abstract record BijectorFamily : VariationalFamily
{
    /// <summary>T_λ, from noise of length n to unknowns of length n.</summary>
    /// <param name="parameters">λ, a vector.</param>
    /// <param name="target">The log density to approximate.</param>
    public abstract Bijector Bijector(Tensor parameters, LogDensity target);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<FamilyComponent> Components(Tensor parameters, LogDensity target) =>
        [new FamilyComponent(0, Bijector(parameters, target))];
}
