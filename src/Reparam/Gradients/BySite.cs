using System.Collections.Immutable;

namespace Reparam.Gradients;

/// <summary>
/// Another gradient at each random site: with R the sites whose draws follow their paths and S those whose draws are
/// scored, ∂E[f]/∂θ = E[∂f/∂θ along the paths of R + (f - b) ∂/∂θ Σ_S log p(x_s | x_R(θ), θ)].
/// </summary>
/// <remarks>
/// <para>For problems of <see cref="ExpectationProblem.Define"/>. Draws of S are numbers; the parameters of their
/// distributions move with θ directly and along the paths of R, and both count in the score. Jumps of f with draws of R
/// are corrected for at <see cref="SiteGradient.Boundary"/> and refused at <see cref="SiteGradient.Path"/>; so is a
/// density of S that jumps with a draw of R.</para>
/// <para>A site without a given gradient follows its path where that is right, and is scored otherwise. Unbiased.
/// Source: Schulman, Heess, Weber and Abbeel (2015), theorem 1 and corollary 1.</para>
/// </remarks>
public sealed record BySite : GradientEstimator
{
    /// <summary>The gradient at each site, by its name; sites that are not named get the one that is right.</summary>
    public ImmutableSortedDictionary<string, SiteGradient> Gradients { get; init; } =
        ImmutableSortedDictionary.Create<string, SiteGradient>(StringComparer.Ordinal);

    /// <summary>What is subtracted from f in the score; by default the mean of the others of eight draws.</summary>
    public Baseline Baseline { get; init; } = Baseline.LeaveOneOut();

    private protected override string Label => Gradients.IsEmpty ? base.Label
        : $"{base.Label} ({string.Join(", ", Gradients.Select(static g => $"{g.Key}: {Word(g.Value)}"))})";

    /// <summary>This one with the gradients of all sites given: those that a choice tries.</summary>
    internal override IEnumerable<GradientEstimator> Variants(ProblemTrace trace)
    {
        if (Missing(trace) is not null)
        {
            return [this];
        }
        SiteAssignment[] found =
        [
            SiteAssignment.Resolve(trace, Gradients, SiteGradient.Score),
            SiteAssignment.Resolve(trace, Gradients, SiteGradient.Boundary),
        ];
        return found.DistinctBy(static a => string.Join(",", a.Gradients)).Select(a => this with
        {
            Gradients = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, a.Gradients),
        });
    }

    /// <summary>The gradient at a site, as far as it is given.</summary>
    internal override string At(string site, bool jumps) =>
        Gradients.TryGetValue(site, out SiteGradient gradient) ? Word(gradient) : base.At(site, jumps);

    private protected override string? Invalid(ProblemTrace trace) => Missing(trace)
        ?? Resolve(trace).Invalid() ?? Baseline.Invalid(trace);

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        SiteAssignment assignment = Resolve(trace);
        ProblemTrace own = assignment.Trace;
        Tensor value = own.PathValue, along = value;
        IReadOnlyList<NoiseInput> noise = own.Noise;
        if (assignment.HasBoundary)
        {
            BoundaryTerm term = BoundaryCorrected.Term(own, pilot, SurfaceSampling.Conditional,
                BoundaryCorrected.DefaultPilotDraws);
            (along, noise) = (value + term.Value, term.Noise);
        }
        Tensor gradient = own.ByParameters(along);
        var path = new EstimatorGraph(value, gradient, assignment.HasBoundary ? new(3, 2) : new(1, 1))
        {
            Noise = noise,
            Draw = own.Paths[0],
        };
        if (assignment.Scored.IsEmpty)
        {
            return path;
        }
        Tensor score = own.ByParameters(assignment.LogDensity);
        return Baseline.Apply(path with { Gradient = gradient + value * score }, score, own, pilot);
    }

    private SiteAssignment Resolve(ProblemTrace trace) =>
        SiteAssignment.Resolve(trace, Gradients, SiteGradient.Score);

    private string? Missing(ProblemTrace trace)
    {
        if (trace.Law is not JointDistribution)
        {
            return "it gives each of several sites another gradient, but the problem has one distribution. Write it " +
                "with ExpectationProblem.Define, or use another estimator.";
        }
        return Gradients.Keys.FirstOrDefault(name => trace.Sites.All(s => s.Name != name)) is not { } unknown ? null
            : $"there is no site '{unknown}', but {string.Join(", ", trace.Sites.Select(static s => $"'{s.Name}'"))}. " +
                "Name one of these.";
    }

    private static string Word(SiteGradient gradient) => gradient switch
    {
        SiteGradient.Path => "path",
        SiteGradient.Boundary => "path and boundary",
        _ => "score",
    };
}
