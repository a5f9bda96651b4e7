using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A set of approximations q_λ: bijectors with parameters λ, applied to standard normal noise.</summary>
/// <remarks>
/// Families are <see cref="BijectorFamily"/>s, x = T_λ(ε), or mixtures of them. To write one derive from
/// <see cref="BijectorFamily"/>. A family works in coordinates in which the posterior is roughly a standard normal
/// distribution: centred at the mode and scaled by the curvature there.
/// </remarks>
public abstract record VariationalFamily
{
    /// <summary>The name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>The number of parameters.</summary>
    /// <param name="target">The log density to approximate, with its number of unknowns n.</param>
    public abstract int ParameterCount(LogDensity target);

    /// <summary>The parameters to start from: q is the standard normal distribution, or close to it.</summary>
    /// <param name="target">The log density to approximate.</param>
    /// <param name="key">For families whose parameters must not all start alike.</param>
    public abstract double[] Start(LogDensity target, RandomKey key);

    /// <summary>q as a mixture of bijectors applied to noise; of one for all but mixtures.</summary>
    /// <param name="parameters">λ, a vector.</param>
    /// <param name="target">The log density to approximate.</param>
    public abstract IReadOnlyList<FamilyComponent> Components(Tensor parameters, LogDensity target);

    /// <summary>
    /// Whether the family contains, for each of its members, that member under any linear map of the unknowns, or is
    /// near enough to it. If so it is fitted in coordinates whitened by the whole curvature at the mode; otherwise each
    /// unknown is scaled by itself.
    /// </summary>
    public virtual bool IsClosedUnderLinearMaps => true;

    /// <summary>Whether log |det ∂T/∂ε| is the same for all ε, so that the entropy of q has a closed form.</summary>
    public virtual bool IsAffine => false;

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal virtual void Check() { }

    /// <summary>The form of the coordinates that it is fitted in.</summary>
    internal virtual FactorPattern Pattern(LogDensity target) =>
        IsClosedUnderLinearMaps && target.Dimension <= ModeSearch.MaximumCurvatureDimension
            ? new DensePattern(target.Dimension)
            : new DiagonalPattern(target.Dimension);

    /// <summary>Minus an objective and its gradient; inputs are the parameters, the centre and the factor of the
    /// coordinates, and the noise of each point.</summary>
    internal virtual DensityPlan LossPlan(
        LogDensity target, VariationalObjective objective, FactorPattern pattern) =>
        LossExpression.Gradient(target, this, objective, pattern);

    /// <summary>The approximation with given parameters.</summary>
    internal virtual Approximation Fitted(LogDensity target, Coordinates coordinates, ReadOnlySpan<double> parameters) =>
        new TransformedApproximation(target, this, coordinates, parameters.ToArray());
}

/// <summary>A part of a mixture.</summary>
/// <param name="LogWeight">The logarithm of its weight; the weights sum to 1.</param>
/// <param name="Map">The bijector from noise.</param>
public sealed record FamilyComponent(Tensor LogWeight, Bijector Map);
