using System.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A fit: from the mode up through ever richer approximations while they pay.</summary>
/// <remarks>
/// First the mode of greatest mass, among those that searches from far around find. There the first family is fitted
/// and weighted. Modes that it leaves out are fitted too, and a mixture takes their place beside it; then come richer
/// families, as long as the weights say that the approximation is poor. A family that was asked for is the only one.
/// </remarks>
internal sealed class FitLadder : IFit
{
    /// <summary>A mode with less than this share of the mass is left out.</summary>
    private const double NegligibleShare = 0.003;

    private const int MostModes = 12;
    private const int MostLooks = 3;

    private const int FirstProposals = 4096;

    private readonly LogDensity _target;
    private readonly FitOptions _options;
    private readonly RandomKey _key;
    private readonly FitContext _context;
    private readonly TargetEvaluator _evaluator;
    private readonly List<FittedRung> _rungs = [];
    private IReadOnlyList<PosteriorMode> _modes = [];
    private readonly List<(double LogMass, Coordinates Coordinates)> _parts = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _accounted;
    private int _optima;

    public FitLadder(LogDensity target, FitOptions options, RandomKey key, FitContext context)
    {
        (_target, _options, _key, _context) = (target, options, key, context);
        _evaluator = new TargetEvaluator(target, options.Threads);
    }

    /// <summary>The rungs, the last of them first tried last.</summary>
    public IReadOnlyList<FittedRung> Rungs => _rungs;

    /// <summary>The rung to use: the last that is better than those before it.</summary>
    public FittedRung Best { get; private set; } = null!;

    /// <summary>The share of the posterior that a mode outside the best approximation seems to hold.</summary>
    public double Elsewhere { get; private set; }

    /// <summary>Whether the fit was cancelled before it was done.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Climbs; where that is cancelled, and what there is was asked for, as far as it came.</summary>
    public void Run()
    {
        try
        {
            Climb();
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

    private void Climb()
    {
        _context.Progress?.Report(new FitProgress("mode", 0, double.NaN));
        IReadOnlyList<VariationalFamily> families = Families();
        Coordinates start = Start(families[0].Pattern(_target));
        Climb(families[0], start);
        // Modes may lie further out than one of them reaches.
        for (int look = 0; look < MostLooks && AddModes(families[0]); look++)
        {
            LookFurther(look);
        }
        foreach (VariationalFamily family in families.Skip(1).TakeWhile(_ => MayClimb))
        {
            Climb(family, Best.Optimum.Approximation.Coordinates);
        }
        Elsewhere = OtherModes.Share(_modes, Best.Optimum.Approximation, Best.LogEvidence);
    }

    /// <summary>What is tried, in order.</summary>
    private IReadOnlyList<VariationalFamily> Families() => _options.Family is { } family ? [family]
        : _options.Algorithm is FixedDraws && _options.Objective.AllowsFixedDraws ? FitOptions.Ladder(_target)
        : [FitOptions.DefaultFamily(_target)];

    /// <summary>Whether a richer family is wanted and the budget allows it.</summary>
    private bool MayClimb =>
        !(Best.IsEnough && (Best.Result.Draws.Shape < _options.TargetShape
            || Best.Result.Draws.AreAlike || _options.TargetShape == FitOptions.ReliableShape))
        && !(_rungs.Sum(r => r.Evaluations) >= _options.MaximumEvaluations)
        && !(_clock.Elapsed >= _options.TimeLimit);

    /// <summary>Coordinates at the mode of greatest mass.</summary>
    private Coordinates Start(FactorPattern pattern)
    {
        Coordinates start = Phase($"start {pattern.GetType().Name}",
            () => ModeSearch.Find(_target, _evaluator, pattern, _key.Fold("start"), _context.Cancellation),
            static (writer, found) => writer.Write(found), reader => reader.ReadCoordinates(pattern));
        // Modes are those of the stated prior, which with another need not be any.
        if (_rungs.Count > 0 || _options.Objective.ReplacesPrior)
        {
            return start;
        }
        _modes = Phase("modes",
            () => SampledModeSearch.Pays(_target)
                ? SampledModeSearch.Others(_target, _evaluator, start, _key.Fold("modes"), _context.Cancellation)
                : OtherModes.Find(_evaluator, start, [], _key.Fold("modes"), _context.Cancellation),
            static (writer, modes) => writer.Write(modes), reader => reader.ReadModes(_target.Dimension));
        if (_modes.Count == 0)
        {
            return start;
        }
        var gradient = new double[_target.Dimension];
        double value = _evaluator.NegativeValueAndGradient(start.Centre, gradient);
        if (PosteriorMode.At(_evaluator, start.Centre, value) is { } first)
        {
            _modes = [.. _modes.Append(first).OrderByDescending(m => m.LogMass)];
        }
        double[] best = _modes[0].Coordinates.Centre;
        return new Coordinates(best, pattern.AtCurvature(_evaluator, best), pattern);
    }

    /// <summary>Fits a family and weighs its draws.</summary>
    private void Climb(VariationalFamily family, Coordinates start) =>
        Add(SideBySide.Run(start, _options.Starts, _key.Fold("starts"), s => Optimize(family, s, _key.Fold("noise"))),
            _key.Fold("posterior"));

    private Optimum Optimize(VariationalFamily family, Coordinates start, RandomKey key)
    {
        string name = FormattableString.Invariant($"optimum {_optima++}");
        return _options.Algorithm switch
        {
            FixedDraws settings => FixedDrawsOptimizer.For(
                _target, family, _options.Objective, start, settings, _options.Threads, _key).Run(key, _context, name),
            FreshDraws settings => new FreshDrawsOptimizer(
                _target, family, _options.Objective, start, settings, _options.Threads).Run(key, _context, name),
            LaplaceApproximation => LaplaceOptimizer.Run(_evaluator, start, _context.Cancellation),
            Pathfinder settings => new PathfinderOptimizer(_evaluator, start, settings, key).Run(_context.Cancellation),
            _ => throw new ArgumentException($"Unknown algorithm {_options.Algorithm}.", nameof(family)),
        };
    }

    /// <summary>What a phase found: now, or before the fit was broken off, with the evaluations that it took.</summary>
    private T Phase<T>(string name, Func<T> find, Action<BinaryWriter, T> write, Func<BinaryReader, T> read)
    {
        return FitCheckpoint.Phase(_context.Checkpoint, name, find,
            (writer, found) =>
            {
                _evaluator.Save(writer);
                write(writer, found);
            },
            reader =>
            {
                _evaluator.Load(reader);
                return read(reader);
            });
    }

    /// <summary>Fits the modes that the approximation leaves out, and puts a mixture of all in its place; false where
    /// there are none.</summary>
    private bool AddModes(VariationalFamily family)
    {
        PosteriorMode[] others = [.. OtherModes.Outside(_modes, Best.Optimum.Approximation, Best.LogEvidence)
            .Where(m => 1 / (1 + Math.Exp(Best.LogEvidence - m.LogMass)) > NegligibleShare)
            .Take(MostModes - Math.Max(1, _parts.Count))];
        if (others.Length == 0 || family is not GaussianFamily)
        {
            return false;
        }
        if (_parts.Count == 0)
        {
            _parts.Add((Best.LogEvidence, Best.Optimum.Approximation.Coordinates));
        }
        var rounds = new List<FitRound>(Best.Optimum.Rounds);
        string? problem = Best.Optimum.Problem;
        long evaluations = 0;
        foreach (PosteriorMode mode in others)
        {
            FactorPattern pattern = family.Pattern(_target);
            double[] centre = mode.Coordinates.Centre;
            Optimum optimum = Optimize(family, new Coordinates(
                centre, pattern.AtCurvature(_evaluator, centre), pattern), _key.Fold("noise"));
            _parts.Add((mode.LogMass, optimum.Approximation.Coordinates));
            rounds.AddRange(optimum.Rounds);
            problem ??= optimum.Problem;
            evaluations += optimum.Evaluations;
        }
        double most = _parts.Max(p => p.LogMass);
        double logTotal = most + Math.Log(_parts.Sum(p => Math.Exp(p.LogMass - most)));
        var mixture = new MixtureApproximation($"{family.Name} at {_parts.Count} modes",
            [.. _parts.Select(p => (p.LogMass - logTotal, p.Coordinates))]);
        OptimumResponse? response = Best.Optimum.Response;
        Add(new Optimum(mixture, rounds, problem, evaluations) { Response = response },
            _key.Fold("mixture").Fold((ulong)_parts.Count));
        return true;
    }

    /// <summary>Searches once more, as far around all modes that are known as they are apart.</summary>
    private void LookFurther(int look)
    {
        int n = _target.Dimension;
        double most = _parts.Max(p => p.LogMass), total = _parts.Sum(p => Math.Exp(p.LogMass - most));
        var centre = new double[n];
        foreach (var (logMass, coordinates) in _parts)
        {
            double weight = Math.Exp(logMass - most) / total;
            for (int e = 0; e < n; e++)
            {
                centre[e] += weight * coordinates.Centre[e];
            }
        }
        // Apart along each unknown: between many modes in few places correlations mean little.
        var deviations = new double[n];
        foreach (var (logMass, coordinates) in _parts)
        {
            double[] own = coordinates.StandardDeviations();
            for (int e = 0; e < n; e++)
            {
                double offset = coordinates.Centre[e] - centre[e];
                deviations[e] += Math.Exp(logMass - most) / total * (own[e] * own[e] + offset * offset);
            }
        }
        var pattern = new DiagonalPattern(n);
        var around = new Coordinates(centre, pattern.Diagonal([.. deviations.Select(Math.Sqrt)]), pattern);
        _modes = Phase(FormattableString.Invariant($"modes {look}"),
            () => OtherModes.Find(_evaluator, around, _modes, _key.Fold("further").Fold((ulong)look), _context.Cancellation),
            static (writer, modes) => writer.Write(modes), reader => reader.ReadModes(n));
    }

    private void Add(Optimum optimum, RandomKey key)
    {
        _context.Progress?.Report(
            new FitProgress("weights", _evaluator.Evaluations + optimum.Evaluations, double.NaN));
        _context.Unfinished = optimum;
        LogDensity weighed = _options.Objective.Weighed(_target, optimum.Approximation);
        TargetEvaluator evaluator = ReferenceEquals(weighed, _target)
            ? _evaluator : new TargetEvaluator(weighed, _options.Threads);
        var sampler = new ImportanceSampler(weighed, evaluator, optimum.Approximation, key, _options.Threads,
            IsInterrupted ? default : _context.Cancellation);
        Proposals first = sampler.Draw(FirstProposals);
        ImportanceResult result = IsInterrupted ? new ImportanceResult(first, null, [])
            : sampler.Improve(first, _options.PosteriorDraws);
        long evaluations = _evaluator.Evaluations - _accounted + optimum.Evaluations + sampler.Evaluations
            + (ReferenceEquals(evaluator, _evaluator) ? 0 : evaluator.Evaluations);
        _accounted = _evaluator.Evaluations;
        var rung = new FittedRung(optimum, first, result, evaluations);
        _rungs.Add(rung);
        if (Best is null || IsBetter(rung))
        {
            Best = rung;
        }
    }

    /// <summary>More of the posterior, or the same with better weights.</summary>
    private bool IsBetter(FittedRung rung) =>
        OtherModes.Share(_modes, Best.Optimum.Approximation, Best.LogEvidence) > NegligibleShare
        || (!Best.IsEnough && (rung.IsEnough || rung.Elbo > Best.Elbo));
}
