using System.Globalization;
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

    /// <summary>The gradient, in nats a standard deviation, at which an optimiser has not merely stopped
    /// early.</summary>
    private const double LostGradient = 100;

    /// <summary>Shares of the posterior in a mode that the draws do not visit: what can be neglected, and what cannot
    /// at all.</summary>
    private const double NegligibleShare = 0.01, LargeShare = 0.1;

    /// <summary>Judges a fit.</summary>
    /// <param name="optimum">What the optimiser ended with.</param>
    /// <param name="first">Draws from the approximation.</param>
    /// <param name="result">The draws that are used.</param>
    /// <param name="elsewhere">The share of the posterior in a mode that no draw visits.</param>
    /// <param name="names">The sites of the unknowns.</param>
    /// <param name="jump">An operation that may jump as the unknowns move, or null.</param>
    internal static Verdict Judge(Optimum optimum, Proposals first, ImportanceResult result, double elsewhere,
        IReadOnlyList<string> names, string? jump = null)
    {
        if (optimum.Problem is { } lost && !(optimum.Rounds[^1].GradientNorm < LostGradient))
        {
            // Weights say nothing of an optimum that was not nearly reached.
            return new Verdict(
                VerdictLevel.Failed, [lost + " The density may not be proper: check that its integral is finite."]);
        }
        (VerdictLevel Level, string Reason)?[] findings =
        [
            optimum.Problem is { } problem ? (VerdictLevel.Doubtful, problem) : null,
            .. optimum.Doubts.Select(static doubt => ((VerdictLevel, string)?)(VerdictLevel.Doubtful, doubt)),
            optimum.Note is { } note ? (VerdictLevel.Passed, note) : null,
            Weights(result.Draws),
            Followed(first, result, names),
            Curvature(result, names),
            Size(result.Draws),
            Elsewhere(elsewhere),
            Jumps(jump, result.Draws),
        ];
        var found = findings.OfType<(VerdictLevel Level, string Reason)>().ToList();
        return new Verdict(found.Max(f => f.Level), [.. found.Select(f => f.Reason)]);
    }

    /// <summary>Of what there was when the fit was cancelled.</summary>
    internal Verdict Interrupted() =>
        new(VerdictLevel.Failed, ["The fit was interrupted; this is what there was then.", .. Reasons]);

    private static (VerdictLevel, string)? Weights(Proposals draws)
    {
        string k = FormattableString.Invariant($"Pareto k-hat {draws.Shape:F2}");
        if (!draws.AreReliable)
        {
            string place = draws.Shape < 1 ? "above 0.7" : "at least 1";
            return (draws.Shape < 1 ? VerdictLevel.Doubtful : VerdictLevel.Failed,
                $"{k} is {place}: the approximation misses part of the posterior, and the draws are left " +
                "uncorrected. Try another parameterisation (non-centred group effects), tighter priors, or a sampler.");
        }
        return (VerdictLevel.Passed, draws.AreEven
            ? string.Create(CultureInfo.InvariantCulture,
                $"The importance weights are nearly equal, the greatest {draws.GreatestWeight:F1} times their ") +
                "average: where it reaches, the approximation is close to the posterior, and the weights have " +
                "corrected what is left."
            : $"{k} is below 0.7: the approximation covers the posterior, and importance weights have corrected it.");
    }

    private static (VerdictLevel, string)? Followed(
        Proposals first, ImportanceResult result, IReadOnlyList<string> names) =>
        result.Followed.Count == 0 ? null : (VerdictLevel.Passed,
            $"The proposals follow the curvature along {Listed(result.Followed, names)} " +
            FormattableString.Invariant($"(k-hat was {first.Shape:F2} without)."));

    private static (VerdictLevel, string)? Curvature(ImportanceResult result, IReadOnlyList<string> names)
    {
        if (!result.IsBlind)
        {
            return null;
        }
        CurvatureChange change = result.Change!;
        string where = result.Followed.Count > 0 ? "more unknowns than the proposals follow" : Listed(change.Unknowns, names);
        string unseen = result.Draws.AreReliable
            ? " and k-hat may not see: spreads of these and of what hangs on them may be off."
            : ".";
        return (VerdictLevel.Doubtful,
            $"The curvature of the posterior changes along {where}, which the approximation cannot follow{unseen}");
    }

    private static (VerdictLevel, string)? Size(Proposals draws) =>
        !draws.AreReliable || draws.EffectiveSize >= MinimumEffectiveSize ? null
            : (VerdictLevel.Doubtful, string.Create(CultureInfo.InvariantCulture,
                $"The effective sample size {draws.EffectiveSize:F0} is below {MinimumEffectiveSize}: ") +
                "the summaries carry Monte Carlo error.");

    private static (VerdictLevel, string)? Elsewhere(double share) => share <= NegligibleShare ? null
        : (share > LargeShare ? VerdictLevel.Failed : VerdictLevel.Doubtful, string.Create(CultureInfo.InvariantCulture,
            $"Other modes, which the draws do not visit, seem to hold {100 * share:F0} % of the posterior. ") +
            "Constrain the unknowns that can be exchanged, or fit each mode by itself.");

    // Weights are exact whatever the gradient is, so that they correct what it missed where they can be relied on.
    private static (VerdictLevel, string)? Jumps(string? jump, Proposals draws) => jump is null ? null
        : (draws.AreReliable ? VerdictLevel.Passed : VerdictLevel.Doubtful,
            $"The log density may jump as the unknowns move ({jump}), which its gradient does not see; Model.Audit " +
            $"tells more. {(draws.AreReliable ? "The weights have corrected for it where draws reach." :
                "Nothing has corrected for it.")}");

    private static string Listed(IReadOnlyList<int> unknowns, IReadOnlyList<string> names) =>
        string.Join(", ", unknowns.Select(u => $"'{names[u]}'").Distinct());

    /// <summary>The judgement and its reasons.</summary>
    public override string ToString() => $"{Level}. {string.Join(" ", Reasons)}";
}
