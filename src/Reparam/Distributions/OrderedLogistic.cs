using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The ordered logistic distribution of K categories between K - 1 cutpoints: P(y = k) =
/// σ(η - cₖ₋₁) - σ(η - cₖ), k = 0 ... K - 1, with σ(x) = 1 / (1 + e^(-x)), c₋₁ = -∞ and cₖ₋₁ = ∞ at the last.</summary>
/// <remarks>
/// Stan's <c>ordered_logistic(eta, c)</c>, with categories numbered from 0: a logistic variable of location η is cut
/// into pieces. For categories between two cutpoints the logarithm is log σ(η - cₖ₋₁) + log σ(cₖ - η) +
/// log(1 - e^(cₖ₋₁ - cₖ)), in which nothing cancels however far the cutpoints lie from η. Source: McCullagh (1980),
/// Regression models for ordinal data.
/// </remarks>
public sealed record OrderedLogistic : Distribution
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="predictor">η, the location: a batch of numbers.</param>
    /// <param name="cutpoints">c: batch axes, then K - 1 increasing numbers, at least one.</param>
    /// <exception cref="ArgumentException">A number is not finite, cutpoints do not increase or have no axis, or the
    /// shapes do not broadcast.</exception>
    public OrderedLogistic(Tensor predictor, Tensor cutpoints)
    {
        Predictor = Parameter.Finite(nameof(OrderedLogistic), predictor);
        Parameter.Axes(nameof(OrderedLogistic), cutpoints, 1, "Its last axis holds the cutpoints.");
        Cutpoints = Parameter.Finite(nameof(OrderedLogistic), cutpoints);
        if (cutpoints.Shape[^1] < 1)
        {
            throw new ArgumentException("OrderedLogistic: cutpoints must be at least one, but there are none. Two " +
                "categories have one cutpoint between them.", nameof(cutpoints));
        }
        if (Bounds.IsNumber(cutpoints) && Support.Ordered.Violation(cutpoints.ToArray(), cutpoints.Shape) is { } wrong)
        {
            throw new ArgumentException(
                $"OrderedLogistic: cutpoints must increase, but {wrong}. Sort them.", nameof(cutpoints));
        }
        BatchShape = Parameter.Batch(
            nameof(OrderedLogistic), predictor, First(cutpoints), nameof(predictor), nameof(cutpoints));
    }

    /// <summary>η, the location.</summary>
    public Tensor Predictor { get; }

    /// <summary>c, the cutpoints.</summary>
    public Tensor Cutpoints { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(0, Cuts);

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The values are numbers and one is not an integer of 0 ... K - 1.</exception>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Attributes is ConstantAttributes { Values: var values } &&
            Support.Violation(values, x.Shape) is { } violation)
        {
            throw new ArgumentException($"OrderedLogistic: {violation}. Number the categories from 0.", nameof(x));
        }
        Tensor above = LogSigmoid(Predictor - Categories.Pick(Cutpoints, x - 1));
        Tensor below = LogSigmoid(Categories.Pick(Cutpoints, x) - Predictor);
        Tensor ends = Select(x < 1, 0, above) + Select(x < Cuts, below, 0);
        return Cuts == 1 ? ends : ends + Select((x >= 1) * (x < Cuts), Categories.Pick(LogGaps, x - 1), 0);
    }

    /// <summary>Σ P(y &gt; k).</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Sum(Sigmoid(Categories.Inner(Predictor) - Cutpoints), -1);

    /// <summary>Σ (k - mean)² P(y = k).</summary>
    /// <inheritdoc/>
    public override Tensor Variance => Sum(Exp(LogProb(All)) * Square(All - Mean), 0);

    /// <summary>-Σ P(y = k) log P(y = k).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy
    {
        get
        {
            Tensor log = LogProb(All);
            return -Sum(Exp(log) * log, 0);
        }
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) =>
        At(x, 0, 1, k => Sigmoid(Categories.Pick(Cutpoints, k) - Predictor));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) =>
        At(x, 1, 0, k => Sigmoid(Predictor - Categories.Pick(Cutpoints, k)));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => At(
        x, double.NegativeInfinity, 0, k => LogSigmoid(Categories.Pick(Cutpoints, k) - Predictor));

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => At(
        x, 0, double.NegativeInfinity, k => LogSigmoid(Predictor - Categories.Pick(Cutpoints, k)));

    /// <summary>How many cutpoints lie below the quantile of the logistic variable.</summary>
    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        ArgumentNullException.ThrowIfNull(p);
        Tensor quantile = Categories.Inner(Predictor + Log(p) - Log1p(-p));
        return Sampling.WithoutPath(nameof(OrderedLogistic), Sum(Cutpoints < quantile, -1));
    }

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    /// <summary>K - 1, which is the last category as well.</summary>
    private int Cuts => Cutpoints.Shape[^1];

    /// <summary>log(1 - e^(cₖ₋₁ - cₖ)) between neighbours.</summary>
    private Tensor LogGaps =>
        Log(-Expm1(Slice(Cutpoints, -1, 0, Cuts - 1) - Slice(Cutpoints, -1, 1, Cuts)));

    /// <summary>All categories, along a first axis before those of the batch.</summary>
    private Tensor All => Constant([.. Enumerable.Range(0, Cuts + 1)],
        Shape.Create([Cuts + 1, .. Enumerable.Repeat(1, BatchShape.Rank)]));

    private Tensor At(Tensor x, double below, double above, Func<Tensor, Tensor> between) =>
        Counts.AtInteger(x, below, k => Select(k < Cuts, between(k), above));

    private static Tensor First(Tensor cutpoints) =>
        Reshape(Slice(cutpoints, -1, 0, 1), cutpoints.Shape[..^1]);
}
