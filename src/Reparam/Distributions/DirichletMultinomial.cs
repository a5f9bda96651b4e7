using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The Dirichlet-multinomial distribution: how often each of K categories occurs in n trials whose
/// probabilities are a draw of Dirichlet(α); P(y) = n! Γ(A) / Γ(n + A) Π Γ(yₖ + αₖ) / (yₖ! Γ(αₖ)), A = Σ αₖ.</summary>
/// <remarks>
/// Event shape [K]. It is the probability of independent negative binomial counts of concentrations αₖ and a common
/// probability over that of their sum, of concentration A, whatever that probability is; at the mean of the sum nothing
/// of size n log n is subtracted. A draw is made category by category, of beta-binomial distributions of what is left.
/// Source: Mosimann (1962), On the compound multinomial distribution.
/// </remarks>
public sealed record DirichletMultinomial : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="totalCount">n, the number of trials, an integer of at least 0.</param>
    /// <param name="concentration">α: batch axes, then K weights, each above 0.</param>
    /// <exception cref="ArgumentException">n is not such an integer, a weight is not finite and above 0, there are no
    /// axes, or the shapes do not broadcast.</exception>
    public DirichletMultinomial(Tensor totalCount, Tensor concentration)
    {
        TotalCount = Parameter.Count(nameof(DirichletMultinomial), totalCount);
        Parameter.Axes(
            nameof(DirichletMultinomial), concentration, 1, "Its last axis holds one weight for each category.");
        Concentration = Parameter.Positive(nameof(DirichletMultinomial), concentration);
        BatchShape = Parameter.Batch(nameof(DirichletMultinomial), totalCount, Categories.Place(concentration, 0),
            nameof(totalCount), nameof(concentration));
    }

    /// <summary>n, the number of trials.</summary>
    public Tensor TotalCount { get; }

    /// <summary>α, the weights.</summary>
    public Tensor Concentration { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerSimplex(TotalCount);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => Concentration.Shape[^1..];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        // It holds at every probability, so that this one has no derivative.
        Tensor logit = StopGradient(Log(Maximum(TotalCount, 1) / Total));
        return Sum(Counts.NegativeBinomialLogProb(x, Concentration, Categories.Inner(logit)), -1)
            - Counts.NegativeBinomialLogProb(TotalCount, Total, logit);
    }

    /// <summary>n αₖ / A.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Categories.Inner(TotalCount) * Share;

    /// <summary>n αₖ / A (1 - αₖ / A) (n + A) / (1 + A).</summary>
    /// <inheritdoc/>
    public override Tensor Variance =>
        Mean * (1 - Share) * Categories.Inner((TotalCount + Total) / (1 + Total));

    /// <summary>Refused: the sum over all ways to divide n trials is too long.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Tensor Entropy => throw Lacks("an entropy, which is a sum over all ways to divide the trials");

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>Two numbers for each category but the last, which is what is left.</summary>
    public override Shape NoiseShape => BatchShape.Append([EventShape[0] - 1, 2]);

    /// <summary>Category by category a draw of BetaBinomial(what is left of n, αₖ, Σ αⱼ over j &gt; k).</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        Tensor first = Categories.Place(noise, 0), second = Categories.Place(noise, 1);
        Tensor rest = EventShape[0] == 1 ? Concentration : Categories.SumOfRest(Concentration);
        return Multinomial.Divide(nameof(DirichletMultinomial), TotalCount, EventShape[0], first.Shape[..^1],
            (left, k) => BetaBinomial.Draw(nameof(DirichletMultinomial), left, Categories.Place(Concentration, k),
                Categories.Place(rest, k), Categories.Place(first, k), Categories.Place(second, k)));
    }

    private Tensor Total => Sum(Concentration, -1);

    private Tensor Share => Categories.Normalized(Concentration);
}
