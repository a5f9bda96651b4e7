using System.Diagnostics;
using Reparam.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A fit of a model with discrete unknowns that are drawn: from the best of some modes, the product of a
/// continuous approximation and discrete factors; where other modes hold a share, a mixture of such products.</summary>
internal sealed class DrawnFit : IFit
{
    /// <summary>Points to begin at, searches, and evaluations that all searches may take.</summary>
    private const int StartPoints = 64, MostSearches = 24, LeastSearches = 4;
    private const long SearchEvaluations = 400_000;

    /// <summary>A mode with less than this share of the mass is left out.</summary>
    private const double NegligibleShare = 0.003;

    /// <summary>An approximation reaches a mode where its density is at least this part of the posterior's.</summary>
    private const double FarBelow = 20;

    /// <summary>From so many modes on that one search each found, there are likely to be others.</summary>
    private const int FewLone = 4;

    private const int FirstProposals = 4096, MostModes = 12;

    private readonly LogDensity _target;
    private readonly FitOptions _options;
    private readonly RandomKey _key;
    private readonly FitContext _context;
    private readonly TargetEvaluator _evaluator;
    private readonly DiscreteSearch _search;
    private readonly List<FittedRung> _rungs = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<double[], int> _ends = new(ReferenceEqualityComparer.Instance);
    private double _unseen;
    private long _accounted;
    private int _optima;

    public DrawnFit(LogDensity target, FitOptions options, RandomKey key, FitContext context)
    {
        DrawnChecks.Require(target, options);
        (_target, _options, _key, _context) = (target, options, key, context);
        _evaluator = new TargetEvaluator(target, options.Threads);
        _search = new DiscreteSearch(target, _evaluator, context.Cancellation);
    }

    /// <summary>What was tried.</summary>
    public IReadOnlyList<FittedRung> Rungs => _rungs;

    /// <summary>What is used.</summary>
    public FittedRung Best { get; private set; } = null!;

    /// <summary>The share of the posterior in modes that the approximation does not reach.</summary>
    public double Elsewhere { get; private set; }

    /// <summary>Whether the fit was cancelled before it was done.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Fits; where that is cancelled, and what there is was asked for, as far as it came.</summary>
    public void Run()
    {
        try
        {
            Fit();
        }
        catch (OperationCanceledException) when (
            _options.ReturnsWhenCancelled && (Best is not null || _context.Unfinished is not null))
        {
            IsInterrupted = true;
            if (Best is null)
            {
                Add(_context.Unfinished!, _key.Fold("posterior"));
            }
        }
    }

    private void Fit()
    {
        _context.Progress?.Report(new FitProgress("modes", 0, double.NaN));
        List<(double[] Point, double Value)> modes = Modes();
        foreach (VariationalFamily family in Families().TakeWhile(_ => MayClimb))
        {
            Add(Optimize(family, modes[0].Point), _key.Fold("posterior"));
        }
        var elsewhere = new DrawnModes(_target, _evaluator, _search, modes, _key.Fold("elsewhere"), _options.Threads);
        Elsewhere = elsewhere.Share(Drawn(Best));
        if (Elsewhere > NegligibleShare && AddModes(modes))
        {
            Elsewhere = Math.Max(elsewhere.Share(Drawn(Best)), _unseen);
        }
    }

    private static DrawnApproximation Drawn(FittedRung rung) => (DrawnApproximation)rung.Optimum.Approximation;

    /// <summary>Fits the modes that the approximation leaves out, and puts a mixture of all in its place; false where
    /// there are none.</summary>
    private bool AddModes(List<(double[] Point, double Value)> modes)
    {
        VariationalFamily family = Drawn(Best).Parts[0].Family.Continuous;
        var parts = new List<(double LogMass, ProductApproximation Product)>
        {
            (Best.LogEvidence, Drawn(Best).Parts[0]),
        };
        var rounds = new List<FitRound>(Best.Optimum.Rounds);
        string? problem = Best.Optimum.Problem;
        long evaluations = 0;
        int lone = 0;
        foreach (var (point, value) in modes.Skip(1).TakeWhile(m => m.Value > modes[0].Value - DrawnModes.Within))
        {
            bool isReached = parts.Exists(p =>
                p.Product.LogDensity(point) >= value - Best.LogEvidence - Math.Log(FarBelow));
            if (isReached || parts.Count == MostModes)
            {
                continue;
            }
            lone += _ends[point] == 1 ? 1 : 0;
            Optimum optimum = Optimize(family, point);
            var product = (ProductApproximation)optimum.Approximation;
            var (points, logDensities) = product.Draw(_key.Fold("mass"), FirstProposals, _options.Threads);
            double[] logJoint = _evaluator.LogProb(points, FirstProposals);
            parts.Add((LogDomain.LogMeanExp([.. logJoint.Zip(logDensities, static (p, q) =>
                double.IsNaN(p) ? double.NegativeInfinity : p - q)]), product));
            rounds.AddRange(optimum.Rounds);
            problem ??= optimum.Problem;
            evaluations += optimum.Evaluations;
        }
        if (parts.Count == 1)
        {
            return false;
        }
        // The part of searches whose end no other shares is the chance that one more finds a new mode (Good 1953).
        _unseen = lone >= FewLone ? (double)lone / _ends.Values.Sum() : 0;
        double logTotal = LogDomain.LogSumExp([.. parts.Select(static p => p.LogMass)]);
        var mixture = new DrawnMixture($"{Best.Optimum.Approximation.Name} at {parts.Count} modes",
            [.. parts.Select(p => (p.LogMass - logTotal, p.Product))]);
        Add(new Optimum(mixture, rounds, problem, evaluations), _key.Fold("mixture"));
        // Of what is elsewhere the weights of the product say nothing.
        Best = _rungs[^1];
        return true;
    }

    /// <summary>What the continuous part is tried with, in order.</summary>
    private IReadOnlyList<VariationalFamily> Families()
    {
        LogDensity held = DrawnStart.Held(_target, new double[_target.Drawn!.Count]);
        return _options.Family is { } family ? [family]
            : _options.IsDefaultAlgorithm ? FitOptions.Ladder(held) : [FitOptions.DefaultFamily(held)];
    }

    /// <summary>Whether a richer family is wanted and the budget allows it.</summary>
    private bool MayClimb => Best is null
        || (!(Best.IsEnough && (Best.Result.Draws.Shape < _options.TargetShape
            || Best.Result.Draws.AreAlike || _options.TargetShape == FitOptions.ReliableShape))
        && !(_rungs.Sum(r => r.Evaluations) >= _options.MaximumEvaluations)
        && !(_clock.Elapsed >= _options.TimeLimit));

    /// <summary>The modes that searches end in, greatest density first.</summary>
    private List<(double[] Point, double Value)> Modes()
    {
        List<(double[] Point, double Value)> starts = _search.Starts(_key.Fold("start"), StartPoints);
        if (starts.Count == 0)
        {
            throw new FitException(
                $"The log density is not finite at {StartPoints} points, the integers at all levels of their ranges. " +
                "Check that there are values of the discrete unknowns under which the data are possible, and that " +
                "the priors put mass there.");
        }
        int searches = (int)Math.Clamp(SearchEvaluations / (5 * _search.ScanCost), LeastSearches, MostSearches);
        // The likeliest points, and others from all over.
        var chosen = starts.Count <= searches ? starts
            : [.. Enumerable.Range(0, searches).Select(i => starts[i * starts.Count / searches])];
        var modes = new List<(double[] Point, double Value)>();
        foreach (var (point, value) in chosen)
        {
            var found = _search.Climb(point, value);
            int start = _target.Drawn!.Start;
            int known = modes.FindIndex(m => m.Point.AsSpan(start).SequenceEqual(found.Point.AsSpan(start))
                && Math.Abs(m.Value - found.Value) < 0.1);
            if (known < 0)
            {
                modes.Add(found);
                _ends[found.Point] = 1;
            }
            else
            {
                _ends[modes[known].Point]++;
            }
        }
        return [.. modes.OrderByDescending(static m => m.Value)];
    }

    private Optimum Optimize(VariationalFamily continuous, double[] mode)
    {
        ProductFamily family = DrawnStart.Family(_target, continuous, _search, mode);
        var held = new TargetEvaluator(family.Held, _options.Threads);
        FactorPattern pattern = family.Pattern(_target);
        double[] centre = mode[.._target.Drawn!.Start];
        var start = new Coordinates(centre, pattern.AtCurvature(held, centre), pattern);
        _evaluator.Count(held.Evaluations);
        FreshDraws settings = _options.Algorithm as FreshDraws ?? new FreshDraws();
        return new FreshDrawsOptimizer(_target, family, _options.Objective, start, settings, _options.Threads)
            .Run(_key.Fold("noise"), _context, FormattableString.Invariant($"optimum {_optima++}"));
    }

    private void Add(Optimum optimum, RandomKey key)
    {
        _context.Progress?.Report(
            new FitProgress("weights", _evaluator.Evaluations + optimum.Evaluations, double.NaN));
        _context.Unfinished = optimum;
        var sampler = new ImportanceSampler(_target, _evaluator, optimum.Approximation, key, _options.Threads,
            IsInterrupted ? default : _context.Cancellation);
        Proposals first = sampler.Draw(FirstProposals);
        ImportanceResult result = IsInterrupted ? new ImportanceResult(first, null, [])
            : sampler.Improve(first, _options.PosteriorDraws);
        long evaluations = _evaluator.Evaluations - _accounted + optimum.Evaluations + sampler.Evaluations;
        _accounted = _evaluator.Evaluations;
        var rung = new FittedRung(optimum, first, result, evaluations);
        _rungs.Add(rung);
        if (Best is null || (!Best.IsEnough && (rung.IsEnough || rung.Elbo > Best.Elbo)))
        {
            Best = rung;
        }
    }
}
