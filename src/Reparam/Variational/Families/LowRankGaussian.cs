using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A normal distribution with few directions of strong correlation: x = μ + (D + U Uᵀ) ε with a positive
/// diagonal D and U of shape [n, r], so that its covariance is (D + U Uᵀ)². λ = (μ, log D, U row by row).</summary>
/// <remarks>
/// (r + 2) n parameters, and r n multiplications a draw. Any covariance whose square root differs from a diagonal
/// matrix by a positive matrix of rank r is reached: directions in which the posterior is wider than its unknowns are
/// by themselves. Fitted in coordinates in which each unknown is scaled by its own curvature, that is, given the others,
/// which makes D + U Uᵀ about I + U Uᵀ. (Ong, Nott and Smith 2018, "Gaussian variational approximation with a factor
/// covariance structure", for the same idea with more noise than unknowns.)
/// </remarks>
public sealed record LowRankGaussian : BijectorFamily
{
    private readonly int _rank = 4;

    /// <summary>The elements of U at the start: at 0 they would have no gradient.</summary>
    private const double Initial = 0.1;

    /// <summary>Makes the family.</summary>
    /// <param name="rank">r, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rank is less than 1.</exception>
    public LowRankGaussian(int rank = 4) => Rank = rank;

    /// <summary>r, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Rank
    {
        get => _rank;
        init => _rank = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value,
            FormattableString.Invariant($"LowRankGaussian: the rank must be at least 1, but is {value}. ") +
            "Take MeanFieldGaussian for none.");
    }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"low-rank ({Rank})");

    /// <inheritdoc/>
    public override bool IsClosedUnderLinearMaps => false;

    /// <inheritdoc/>
    public override bool IsAffine => true;

    /// <inheritdoc/>
    public override int ParameterCount(LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return (Rank + 2) * target.Dimension;
    }

    /// <inheritdoc/>
    public override double[] Start(LogDensity target, RandomKey key)
    {
        var parameters = new double[ParameterCount(target)];
        int n = target.Dimension;
        double[] noise = new double[Rank * n];
        Noise.FillNormal(key, 0, 0, 1, 0, noise.Length, noise);
        for (int e = 0; e < noise.Length; e++)
        {
            parameters[2 * n + e] = Initial * noise[e] / Math.Sqrt(Rank);
        }
        return parameters;
    }

    /// <inheritdoc/>
    public override Bijector Bijector(Tensor parameters, LogDensity target)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(target);
        int n = target.Dimension;
        return new LowRankAffine(parameters[..n], Tensor.Exp(parameters[n..(2 * n)]),
            Tensor.Reshape(parameters[(2 * n)..], [n, Rank]));
    }
}
