using System.Collections.Immutable;
using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>Makes an audit.</summary>
internal static class AuditRun
{
    /// <summary>By more parameters the finite differences are not taken: four evaluations for each.</summary>
    public const int MostParameters = 24;

    // Of the bias that the fourth order takes away, the part that may be left.
    private const double RemainingBias = 0.1;

    private const double Operations = 1e10;

    // What rounding may leave between exact estimates.
    private const double Rounding = 1e-7;

    /// <summary>The estimators that are tried where none is given.</summary>
    public static GradientEstimator Automatic { get; } = new AutomaticChoice
    {
        Candidates =
        [
            new Pathwise(), new StickingTheLanding(), new BoundaryCorrected(),
            new ScoreFunction { Baseline = Baseline.LeaveOneOut() }, new BySite(),
        ],
        PilotDraws = 256,
    };

    /// <summary>Audits a problem.</summary>
    /// <param name="trace">The problem.</param>
    /// <param name="options">How.</param>
    /// <param name="sites">What is found at each random site.</param>
    /// <param name="parameters">Parameters that finite differences are taken by, if not all.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static AuditReport Run(ProblemTrace trace, AuditOptions options,
        Func<ImmutableArray<SiteAudit>> sites, IReadOnlyList<int>? parameters,
        CancellationToken cancellation)
    {
        RandomKey key = RandomKey.FromSeed(options.Seed).Fold("audit");
        options = options with { Draws = options.Draws ?? Affordable(trace, parameters?.Count ?? trace.At.Length) };
        GradientEstimate chosen = (options.Estimator ?? Automatic).Run(
            trace, options.Draws!.Value, key.Fold("chosen"), cancellation);
        int[] some = [.. parameters ?? [.. Enumerable.Range(0, trace.At.Length)]];
        some = some.Length <= MostParameters ? some
            : [.. Enumerable.Range(0, MostParameters).Select(i => some[(int)((long)i * some.Length / MostParameters)])];
        AuditCheck[] checks =
        [
            ByScore(trace, options, chosen, key, cancellation),
            ByDifferences(trace, options, chosen, some, key.Fold("differences"), cancellation),
        ];
        ImmutableArray<SiteAudit> found = [.. sites().Select(s => s with
        {
            Gradient = chosen.Estimator!.At(s.Name, s.Findings.Any(static f => f.Continuity == Continuity.Jumps)),
        })];
        var report = new AuditReport(found, chosen, Reason(options, chosen), [.. checks]);
        return report.Agrees || !options.ThrowOnDisagreement ? report : throw new AuditException(report);
    }

    private static int Affordable(ProblemTrace trace, int parameters)
    {
        // Eight evaluations for each parameter that differences are taken by, and some tens for the others.
        double each = ElementOperations.PerDraw([trace.PathValue]) * (40 + 8 * Math.Min(parameters, MostParameters));
        return (int)Math.Clamp(Operations / Math.Max(1, each), 256, 16_384);
    }

    /// <summary>What is found at each site of a problem, sites before as draws along their paths.</summary>
    public static ImmutableArray<SiteAudit> Sites(ProblemTrace trace)
    {
        if (trace.Law is not JointDistribution)
        {
            string? refusal = Pathwise.NoPath(trace.Law);
            return [new("x", refusal is null ? Findings(trace, trace.Jumps) : []) { Refusal = refusal }];
        }
        SiteAssignment paths = SiteAssignment.Paths(trace);
        return [.. paths.Trace.Sites.Select(s =>
            new SiteAudit(s.Name, Findings(paths.Trace, paths.JumpsWith(s))) { Refusal = Pathwise.NoPath(s.Law) })];
    }

    /// <summary>What is found of jumps.</summary>
    public static ImmutableArray<AuditFinding> Findings(
        ProblemTrace trace, IEnumerable<Jump> jumps, Func<Tensor, string?>? place = null) =>
        [.. jumps.Select(j => new AuditFinding(j.Operation.Primitive.Name, trace.Words(j.Operation),
            place?.Invoke(j.Outermost), j.Continuity)).Distinct()];

    private static string Reason(AuditOptions options, GradientEstimate chosen)
    {
        if (options.Estimator is not null and not AutomaticChoice)
        {
            return "as asked for";
        }
        EstimatorTrial[] right = [.. chosen.Trials.Where(static t => t.Refusal is null)];
        EstimatorTrial best = right.Single(static t => t.Chosen);
        string others = right.Length == 1 ? "the only candidate that is right here"
            : "the least variance times cost of those that are right here: " + string.Join(", ",
                right.Where(static t => !t.Chosen).Select(t => string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{best.Work / t.Work:G2} of that of {t.Estimator.Name}")));
        string[] refused = [.. chosen.Trials.Where(static t => t.Refusal is not null && t.Estimator is Pathwise)
            .Select(static t => $". {t.Estimator.Name} is refused: {Cause(t.Refusal!)}.")];
        return others + string.Concat(refused);
    }

    /// <summary>What stands in the way, without what to do instead: the audit says that.</summary>
    private static string Cause(string refusal) => refusal.Split(", but ")[0].Split(". ")[0].TrimEnd('.');

    private static AuditCheck ByScore(ProblemTrace trace, AuditOptions options, GradientEstimate chosen, RandomKey key,
        CancellationToken cancellation)
    {
        var score = new ScoreFunction { Baseline = Baseline.LeaveOneOut(2) };
        const string name = "score function";
        try
        {
            return score.Check(trace) is { } refusal ? Missing(name, refusal)
                : Compare(name, chosen, score.Run(trace, options.Draws!.Value, key.Fold("score"), cancellation),
                    [.. Enumerable.Range(0, trace.At.Length)], null);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Missing(name, e.Message);
        }
    }

    private static AuditCheck ByDifferences(ProblemTrace trace, AuditOptions options, GradientEstimate chosen,
        int[] some, RandomKey key, CancellationToken cancellation)
    {
        const string name = "finite differences with common noise";
        var differences = new FiniteDifferences { Parameters = some };
        try
        {
            GradientEstimate fourth = differences.Run(trace, options.Draws!.Value, key, cancellation);
            GradientEstimate second = (differences with { IsSecondOrder = true }).Run(
                trace, options.Draws!.Value, key, cancellation);
            return Compare(name, chosen, fourth, some, second);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Missing(name, e.Message);
        }
    }

    private static AuditCheck Compare(string name, GradientEstimate chosen, GradientEstimate other, int[] some,
        GradientEstimate? second)
    {
        double Deviation(int i)
        {
            double error = Math.Sqrt(Math.Pow(chosen.GradientStandardErrors[i], 2)
                + Math.Pow(other.GradientStandardErrors[i], 2));
            double bias = second is null ? 0 : RemainingBias * Math.Abs(other.Gradient[i] - second.Gradient[i]);
            double apart = Math.Abs(chosen.Gradient[i] - other.Gradient[i]) - bias
                - Rounding * (Math.Abs(chosen.Gradient[i]) + Math.Abs(chosen.Value));
            return apart <= 0 ? 0 : apart / Math.Max(error, double.Epsilon);
        }
        int worst = some.MaxBy(Deviation);
        return new(name, Deviation(worst), worst, some.Length) { Estimate = other };
    }

    private static AuditCheck Missing(string name, string obstacle) =>
        new(name, double.NaN, 0, 0) { Obstacle = obstacle };
}
