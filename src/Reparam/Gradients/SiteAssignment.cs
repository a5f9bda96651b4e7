using System.Collections.Immutable;

namespace Reparam.Gradients;

/// <summary>A gradient for each site of a problem, and why they would be wrong together.</summary>
internal sealed class SiteAssignment
{
    private readonly IReadOnlyDictionary<string, SiteGradient> _gradients;
    private readonly Lazy<IReadOnlyList<Jump>> _lawJumps;

    private SiteAssignment(ProblemTrace trace, IReadOnlyDictionary<string, SiteGradient> gradients)
    {
        _gradients = gradients;
        Trace = trace.Detaching(gradients.Where(static g => g.Value == SiteGradient.Score).Select(static g => g.Key));
        Scored = [.. Trace.Sites.Where(s => gradients[s.Name] == SiteGradient.Score)];
        _lawJumps = new(() => [.. Scored.SelectMany(LawJumps)]);
    }

    /// <summary>The problem with the draws of sites with <see cref="SiteGradient.Score"/> as numbers.</summary>
    public ProblemTrace Trace { get; }

    /// <summary>The sites with <see cref="SiteGradient.Score"/>: parameters of their distributions move with θ and with
    /// the paths of other sites.</summary>
    public ImmutableArray<RandomSite> Scored { get; }

    /// <summary>Whether jumps are corrected for.</summary>
    public bool HasBoundary => _gradients.Values.Contains(SiteGradient.Boundary);

    /// <summary>The gradients in the order of the sites.</summary>
    public IEnumerable<KeyValuePair<string, SiteGradient>> Gradients =>
        Trace.Sites.Select(s => KeyValuePair.Create(s.Name, _gradients[s.Name]));

    /// <summary>Σ log p of the draws of the scored sites.</summary>
    public Tensor LogDensity =>
        field ??= Scored.Select(static s => s.LogDensity).Aggregate(static (sum, term) => sum + term);

    /// <summary>All sites that have a path along it, right or wrong.</summary>
    public static SiteAssignment Paths(ProblemTrace trace) => new(trace, trace.Sites.ToDictionary(
        static s => s.Name, static s => s.Law.Path is not null ? SiteGradient.Path : SiteGradient.Score));

    /// <summary>All sites by the score.</summary>
    public static SiteAssignment Scores(ProblemTrace trace) =>
        new(trace, trace.Sites.ToDictionary(static s => s.Name, static _ => SiteGradient.Score));

    /// <summary>What is given, and for the other sites: the score where draws have no path, a gradient of choice where
    /// the path is wrong, and the path elsewhere.</summary>
    /// <remarks>A comparison of a site made from another is reached by both. Its last site alone is scored: its
    /// draws are then numbers, and the density that remains is smooth in the other.</remarks>
    /// <param name="trace">The problem.</param>
    /// <param name="given">What is given, by site.</param>
    /// <param name="atJumps">For sites that reach a jump of the integrand; the density of other sites may not jump with
    /// one whatever is chosen.</param>
    public static SiteAssignment Resolve(
        ProblemTrace trace, IReadOnlyDictionary<string, SiteGradient> given, SiteGradient atJumps)
    {
        Dictionary<string, SiteGradient> gradients = trace.Sites.ToDictionary(static s => s.Name, s =>
            given.TryGetValue(s.Name, out SiteGradient known) ? known
            : s.Law.Path is not null ? SiteGradient.Path : SiteGradient.Score);
        while (true)
        {
            var assignment = new SiteAssignment(trace, new Dictionary<string, SiteGradient>(gradients));
            bool IsFree(RandomSite site) =>
                gradients[site.Name] == SiteGradient.Path && !given.ContainsKey(site.Name);
            RandomSite[] byLaw = [.. assignment._lawJumps.Value.Where(static j => j.Continuity == Continuity.Jumps)
                .SelectMany(j => assignment.Reaching(assignment.LogDensity, j)).Where(IsFree)];
            RandomSite[] byValue = [.. assignment.Trace.Jumps.Where(static j => j.Continuity == Continuity.Jumps)
                .SelectMany(j => assignment.Reaching(assignment.Trace.PathValue, j)).Where(IsFree)];
            if (byLaw.Length > 0)
            {
                gradients[Last(assignment, byLaw)] = SiteGradient.Score;
            }
            else if (byValue.Length > 0 && atJumps == SiteGradient.Boundary)
            {
                foreach (RandomSite site in byValue)
                {
                    gradients[site.Name] = SiteGradient.Boundary;
                }
            }
            else if (byValue.Length > 0)
            {
                gradients[Last(assignment, byValue)] = SiteGradient.Score;
            }
            else
            {
                return assignment;
            }
        }
    }

    /// <summary>Why the estimate would be wrong, or null.</summary>
    public string? Invalid() =>
        Trace.Sites.Where(s => _gradients[s.Name] != SiteGradient.Score && s.Law.Path is null).Select(static s =>
            $"at site '{s.Name}' {Pathwise.NoPath(s.Law)}").FirstOrDefault()
        ?? Trace.Jumps.Where(static j => j.Continuity == Continuity.Jumps).Select(Unanswered)
            .FirstOrDefault(static reason => reason is not null)
        ?? (!HasBoundary ? null : Refused())
        ?? _lawJumps.Value.Where(static j => j.Continuity == Continuity.Jumps).Select(j =>
            $"the density of a site that is scored jumps where draws of others and the parameters together decide: " +
            $"the operation '{j.Operation.Primitive.Name}', {Trace.Words(j.Operation)}. " +
            (Reaching(LogDensity, j) is { Length: > 0 } sites ? $"Use SiteGradient.Score at {Names(sites)}, too."
                : "Use BoundaryCorrected, or smooth the jump with Sigmoid or NormalCdf.")).FirstOrDefault()
        ?? Scored.Select(s => ScoreFunction.MovingSupport(Trace, s.Law) is not { } reason ? null
            : $"at site '{s.Name}' {reason}").FirstOrDefault(static reason => reason is not null);

    /// <summary>The operations that jump with the draws of a site, whose path is what is differentiated.</summary>
    public IEnumerable<Jump> JumpsWith(RandomSite site) =>
        Trace.Jumps.Where(j => Reaching(Trace.PathValue, j).Contains(site)).Concat(
            _lawJumps.Value.Where(j => Reaching(LogDensity, j).Contains(site)));

    /// <summary>The operations that jump in the density of a scored site with draws of others. That it is not smooth
    /// in its own draw does no harm, for that is a number.</summary>
    private IEnumerable<Jump> LawJumps(RandomSite site)
    {
        Tensor own = Tensor.Input(site.Name, site.Draw.Shape, varies: true);
        return PathRegularity.Jumps(Tensor.Sum(site.Law.LogProb(own)), Trace.Spread,
                Trace.Noise.Select(static n => n.Input), Trace.Wholes).Exists(static j =>
                    j.Continuity == Continuity.Jumps)
            ? ContinuityTest.Jumps(Trace, site.LogDensity) : [];
    }

    private static string Last(SiteAssignment assignment, RandomSite[] sites) =>
        assignment.Trace.Sites.Last(sites.Contains).Name;

    private string? Refused()
    {
        _ = Boundaries.Of(Trace, SurfaceSampling.Conditional, out string? refusal);
        return refusal;
    }

    private string? Unanswered(Jump jump)
    {
        RandomSite[] sites = Reaching(Trace.PathValue, jump);
        string operation = $"the operation '{jump.Operation.Primitive.Name}', {Trace.Words(jump.Operation)}, jumps ";
        return sites.Length == 0
            ? operation + "at a place that depends on the draw and on the parameters that the integrand names, so " +
                "that its derivative in them misses what crosses the jump. Smooth the jump with Sigmoid or NormalCdf."
            : Array.Find(sites, s => _gradients[s.Name] == SiteGradient.Path) is { } culprit
            ? operation + $"with the draws of site '{culprit.Name}', whose path would miss what crosses the jump. Use " +
                "SiteGradient.Boundary or SiteGradient.Score there."
            : null;
    }

    /// <summary>The sites whose paths reach an operation.</summary>
    private RandomSite[] Reaching(Tensor value, Jump jump)
    {
        List<Tensor> order = Graph.TopologicalOrder([value]);
        return [.. Trace.Sites.Where(s => _gradients[s.Name] != SiteGradient.Score
            && PathRegularity.DependentOn([s.Draw], order, detached: false).Contains(jump.Outermost))];
    }

    private static string Names(RandomSite[] sites) => string.Join(" and ", sites.Select(static s => $"'{s.Name}'"));
}
