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

    /// <summary>Judges a fit by its optimisation and by its weights, those of the approximation and those finally used.</summary>
    internal static Verdict Judge(string? problem, Proposals first, ImportanceResult result, IReadOnlyList<string> names)
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
                $"The importance weights are nearly equal, the greatest {final.GreatestWeight:F1} times their average: the approximation is close to the posterior, and the weights have corrected what is left."));
        }
        else
        {
            reasons.Add($"{k} is below 0.7: the approximation covers the posterior, and importance weights have corrected it.");
        }
        if (result is { FollowsCurvature: true, Change: { } followed })
        {
            reasons.Add(FormattableString.Invariant(
                $"The curvature changes along {Listed(followed.Unknowns, names)}; the proposals follow it (k-hat was {first.Shape:F2} without)."));
        }
        if (result.Change is { } change
            && (result.FollowsCurvature ? change.Left : change.Greatest) > CurvatureChange.Much)
        {
            level = level == VerdictLevel.Passed ? VerdictLevel.Doubtful : level;
            string where = result.FollowsCurvature
                ? "more unknowns than the proposals follow"
                : Listed(change.Unknowns, names);
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
        if (problem is not null)
        {
            level = level == VerdictLevel.Passed ? VerdictLevel.Doubtful : level;
            reasons.Add(problem);
        }
        return new Verdict(level, reasons);
    }

    private static string Listed(IReadOnlyList<int> unknowns, IReadOnlyList<string> names) =>
        string.Join(", ", unknowns.Select(u => $"'{names[u]}'").Distinct());

    /// <summary>The judgement and its reasons.</summary>
    public override string ToString() => $"{Level}. {string.Join(" ", Reasons)}";
}
