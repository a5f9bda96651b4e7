using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A mixture of normal distributions, q = Σ πₖ N(μₖ, Cₖ Cₖᵀ) with Cₖ lower triangular; all of π, μ and C are
/// parameters. λ = (log π up to a constant, then for each component (μ, log diag C, the rest of C)).</summary>
/// <remarks>
/// Estimates are stratified: each component has draws of its own, weighted by πₖ (Roeder, Wu and Duvenaud 2017;
/// Morningstar et al. 2021), so that the weights have a gradient without a draw of the component. A bound over
/// mixtures has many optima: components start apart by <see cref="Spread"/>, and reach a mode that is not much further
/// away than that.
/// </remarks>
/// <param name="Count">The number of components, at least 1.</param>
public sealed record GaussianMixtureFamily(int Count) : VariationalFamily
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"mixture of {Count} normal distributions");

    /// <summary>How far apart components start, above 0: the standard deviation of their means, in standard deviations
    /// at the mode. The first starts at the mode.</summary>
    public double Spread { get; init; } = 2;

    /// <summary>Whether the C have elements below the diagonal; null for yes up to <see cref="FitOptions.FullRankLimit"/>
    /// unknowns and no beyond.</summary>
    public bool? IsFullRank { get; init; }

    /// <inheritdoc/>
    public override bool IsClosedUnderLinearMaps => IsFullRank != false;

    /// <inheritdoc/>
    public override int ParameterCount(LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Count * (1 + OwnCount(target.Dimension));
    }

    /// <summary>Equal weights, unit covariances, and means apart.</summary>
    /// <inheritdoc/>
    public override double[] Start(LogDensity target, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(target);
        int n = target.Dimension, own = OwnCount(n);
        var start = new double[ParameterCount(target)];
        for (int k = 1; k < Count; k++)
        {
            for (int e = 0; e < n; e++)
            {
                start[Count + k * own + e] = Spread * Noise.Normal(key, 0, k, e);
            }
        }
        return start;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FamilyComponent> Components(Tensor parameters, LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(target);
        int own = OwnCount(target.Dimension);
        Tensor logits = parameters[..Count], logWeights = logits - Tensor.LogSumExp(logits);
        FactorPattern pattern = Covariance(target.Dimension);
        return [.. Enumerable.Range(0, Count).Select(k => new FamilyComponent(logWeights[k],
            pattern.ParameterMap(parameters[(Count + k * own)..(Count + (k + 1) * own)])))];
    }

    internal override void Check()
    {
        OptionChecks.AtLeast(1, Count, nameof(GaussianMixtureFamily), mend: "Two or three are a good beginning.");
        OptionChecks.Positive(Spread, nameof(GaussianMixtureFamily), mend: "Leave it unset for 2.");
    }

    private FactorPattern Covariance(int dimension) => IsFullRank ?? dimension <= FitOptions.FullRankLimit
        ? new DensePattern(dimension)
        : new DiagonalPattern(dimension);

    private int OwnCount(int dimension) => 2 * dimension + Covariance(dimension).OffDiagonalCount;
}
