using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A flow: noise goes through a map T with parameters, and then through an affine map A with parameters, x =
/// A(T(ε)). λ = (μ, log diag C, the rest of C, the parameters of T) for A(z) = μ + C z with C lower triangular.</summary>
/// <remarks>
/// T starts at the identity or close to it, so that a fit starts from the normal distribution that the coordinates
/// describe, and what T adds is what the posterior has beyond that. To write one derive from it and give the map, its
/// parameters and where they start; <see cref="CustomFamily"/> takes these as functions.
/// </remarks>
public abstract record FlowFamily : BijectorFamily
{
    /// <summary>Whether C has elements below its diagonal; null for yes up to <see cref="FitOptions.FullRankLimit"/>
    /// unknowns and no beyond.</summary>
    public bool? IsFullRank { get; init; }

    /// <inheritdoc/>
    public override bool IsClosedUnderLinearMaps => IsFullRank != false;

    /// <inheritdoc/>
    public sealed override int ParameterCount(LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return AffineCount(target.Dimension) + FlowParameterCount(target.Dimension);
    }

    /// <summary>A the identity, and T where it starts.</summary>
    /// <inheritdoc/>
    public sealed override double[] Start(LogDensity target, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(target);
        return [.. new double[AffineCount(target.Dimension)], .. FlowStart(target.Dimension, key)];
    }

    /// <inheritdoc/>
    public sealed override Bijector Bijector(Tensor parameters, LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(target);
        int n = target.Dimension, affine = AffineCount(n);
        return new Chain(Flow(parameters[affine..], n), Affine(n).ParameterMap(parameters[..affine]));
    }

    /// <summary>The number of parameters of T.</summary>
    /// <param name="dimension">n, the number of unknowns.</param>
    protected abstract int FlowParameterCount(int dimension);

    /// <summary>The parameters of T to start from: the identity, or close to it.</summary>
    /// <param name="dimension">n, the number of unknowns.</param>
    /// <param name="key">For parameters that must not all start alike.</param>
    protected abstract double[] FlowStart(int dimension, RandomKey key);

    /// <summary>T, from vectors of length n to vectors of length n.</summary>
    /// <param name="parameters">Its parameters, a vector.</param>
    /// <param name="dimension">n, the number of unknowns.</param>
    protected abstract Bijector Flow(Tensor parameters, int dimension);

    private FactorPattern Affine(int dimension) => IsFullRank ?? dimension <= FitOptions.FullRankLimit
        ? new DensePattern(dimension)
        : new DiagonalPattern(dimension);

    private int AffineCount(int dimension) => 2 * dimension + Affine(dimension).OffDiagonalCount;
}
