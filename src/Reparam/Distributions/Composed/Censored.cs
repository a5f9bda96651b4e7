using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>A distribution of numbers that is observed only between two ends: a value at or below a stands for all that
/// is not above it, one at or above b for all that is not below.</summary>
/// <remarks>
/// log p(x) is log P(X ≤ a) at the lower end, log P(X ≥ b) at the upper, and the source's between: a probability at the
/// ends and a density between. A draw is one of the source, moved to the nearer end: continuous in the parameters, so it
/// has a path where the source has.
/// </remarks>
public sealed record Censored : BetweenEnds
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="source">The distribution before it is censored, of numbers, with a distribution function.</param>
    /// <param name="lower">a, the lower end, or null for none.</param>
    /// <param name="upper">b, the upper end, or null for none.</param>
    /// <exception cref="ArgumentException">The source is not of numbers, or there is no end, or an end is not finite,
    /// or both are numbers and b is not above a.</exception>
    public Censored(Distribution source, Tensor? lower, Tensor? upper) : base(source, lower, upper)
    {
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Tensor log = Source.LogProb(x);
        if (Lower is not null)
        {
            log = Select(x <= Lower, Source.LogCdf(Lower), log);
        }
        return Upper is null ? log
            : Select(x >= Upper, Source.LogSurvival(IsDiscrete ? Upper - 1 : Upper), log);
    }

    /// <inheritdoc/>
    public override Tensor Cdf(Tensor x)
    {
        Tensor cdf = Source.Cdf(x);
        cdf = Lower is null ? cdf : Select(x < Lower, 0, cdf);
        return Upper is null ? cdf : Select(x >= Upper, 1, cdf);
    }

    /// <inheritdoc/>
    public override Tensor Survival(Tensor x)
    {
        Tensor survival = Source.Survival(x);
        survival = Lower is null ? survival : Select(x < Lower, 1, survival);
        return Upper is null ? survival : Select(x >= Upper, 0, survival);
    }

    /// <inheritdoc/>
    public override Tensor InverseCdf(Tensor p) => Clamp(Source.InverseCdf(p));

    /// <inheritdoc/>
    public override Tensor InverseSurvival(Tensor q) => Clamp(Source.InverseSurvival(q));

    /// <inheritdoc/>
    public override NoiseKind Noise => Source.Noise;

    /// <inheritdoc/>
    public override Shape NoiseShape => Source.NoiseShape;

    /// <summary>A draw of the source, moved to the nearer end.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise) => Clamp(Source.FromNoise(noise));

    private Tensor Clamp(Tensor x)
    {
        x = Lower is null ? x : Maximum(Lower, x);
        return Upper is null ? x : Minimum(Upper, x);
    }
}
