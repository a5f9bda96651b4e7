using Reparam.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Importance sampling from an approximation. Where the curvature of the posterior changes along some unknowns, as it
/// does along the scales of a hierarchy, proposals that follow it take the place of one normal distribution.
/// </summary>
internal sealed class ImportanceSampler
{
    private const int MostProposals = 32_768;

    /// <summary>k-hat has an error of its own: where it is a little too great, more draws decide.</summary>
    private const double NearlyReliable = 0.85;
    private const int DecidingProposals = 16_384;

    /// <summary>Proposals in a round of the search for better ones.</summary>
    private const int SearchProposals = 1024;

    /// <summary>The most unknowns for which nodes are made, but for those of a hierarchy: each has a matrix of their
    /// square.</summary>
    private const int MostUnknowns = 512;

    private readonly int _n;
    private readonly int _threads;
    private readonly LogDensity _density;
    private readonly DensityPlan _target;
    private readonly TargetEvaluator _evaluator;
    private readonly Approximation _approximation;
    private readonly RandomKey _key;
    private readonly CancellationToken _cancellation;

    public ImportanceSampler(LogDensity target, TargetEvaluator evaluator, Approximation approximation, RandomKey key,
        int threads, CancellationToken cancellation)
    {
        _n = target.Dimension;
        _density = target;
        _evaluator = evaluator;
        _approximation = approximation;
        _key = key;
        _threads = threads;
        _cancellation = cancellation;
        _target = TargetEvaluator.ValuePlan(target);
    }

    /// <summary>Evaluations of the log density so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Proposals from the approximation as it is.</summary>
    public Proposals Draw(int count) => Draw(_approximation, count);

    private Proposals Draw(Approximation source, int count)
    {
        var (points, logDensities) = source.Draw(_key.Fold((ulong)count), count, _threads);
        return Weigh(points, logDensities);
    }

    /// <summary>Better proposals, if there are any, and as many as are worth <paramref name="effective"/> draws, if
    /// that can be.</summary>
    /// <param name="first">Proposals from the approximation.</param>
    /// <param name="effective">The effective sample size to reach.</param>
    public ImportanceResult Improve(Proposals first, double effective)
    {
        // Curvature is known by Hessian-vector products, some for each unknown.
        CurvatureChange? change = _density.Drawn is not null ? ChangeOfContinuous()
            : _n <= MostUnknowns || _approximation.Coordinates.Pattern.Globals is not null
            ? Change() : null;
        bool isFull = _approximation.IsGaussian
            && (_approximation.Coordinates.IsDense || Globals is not null);
        int[] followed = change is null || !isFull ? [] : Followed(change, first);
        Proposals plain = first;
        if (followed.Length == 0)
        {
            plain = Enlarge(first, effective);
            // More draws may show what the first did not.
            followed = change is null || !isFull || plain.AreReliable ? [] : Followed(change, plain);
        }
        if (followed.Length > 0)
        {
            var given = new GivenUnknowns(_approximation.Coordinates, followed);
            var search = new ConditionalSearch(given, _evaluator, Draw, (SearchProposals, MostProposals, effective),
                _key.Fold("curvature"), _cancellation);
            Proposals? draws = search.Run();
            if (draws is not null && IsBetter(draws, plain, change!.Greatest > CurvatureChange.Much))
            {
                Release(plain, first);
                return new ImportanceResult(draws, change, followed);
            }
            draws?.Release();
            Proposals more = Enlarge(plain, effective);
            if (!ReferenceEquals(more, plain))
            {
                Release(plain, first);
            }
            plain = more;
        }
        return new ImportanceResult(plain, change, []);
    }

    private static void Release(Proposals draws, Proposals first)
    {
        if (!ReferenceEquals(draws, first))
        {
            draws.Release();
        }
    }

    /// <summary>How the curvature changes around the approximation: of a bijector of noise, in the noise.</summary>
    private CurvatureChange? Change()
    {
        RandomKey key = _key.Fold("probes");
        if (_approximation is not TransformedApproximation transformed || transformed.PulledBack() is not { } inNoise)
        {
            return CurvatureChange.Find(_evaluator, _approximation.Pieces, key);
        }
        var evaluator = new TargetEvaluator(inNoise, _threads);
        CurvatureChange change = CurvatureChange.Find(
            evaluator, Coordinates.Unscaled(new double[_n], new DensePattern(_n)), key);
        Evaluations += evaluator.Evaluations;
        return change;
    }

    /// <summary>The same for the continuous unknowns alone, the discrete ones held where the approximation
    /// began.</summary>
    private CurvatureChange? ChangeOfContinuous()
    {
        CurvatureChange? greatest = null;
        foreach (ProductApproximation part in ((DrawnApproximation)_approximation).Parts)
        {
            LogDensity held = part.Family.Held;
            var evaluator = new TargetEvaluator(held, _threads);
            CurvatureChange? change = held.Dimension > MostUnknowns ? null
                : CurvatureChange.Find(evaluator, part.Continuous.Pieces, _key.Fold("probes"));
            Evaluations += evaluator.Evaluations;
            greatest = greatest is null || change?.Greatest > greatest.Greatest ? change : greatest;
        }
        return greatest;
    }

    /// <summary>The unknowns that proposals should follow; none where the approximation does. A few unknowns in all are
    /// followed wherever weights are bad: then the fault may be in tails, of which curvature near the centre says
    /// nothing.</summary>
    private int[] Followed(CurvatureChange change, Proposals first) =>
        change.Greatest <= CurvatureChange.Much && first.AreGood ? []
        : change.Unknowns.Count == 0 && !first.AreReliable && _n <= CurvatureChange.Most ? [.. Enumerable.Range(0, _n)]
        : change.Unknowns.Count > 0 && Globals is { Count: <= CurvatureChange.Most } globals ? [.. globals]
        : [.. change.Unknowns];

    /// <summary>The unknowns outside the plate of a hierarchy. They are followed together where they are few: a small
    /// change of curvature along each of many groups moves the mode of what all of them share.</summary>
    private IReadOnlyList<int>? Globals =>
        _approximation.Coordinates.Pattern is ArrowPattern { IsWhole: true } pattern ? pattern.Globals : null;

    /// <summary>Where the curvature changes much, weights that look sound are no reason to prefer the
    /// approximation.</summary>
    private static bool IsBetter(Proposals draws, Proposals first, bool isCurved) => draws.AreReliable
        ? isCurved || !first.AreReliable || draws.EffectiveSize / draws.Count > first.EffectiveSize / first.Count
        : !first.AreReliable && draws.Shape < first.Shape;

    /// <summary>As many draws of the approximation as are worth enough, with heavier tails if those at hand are
    /// not.</summary>
    private Proposals Enlarge(Proposals given, double effective)
    {
        Proposals draws = given;
        Approximation defended = _approximation.Defended;
        if (!draws.AreReliable && !ReferenceEquals(defended, _approximation))
        {
            draws = Draw(defended, draws.Count);
        }
        while (draws.Count < MostProposals && (draws.AreReliable
            ? draws.EffectiveSize < effective : draws.Shape < NearlyReliable && draws.Count < DecidingProposals))
        {
            Proposals more = Draw(defended, draws.AreReliable
                ? Proposals.CountFor(effective, draws.EffectiveSize / draws.Count, draws.Count, MostProposals)
                : DecidingProposals);
            Release(draws, given);
            draws = more;
        }
        return draws;
    }

    private Proposals Draw(ConditionalGaussian source, int count, RandomKey key)
    {
        var (points, logDensities) = source.Draw(key, count, _threads);
        return Weigh(points, logDensities);
    }

    private Proposals Weigh(double[] points, double[] logProposals)
    {
        int count = logProposals.Length;
        var executor = new DensityExecutor(_target, count, _threads);
        // The ratios take the place of log q.
        double[] logDensities = GC.AllocateUninitializedArray<double>(count), ratios = logProposals;
        executor.BindInput(0, points.AsMemory(0, _n * count));
        executor.BindOutput(0, logDensities);
        executor.Run(_cancellation);
        executor.Release();
        Evaluations += count;
        for (int d = 0; d < count; d++)
        {
            // Where the density is not a number it has no weight; the bound shows it by being minus infinity.
            ratios[d] = double.IsNaN(logDensities[d]) ? double.NegativeInfinity : logDensities[d] - ratios[d];
        }
        return new Proposals(ParetoSmoothedImportanceSampling.Smooth(ratios), ratios, logDensities, points);
    }
}

/// <summary>What importance sampling ends with.</summary>
/// <param name="Draws">The draws and their weights.</param>
/// <param name="Change">How the curvature changes; null where that was not looked at.</param>
/// <param name="Followed">The unknowns along which the proposals follow it.</param>
internal sealed record ImportanceResult(Proposals Draws, CurvatureChange? Change, IReadOnlyList<int> Followed)
{
    /// <summary>Whether the curvature changes in a way that the draws do not follow and their weights may not
    /// show.</summary>
    public bool IsBlind => Change is { } change
        && (Followed.Count > 0 ? change.Left : change.Greatest) > CurvatureChange.Much;
}
