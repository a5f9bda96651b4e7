using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
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
public sealed record LKJCholesky : Distribution, IPathwise
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

    /// <summary>Below the diagonal 0; on it E[Lᵢᵢ] = B(βᵢ + ½, kᵢ) / B(βᵢ, kᵢ) with βᵢ = η + (n - i) / 2 and
    /// kᵢ = (i - 1) / 2.</summary>
    /// <inheritdoc/>
    public override Tensor Mean
    {
        get
        {
            Tensor[] diagonal =
            [
                Full(1, BatchShape),
                .. Rest().Select(static r =>
                    Exp(GammaRatios.LogBeta(r.Beta + 0.5, r.Half) - GammaRatios.LogBeta(r.Beta, r.Half))),
            ];
            return OnDiagonal(diagonal);
        }
    }

    /// <summary>Below the diagonal 1 / (2η + n - 1), for each element; on it (2η + n - i) / (2η + n - 1) -
    /// E[Lᵢᵢ]².</summary>
    /// <remarks>As η grows the variances of the diagonal fall as 1 / η² and are left with an error of 10⁻¹⁶.</remarks>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            int n = Dimension;
            Tensor whole = 2 * Concentration + (n - 1), each = Reshape(1 / whole, BatchShape.Append([1, 1]));
            Tensor[] squares = [.. Enumerable.Range(0, n).Select(i => 1 - i / whole)];
            return each * Events.Indicator(n, n, static (i, j) => j < i) + OnDiagonal(squares) - Square(Mean);
        }
    }

    /// <summary>log c + ½ Σ (n - i + 2η - 2) (ψ(βᵢ + kᵢ) - ψ(βᵢ)), i = 2 ... n, with β and k as for the
    /// mean.</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            Tensor entropy = LogNormalizer();
            foreach (var (beta, half) in Rest())
            {
                entropy += (beta - 1) * GammaRatios.DigammaDifference(beta, half);
            }
            return entropy;
        }
    }

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.Composition;

    /// <summary>Batch, then one number for each element below the diagonal.</summary>
    /// <inheritdoc/>
    public override Shape NoiseShape => BatchShape.Append([Dimension * (Dimension - 1) / 2]);

    /// <summary>By canonical partial correlations 2 bᵢⱼ - 1, row by row: bᵢⱼ has a beta distribution with both weights
    /// η + (n - 1 - j) / 2 (Lewandowski, Kurowicka and Joe 2009, section 2.4), and is its quantile at Φ(ε).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        int n = Dimension;
        double[] steps = [.. Enumerable.Range(1, n - 1).SelectMany(i => Enumerable.Range(1, i).Select(j =>
            0.5 * (n - 1 - j)))];
        Tensor weights = Reshape(Concentration, BatchShape.Append([1])) + steps;
        return new CorrelationCholesky(n).Forward(0.5 * LogitBetaQuantile(weights, weights, noise));
    }

    /// <summary>For rows 2 ... n: what the others leave of 1, Lᵢᵢ², has the beta distribution of weights βᵢ and
    /// kᵢ.</summary>
    private IEnumerable<(Tensor Beta, double Half)> Rest() => Enumerable.Range(1, Dimension - 1).Select(i =>
        (Concentration + 0.5 * (Dimension - 1 - i), 0.5 * i));

    /// <summary>One number for each row of each matrix of the batch, on its diagonal.</summary>
    private Tensor OnDiagonal(Tensor[] elements)
    {
        int n = Dimension;
        Tensor last = Concatenate([.. elements.Select(Events.Column)], -1);
        return Events.Place(last, [.. Enumerable.Range(0, n).Select(i => i * (n + 1))], [n, n]);
    }

    /// <summary>log c, by log Γ(η + (n - 1 - k) / 2) - log Γ(η + (n - 1) / 2) = log B(η + (n - 1 - k) / 2, k / 2) - log
    /// Γ(k / 2).</summary>
    private Tensor LogNormalizer()
    {
        Tensor sum = 0.25 * Dimension * (Dimension - 1) * LogPi;
        for (int k = 1; k < Dimension; k++)
        {
            sum += GammaRatios.LogBeta(Concentration + 0.5 * (Dimension - 1 - k), 0.5 * k) - LogGamma(0.5 * k);
        }
        return sum;
    }
}
