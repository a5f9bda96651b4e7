using Reparam.Variational;

namespace Reparam;

/// <summary>
/// The objective over a fixed set of quasi-random draws, maximised by L-BFGS to a gradient norm; the draws are doubled
/// until two independent sets agree (sample-average approximation; Giordano, Ingram and Broderick 2023, extended to
/// full rank by matching the moments of the draws).
/// </summary>
public sealed record FixedDraws : FitAlgorithm
{
    /// <summary>The greatest number of draws: doubling it leaves room in an integer, and nobody waits for
    /// more.</summary>
    private const int DrawsLimit = 1 << 24;

    /// <summary>The number of draws of the first round, at least 2; at least four times the unknowns are used for a
    /// full-rank family, and 32 elements of noise for each parameter of one that is not normal, up to half of
    /// <see cref="MaximumDraws"/>.</summary>
    public int InitialDraws { get; init; } = 128;

    /// <summary>The most draws, from <see cref="InitialDraws"/> to 2²⁴; when the answer still moves there, the verdict
    /// says so.</summary>
    public int MaximumDraws { get; init; } = 8192;

    /// <summary>The Monte Carlo error at which doubling ends, above 0: of any mean in its standard deviations, and of
    /// any standard deviation relative to itself.</summary>
    public double Tolerance { get; init; } = 0.03;

    /// <summary>The norm (greatest component) of the gradient, in nats a standard deviation, at which a round ends;
    /// above 0.</summary>
    public double GradientTolerance { get; init; } = 5e-3;

    /// <summary>The most iterations of a round, at least 1; families that are not normal may take five times as
    /// many.</summary>
    public int MaximumIterations { get; init; } = 100;

    internal override void Check()
    {
        // Moments are matched, and a single draw, moved to the mean, has no spread left to match.
        OptionChecks.AtLeast(2, InitialDraws, nameof(FixedDraws), mend: "Leave it unset for 128.");
        OptionChecks.AtMost(DrawsLimit, MaximumDraws, nameof(FixedDraws), mend: "Leave it unset for 8192.");
        OptionChecks.AtLeast(InitialDraws, MaximumDraws, nameof(FixedDraws),
            $"InitialDraws = {OptionChecks.Text(InitialDraws)}", "Raise it, or lower InitialDraws.");
        OptionChecks.Positive(Tolerance, nameof(FixedDraws), mend: "Leave it unset for 0.03.");
        OptionChecks.Positive(GradientTolerance, nameof(FixedDraws), mend: "Leave it unset for 0.005.");
        OptionChecks.AtLeast(1, MaximumIterations, nameof(FixedDraws), mend: "Leave it unset for 100.");
    }
}
