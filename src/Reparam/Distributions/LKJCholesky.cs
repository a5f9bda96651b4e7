using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The distribution of Lewandowski, Kurowicka and Joe of correlation matrices Ω with density
/// ∝ (det Ω)^(η - 1), as that of their lower Cholesky factors L: density Π Lᵢᵢ^(n - i + 2η - 2) / c, i = 2 ... n, in
/// the elements of L below the diagonal.</summary>
/// <remarks>
/// Event shape [n, n]. Stan's <c>lkj_corr_cholesky</c> (Lewandowski, Kurowicka and Joe 2009, "Generating random
/// correlation matrices based on vines and extended onion method", eq. 16), normalised:
/// c = Π πᵏᐟ² Γ(η + (n - 1 - k) / 2) / Γ(η + (n - 1) / 2), k = 1 ... n - 1. η = 1 is uniform over correlation matrices,
/// greater η draws them towards the identity. Only the diagonal of a value is read.
/// </remarks>
public sealed record LKJCholesky : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="dimension">n, the number of correlated variables, at least 2.</param>
    /// <param name="concentration">η, above 0.</param>
    /// <exception cref="ArgumentException">n is below 2, or η is not finite and above 0.</exception>
    public LKJCholesky(int dimension, Tensor concentration)
    {
        Dimension = dimension >= 2 ? dimension : throw new ArgumentOutOfRangeException(nameof(dimension),
            $"LKJCholesky: dimension must be at least 2, but is {dimension}. It is the number of " +
            "correlated variables.");
        Concentration = Parameter.Positive(nameof(LKJCholesky), concentration);
    }

    /// <summary>n, the number of correlated variables.</summary>
    public int Dimension { get; }

    /// <summary>η, the concentration.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.CorrelationCholesky(Dimension);

    /// <inheritdoc/>
    public override Shape BatchShape => Concentration.Shape;

    /// <inheritdoc/>
    public override Shape EventShape => [Dimension, Dimension];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int n = Dimension;
        int[] places = [.. Enumerable.Range(1, n - 1).Select(i => i * (n + 1))];
        Tensor diagonal = Gather(Reshape(x, x.Shape[..^2].Append([n * n])), places, -1);
        double[] steps = [.. places.Select((_, i) => n - 4.0 - i)];
        Tensor exponents = 2 * Reshape(Concentration, BatchShape.Append([1])) + steps;
        return Sum(XLogY(exponents, diagonal), -1) - LogNormalizer();
    }

    /// <summary>log c, by log Γ(η + (n - 1 - k) / 2) - log Γ(η + (n - 1) / 2) = log B(η + (n - 1 - k) / 2, k / 2) - log
    /// Γ(k / 2).</summary>
    private Tensor LogNormalizer()
    {
        Tensor sum = 0.25 * Dimension * (Dimension - 1) * Math.Log(Math.PI);
        for (int k = 1; k < Dimension; k++)
        {
            sum += GammaRatios.LogBeta(Concentration + 0.5 * (Dimension - 1 - k), 0.5 * k) - LogGamma(0.5 * k);
        }
        return sum;
    }
}
