namespace Reparam.Gradients;

/// <summary>
/// The derivative through the path, and what crosses the jumps of the integrand: with f jumping by Δf where
/// g(x, θ) = 0, ∂E[f]/∂θ = E[∂f(T_θ(ε), θ)/∂θ] + E[Δf δ(g) ∂g(T_θ(ε), θ)/∂θ], the second a mean over the boundary.
/// </summary>
/// <remarks>
/// <para>Needs a distribution with a path, and boundaries of comparisons and signs that are affine: in normal noise, or
/// in a draw of independent numbers. Points of normal noise on a boundary are projections of the noise onto it, and the
/// weight is the density of g at 0; otherwise one coordinate is moved onto the boundary, weighted by its density there.
/// Of several boundaries each draw takes one, by probabilities fitted to how much each contributes, for two more
/// evaluations of f. Comparisons with the same boundary are one. What jumps inside a recurrence is refused.</para>
/// <para>Unbiased. Sources: Lee, Yu and Yang (2018), theorem 1, for one coordinate; the projection is the
/// distribution of normal noise given an affine function of it.</para>
/// </remarks>
public sealed record BoundaryCorrected : GradientEstimator
{
    internal const int DefaultPilotDraws = 512;

    /// <summary>How points of a boundary are drawn.</summary>
    public SurfaceSampling Surface { get; init; } = SurfaceSampling.Conditional;

    /// <summary>Draws on which the probabilities of several boundaries are fitted; fewer than 2 for none, which keeps
    /// those in proportion to the density at the boundary.</summary>
    public int PilotDraws { get; init; } = DefaultPilotDraws;

    private protected override string Label =>
        Surface == SurfaceSampling.Conditional ? base.Label : base.Label + ", coordinate";

    /// <inheritdoc/>
    internal override string At(string site, bool jumps) => jumps ? Name : nameof(Pathwise);

    private protected override string? Invalid(ProblemTrace trace)
    {
        if (Pathwise.NoPath(trace.Law) is { } reason)
        {
            return reason;
        }
        _ = Boundaries.Of(trace, Surface, out string? refusal);
        return refusal;
    }

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        BoundaryTerm term = Term(trace, pilot, Surface, PilotDraws);
        return new(trace.PathValue, trace.ByParameters(trace.PathValue + term.Value), new(3, 2))
        {
            Noise = term.Noise,
            Draw = trace.Paths[0],
        };
    }

    /// <summary>What is added to the path, by probabilities of the boundaries that are fitted on pilot draws.</summary>
    internal static BoundaryTerm Term(ProblemTrace trace, Pilot pilot, SurfaceSampling surface, int pilotDraws)
    {
        Boundaries boundaries = Boundaries.Of(trace, surface, out _)!;
        double[] probabilities = boundaries.Rates();
        if (pilotDraws > 1 && boundaries.Count > 1 && probabilities.Count(static p => p > 0) > 1)
        {
            BoundaryTerm trial = boundaries.Term(probabilities);
            Tensor correction = trace.ByParameters(trial.Value);
            double[][] found = pilot.Run(
                trial.Noise, [trial.Boundary, Tensor.Sum(Tensor.Square(correction))], pilotDraws);
            probabilities = Fitted(probabilities, found[0], found[1]);
        }
        return boundaries.Term(probabilities);
    }

    /// <summary>Probabilities near the ones of least variance, which are in proportion to the root mean square of what
    /// a boundary contributes; a part is kept of the first ones, whatever the pilot draws happened to meet.</summary>
    private static double[] Fitted(double[] first, double[] boundary, double[] square)
    {
        var sums = new double[first.Length];
        var counts = new int[first.Length];
        for (int d = 0; d < boundary.Length; d++)
        {
            int k = (int)Math.Round(boundary[d]);
            sums[k] += square[d] * first[k] * first[k];
            counts[k]++;
        }
        double typical = Enumerable.Range(0, first.Length).Where(k => counts[k] > 0)
            .Select(k => Math.Sqrt(sums[k] / counts[k]) / first[k]).Average();
        double[] size = [.. first.Select((p, k) => counts[k] > 0 ? Math.Sqrt(sums[k] / counts[k]) : p * typical)];
        double total = size.Sum();
        return total > 0 ? [.. first.Select((p, k) => 0.25 * p + 0.75 * size[k] / total)] : first;
    }
}
