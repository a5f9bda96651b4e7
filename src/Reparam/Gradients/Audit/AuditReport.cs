using System.Collections.Immutable;
using System.Globalization;

namespace Reparam.Gradients;

/// <summary>Whether a gradient of an expectation may be trusted: what jumps and where, which estimator is used instead
/// of the path and why, and how it compares with others.</summary>
public sealed record AuditReport
{
    private const int LineWidth = 100;

    internal AuditReport(ImmutableArray<SiteAudit> sites, GradientEstimate estimate, string reason,
        ImmutableArray<AuditCheck> checks) =>
        (Sites, Estimate, Reason, Checks) = (sites, estimate, reason, checks);

    /// <summary>The random sites.</summary>
    public ImmutableArray<SiteAudit> Sites { get; }

    /// <summary>Whether gradient and expectation may be interchanged at all sites, so that the path is right.</summary>
    public bool InterchangeHolds => Sites.All(static s => s.InterchangeHolds);

    /// <summary>The estimator that is used for all sites.</summary>
    public GradientEstimator Estimator => Estimate.Estimator!;

    /// <summary>Why that one.</summary>
    public string Reason { get; }

    /// <summary>Its estimate.</summary>
    public GradientEstimate Estimate { get; }

    /// <summary>Its estimate beside those of the score function and of finite differences.</summary>
    public ImmutableArray<AuditCheck> Checks { get; }

    /// <summary>Whether it agrees with all that it could be compared with.</summary>
    public bool Agrees => Checks.All(static c => c.Agrees);

    /// <summary>The report for people; its form may change.</summary>
    public override string ToString()
    {
        int jumping = Sites.Count(static s => !s.InterchangeHolds);
        string verdict = jumping == 0
            ? "valid: gradient and expectation may be interchanged at every site"
            : string.Create(CultureInfo.InvariantCulture,
                $"NOT valid at {jumping} of {Sites.Length} site{(Sites.Length == 1 ? "" : "s")}");
        string[] numeric = [.. Checks.Select(static c => c.ToString())];
        return string.Join('\n',
            ["Pathwise gradient", "  " + verdict, "Sites", .. Sites.Select(static s => s.ToString()),
             "Estimator", .. Wrap($"{Estimator.Name}: {Reason}"), "Numerical audit", .. numeric]);
    }

    private static List<string> Wrap(string text)
    {
        var lines = new List<string>();
        foreach (string word in text.Split(' '))
        {
            if (lines.Count == 0 || lines[^1].Length + word.Length >= LineWidth)
            {
                lines.Add(" ");
            }
            lines[^1] += " " + word;
        }
        return lines;
    }
}
