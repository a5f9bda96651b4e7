using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Normal distributions x = μ + C ε whose lower triangular C has a given pattern of zeros. λ = (μ, log diag C,
/// the rest of C).</summary>
/// <remarks>A map of the family after another is one of the family. So the coordinates can move with the approximation,
/// which is what makes natural-gradient steps cheap.</remarks>
public abstract record GaussianFamily : BijectorFamily
{
    private protected GaussianFamily() { }

    /// <inheritdoc/>
    public sealed override bool IsAffine => true;

    /// <inheritdoc/>
    public sealed override int ParameterCount(LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return 2 * target.Dimension + Pattern(target).OffDiagonalCount;
    }

    /// <summary>The parameters of the standard normal distribution: zeros.</summary>
    /// <param name="target">The log density to approximate.</param>
    /// <param name="key">Is not used.</param>
    public sealed override double[] Start(LogDensity target, RandomKey key) => new double[ParameterCount(target)];

    /// <inheritdoc/>
    public sealed override Bijector Bijector(Tensor parameters, LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(target);
        return Pattern(target).ParameterMap(parameters);
    }

    internal abstract override FactorPattern Pattern(LogDensity target);

    internal sealed override Approximation Fitted(
        LogDensity target, Coordinates coordinates, ReadOnlySpan<double> parameters) =>
        new GaussianApproximation(Name, coordinates.Absorb(parameters));
}
