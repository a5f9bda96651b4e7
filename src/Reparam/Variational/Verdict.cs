using Reparam.Variational;

namespace Reparam;

/// <summary>How far a posterior may be relied on.</summary>
public enum VerdictLevel
{
    /// <summary>All checks hold.</summary>
    Passed,

    /// <summary>A check is off: use means with care, tails not at all.</summary>
    Doubtful,

    /// <summary>The approximation is not the posterior.</summary>
    Failed,
}

/// <summary>A judgement of a fit, with its reasons and what to do.</summary>
/// <param name="Level">The judgement.</param>
/// <param name="Reasons">One sentence for each check that decided it.</param>
public sealed record Verdict(VerdictLevel Level, IReadOnlyList<string> Reasons)
{
    private const double MinimumEffectiveSize = 400;

    /// <summary>The gradient, in nats a standard deviation, at which an optimiser has not merely stopped early.</summary>
    private const double LostGradient = 100;

    /// <summary>Shares of the posterior in a mode that the draws do not visit: what can be neglected, and what cannot at all.</summary>
    private const double NegligibleShare = 0.01, LargeShare = 0.1;

    /// <summary>Judges a fit by its optimisation and by its weights, those of the approximation and those finally used.</summary>
    internal static Verdict Judge(Optimum optimum, Proposals first, ImportanceResult result, double elsewhere, IReadOnlyList<string> names)
    {
        var reasons = new List<string>();
        VerdictLevel level = VerdictLevel.Passed;
        Proposals final = result.Draws;
        double shape = final.Shape, effective = final.EffectiveSize;
        string k = FormattableString.Invariant($"Pareto k-hat {shape:F2}");
        if (!final.AreReliable)
        {
            level = shape < 1 ? VerdictLevel.Doubtful : VerdictLevel.Failed;
            reasons.Add($"{k} is {(shape < 1 ? "above 0.7" : "at least 1")}: the approximation misses part of the posterior, and the " +
                "draws are left uncorrected. Try another parameterisation (non-centred group effects), tighter priors, or a sampler.");
        }
        else if (final.AreEven)
        {
            reasons.Add(FormattableString.Invariant(
                $"The importance weights are nearly equal, the greatest {final.GreatestWeight:F1} times their average: where it reaches, the approximation is close to the posterior, and the weights have corrected what is left."));
        }
        else
        {
            reasons.Add($"{k} is below 0.7: the approximation covers the posterior, and importance weights have corrected it.");
        }
        if (result.Followed.Count > 0)
        {
            reasons.Add(FormattableString.Invariant(
                $"The proposals follow the curvature along {Listed(result.Followed, names)} (k-hat was {first.Shape:F2} without)."));
        }
        bool isFollowed = result.Followed.Count > 0;
        if (result.Change is { } change && (isFollowed ? change.Left : change.Greatest) > CurvatureChange.Much)
        {
            level = level == VerdictLevel.Passed ? VerdictLevel.Doubtful : level;
            string where = isFollowed ? "more unknowns than the proposals follow" : Listed(change.Unknowns, names);
            string unseen = final.AreReliable
                ? " and k-hat may not see: spreads of these and of what hangs on them may be off."
                : ".";
            reasons.Add($"The curvature of the posterior changes along {where}, which the approximation cannot follow{unseen}");
        }
        if (final.AreReliable && effective < MinimumEffectiveSize)
        {
            level = VerdictLevel.Doubtful;
            reasons.Add(FormattableString.Invariant(
                $"The effective sample size {effective:F0} is below {MinimumEffectiveSize}: the summaries carry Monte Carlo error."));
        }
        if (elsewhere > NegligibleShare)
        {
            level = elsewhere > LargeShare ? VerdictLevel.Failed : level == VerdictLevel.Passed ? VerdictLevel.Doubtful : level;
            reasons.Add(FormattableString.Invariant(
                $"Another mode, which the draws do not visit, seems to hold {100 * elsewhere:F0} % of the posterior. Constrain the unknowns that can be exchanged, or fit each mode by itself."));
        }
        if (optimum.Problem is { } problem)
        {
            // Weights say nothing of an optimum that was not nearly reached.
            bool isLost = !(optimum.Rounds[^1].GradientNorm < LostGradient);
            level = isLost ? VerdictLevel.Failed : level == VerdictLevel.Passed ? VerdictLevel.Doubtful : level;
            reasons = isLost
                ? [problem + " The density may not be proper: check that its integral is finite."]
                : [problem, .. reasons];
        }
        return new Verdict(level, reasons);
    }

    private static string Listed(IReadOnlyList<int> unknowns, IReadOnlyList<string> names) =>
        string.Join(", ", unknowns.Select(u => $"'{names[u]}'").Distinct());

    /// <summary>The judgement and its reasons.</summary>
    public override string ToString() => $"{Level}. {string.Join(" ", Reasons)}";
}
