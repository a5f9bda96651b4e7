using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>
/// The derivative through the path of an integrand whose jumps are smoothed: in the place of each comparison a &lt; b
/// stands sigmoid((b - a) / η), with a width η.
/// </summary>
/// <remarks>
/// Biased for any width above 0. <see cref="GradientEstimate.BiasEstimates"/> says by how much, from a second estimate
/// at half the width with the same noise: a bias in proportion to the width is twice their difference, one that falls
/// with its square, as that of single comparisons does, four thirds of it. Its variance grows as the width shrinks. To
/// optimise, shrink the width as steps go on (<see cref="AtStep"/>): then the limit is that of the unsmoothed
/// integrand. Comparisons, signs, and selections by them; anything else that jumps is refused. Source: Wagner, Khajwal
/// and Ong (2024), "Diagonalisation SGD".
/// </remarks>
public sealed record SmoothedPathwise : GradientEstimator
{
    /// <summary>η, above 0, in units of what is compared.</summary>
    public double Width { get; init; } = 0.1;

    /// <inheritdoc/>
    public override bool IsBiased => true;

    private protected override string Label => FormattableString.Invariant($"{base.Label}, width {Width:G3}");

    /// <summary>The same with the width of a step of an optimisation, η √(reference / (step + 1)).</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="reference">The step at which the width is η.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 0, or the reference below 1.</exception>
    public SmoothedPathwise AtStep(int step, int reference = 4000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(reference, 1);
        return this with { Width = Width * Math.Sqrt(reference / (step + 1.0)) };
    }

    private protected override string? Invalid(ProblemTrace trace)
    {
        if (!(Width > 0 && double.IsFinite(Width)))
        {
            return $"Width = {Parameter.Text(Width)}, but a width must be finite and above 0. Pass one such as 0.1.";
        }
        if (Pathwise.NoPath(trace.Law) is { } reason)
        {
            return reason;
        }
        Jump[] jumps = [.. trace.Jumps.Where(static j => j.Continuity == Continuity.Jumps)];
        return jumps.Length == 0
            ? "the integrand does not jump, so that there is nothing to smooth. Use Pathwise."
            : Array.Find(jumps, static j => !Boundaries.HasMargin(j)) is { } other
                ? $"the operation '{other.Operation.Primitive.Name}', {trace.Words(other.Operation)}, " +
                    (other.Scan is not null ? "jumps inside a recurrence. " : "is no comparison. ") +
                    "Use ScoreFunction."
            : null;
    }

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        Tensor value = Smoothing.Of(trace, Width);
        return new(value, trace.ByParameters(value), new(trace.Problem.Samples, trace.Problem.Samples))
        {
            Noise = trace.Noise,
            Draw = trace.Paths[0],
        };
    }

    private protected override GradientEstimate Estimate(
        ProblemTrace trace, int draws, RandomKey key, CancellationToken cancellation)
    {
        GradientEstimate wide = Plain(trace, draws, key, cancellation);
        GradientEstimate half = (this with { Width = 0.5 * Width }).Plain(trace, draws, key, cancellation);
        return wide with
        {
            BiasEstimates = [.. wide.Gradient.Zip(half.Gradient, static (w, h) => 2 * (w - h))],
            Cost = wide.Cost! with { PilotDraws = half.Draws },
        };
    }

    private GradientEstimate Plain(ProblemTrace trace, int draws, RandomKey key, CancellationToken cancellation) =>
        base.Estimate(trace, draws, key, cancellation);
}
