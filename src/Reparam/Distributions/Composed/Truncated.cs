using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>A distribution of numbers, given that its value lies between two ends: density p(x) / P(a ≤ X ≤ b) on
/// a ≤ x ≤ b.</summary>
/// <remarks>
/// The probability between the ends is taken from the tail that is the smaller at a, in logarithms, so that it keeps its
/// relative accuracy far out, as far as the source's own tails do. Of integers both ends are included. Draws are
/// quantiles of the source; they have a path where the source's quantile function can be differentiated in its
/// parameters. Mean, variance and entropy have no general formula.
/// </remarks>
public sealed record Truncated : BetweenEnds
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="source">The distribution before it is truncated, of numbers, with a distribution function.</param>
    /// <param name="lower">a, the lower end, or null for none.</param>
    /// <param name="upper">b, the upper end, or null for none.</param>
    /// <exception cref="ArgumentException">The source is not of numbers, or there is no end, or an end is not finite,
    /// or both are numbers and b is not above a.</exception>
    public Truncated(Distribution source, Tensor? lower, Tensor? upper) : base(source, lower, upper)
    {
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x) => Source.LogProb(x) - LogMass(Below, Upper);

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x) => Exp(LogCdf(x));

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x) => Exp(LogSurvival(x));

    /// <inheritdoc/>
    public override Tensor LogCdf(Tensor x) => LogMass(Below, x) - LogMass(Below, Upper);

    /// <inheritdoc/>
    public override Tensor LogSurvival(Tensor x) => LogMass(x, Upper) - LogMass(Below, Upper);

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p)
    {
        Tensor below = Below is null ? 0 : Source.Cdf(Below), above = Upper is null ? 0 : Source.Survival(Upper);
        Tensor belowQ = Below is null ? 1 : Source.Survival(Below), upTo = Upper is null ? 1 : Source.Cdf(Upper);
        // Whichever tail is finer where the interval begins; the other is given a harmless probability.
        Tensor low = Less(below, 0.5);
        Tensor fromLow = Source.InverseCdf(Select(low, below + p * (upTo - below), 0.5));
        Tensor fromHigh = Source.InverseSurvival(Select(low, 0.5, belowQ - p * (belowQ - above)));
        return Select(low, fromLow, fromHigh);
    }

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q)
    {
        Tensor above = Upper is null ? 0 : Source.Survival(Upper), belowQ = Below is null ? 1 : Source.Survival(Below);
        return Source.InverseSurvival(above + q * (belowQ - above));
    }

    /// <inheritdoc/>
    public override NoiseKind Noise => NoiseKind.Uniform;

    /// <summary>The quantile at u.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => InverseCdf(noise);

    /// <summary>The greatest number that is not in the support below it.</summary>
    private Tensor? Below => Lower is null ? null : IsDiscrete ? Lower - 1 : Lower;

    /// <summary>log P(from &lt; X ≤ to) of the source.</summary>
    private Tensor LogMass(Tensor? from, Tensor? to)
    {
        if (from is null)
        {
            return to is null ? 0 : Source.LogCdf(to);
        }
        if (to is null)
        {
            return Source.LogSurvival(from);
        }
        // The tail is chosen before logarithms are subtracted, so that no derivative is taken of what is not used.
        Tensor low = Source.LogCdf(from) < -LogTwo;
        Tensor more = Select(low, Source.LogCdf(to), Source.LogSurvival(from));
        Tensor less = Select(low, Source.LogCdf(from), Source.LogSurvival(to));
        return more + Log(-Expm1(less - more));
    }
}
