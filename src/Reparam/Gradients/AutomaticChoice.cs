using Reparam.Random;

namespace Reparam.Gradients;

/// <summary>
/// Tries candidates on pilot draws, and estimates with the one whose variance times cost is least: the work that it
/// needs for a given accuracy.
/// </summary>
/// <remarks>Candidates that are biased or refused for the problem are left out, with the reason in
/// <see cref="GradientEstimate.Trials"/>. Of <see cref="BySite"/> two are tried where a problem has several sites: all
/// sites along their paths but those for which that is wrong, which are scored; and the same with boundary terms instead
/// wherever these can be had. The pilot draws are others than those of the estimate, so that the choice
/// leaves it unbiased. Variance is that of the whole gradient: the trace of its covariance.</remarks>
public sealed record AutomaticChoice : GradientEstimator
{
    /// <summary>What is tried.</summary>
    public IReadOnlyList<GradientEstimator> Candidates { get; init; } =
    [
        new Pathwise(), new StickingTheLanding(), new DoublyReparameterized(), new SecondOrderControlVariate(),
        new GaussianIdentities(), new GaussianIdentities { Form = PriceForm.Gradient }, new BoundaryCorrected(),
        new MeasureValued(), new Rebar(), new Relax(), new ScoreFunction { Baseline = Baseline.LeaveOneOut() },
        new ScoreFunction { Baseline = Baseline.Quadratic }, new BySite(),
    ];

    /// <summary>The number of draws that each candidate is tried on, at least 2; by default 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2.</exception>
    public int PilotDraws
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(PilotDraws), value,
            "AutomaticChoice: PilotDraws must be at least 2, for a variance. Pass more, such as 512.");
    } = 512;

    private protected override string Label => "Auto";

    private protected override string? Invalid(ProblemTrace trace) =>
        Tried(trace).Any(c => Reason(c, trace) is null) ? null : "no candidate is right for this problem: " +
            string.Join(" ", Tried(trace).Select(c => $"{c.Name}: {Reason(c, trace)}"));

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot) =>
        throw new InvalidOperationException("An automatic choice builds nothing of its own.");

    private protected override GradientEstimate Estimate(
        ProblemTrace trace, int draws, RandomKey key, CancellationToken cancellation)
    {
        var trials = new List<EstimatorTrial>();
        int used = 0;
        foreach (GradientEstimator candidate in Tried(trace).Select(WithOwnNoise))
        {
            if (Reason(candidate, trace) is { } reason)
            {
                trials.Add(new(candidate, reason, double.NaN, double.NaN, false));
                continue;
            }
            try
            {
                GradientEstimate trial =
                    candidate.Run(trace, PilotDraws, key.Fold("choice"), cancellation);
                used += trial.Draws + trial.Cost!.PilotDraws;
                trials.Add(new(candidate, null, trial.TotalVariance, trial.Cost.Operations, false));
            }
            catch (ArgumentException e)
            {
                // A value or a derivative that this one needs is not finite.
                trials.Add(new(candidate, e.Message, double.NaN, double.NaN, false));
            }
        }
        if (trials.TrueForAll(static t => t.Refusal is not null))
        {
            throw trace.Refuse("integrand", Invalid(trace) ?? "no estimator gives a finite estimate here: "
                + string.Join(" ", trials.Select(static t => $"{t.Estimator.Name}: {t.Refusal}")));
        }
        int best = Enumerable.Range(0, trials.Count).Where(i => trials[i].Refusal is null).MinBy(i => trials[i].Work);
        trials[best] = trials[best] with { Chosen = true };
        GradientEstimate estimate = trials[best].Estimator.Run(trace, draws, key, cancellation);
        return estimate with
        {
            Trials = [.. trials],
            Cost = estimate.Cost! with { PilotDraws = estimate.Cost.PilotDraws + used },
        };
    }

    private IEnumerable<GradientEstimator> Tried(ProblemTrace trace) =>
        Candidates.SelectMany(c => Variants(c, trace));

    private static IEnumerable<GradientEstimator> Variants(GradientEstimator candidate, ProblemTrace trace)
    {
        try
        {
            return [.. candidate.Variants(trace)];
        }
        catch (NotSupportedException)
        {
            // A site without a sampler: the reason is found again when the candidate is asked for it.
            return [candidate];
        }
    }

    private GradientEstimator WithOwnNoise(GradientEstimator candidate) =>
        Noise is IndependentNoise ? candidate : candidate with { Noise = Noise };

    private static string? Reason(GradientEstimator candidate, ProblemTrace trace)
    {
        try
        {
            return candidate.IsBiased ? "it is biased." : candidate.Check(trace);
        }
        catch (NotSupportedException e)
        {
            return e.Message;
        }
    }
}
