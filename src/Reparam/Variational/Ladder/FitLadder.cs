using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A fit: from the mode up through ever richer approximations while they pay.</summary>
/// <remarks>
/// First the mode of greatest mass, among those that searches from far around find. There the first family is fitted
/// and weighted. Modes that it leaves out are fitted too, and a mixture takes their place beside it; then come richer
/// families, as long as the weights say that the approximation is poor. A family that was asked for is the only one.
/// </remarks>
internal sealed class FitLadder : PosteriorFit
{
    private const int MostLooks = 3;

    private IReadOnlyList<PosteriorMode> _modes = [];
    private readonly List<(double LogMass, Coordinates Coordinates)> _parts = [];

    public FitLadder(LogDensity target, FitOptions options, RandomKey key, FitContext context)
        : base(target, options, key, context) { }

    private protected override void Fit()
    {
        Context.Progress?.Report(new FitProgress("mode", 0, double.NaN));
        IReadOnlyList<VariationalFamily> families = Families();
        Coordinates start = Start(families[0].Pattern(Target));
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
    private IReadOnlyList<VariationalFamily> Families() => Options.Family is { } family ? [family]
        : Options.Algorithm is FixedDraws && Options.Objective.AllowsFixedDraws ? FitOptions.Ladder(Target)
        : [FitOptions.DefaultFamily(Target)];

    /// <summary>Coordinates at the mode of greatest mass.</summary>
    private Coordinates Start(FactorPattern pattern)
    {
        Coordinates start = Phase($"start {pattern.GetType().Name}",
            () => ModeSearch.Find(Target, Evaluator, pattern, Key.Fold("start"), Context.Cancellation),
            static (writer, found) => writer.Write(found), reader => reader.ReadCoordinates(pattern));
        // Modes are those of the stated prior, which with another need not be any.
        if (Rungs.Count > 0 || Options.Objective.ReplacesPrior)
        {
            return start;
        }
        _modes = Phase("modes",
            () => SampledModeSearch.Pays(Target)
                ? SampledModeSearch.Others(Target, Evaluator, start, Key.Fold("modes"), Context.Cancellation)
                : OtherModes.Find(Evaluator, start, [], Key.Fold("modes"), Context.Cancellation),
            static (writer, modes) => writer.Write(modes), reader => reader.ReadModes(Target.Dimension));
        if (_modes.Count == 0)
        {
            return start;
        }
        var gradient = new double[Target.Dimension];
        double value = Evaluator.NegativeValueAndGradient(start.Centre, gradient);
        if (PosteriorMode.At(Evaluator, start.Centre, value) is { } first)
        {
            _modes = [.. _modes.Append(first).OrderByDescending(m => m.LogMass)];
        }
        double[] best = _modes[0].Coordinates.Centre;
        return new Coordinates(best, pattern.AtCurvature(Evaluator, best), pattern);
    }

    /// <summary>Fits a family and weighs its draws.</summary>
    private void Climb(VariationalFamily family, Coordinates start) =>
        Add(SideBySide.Run(start, Options.Starts, Key.Fold("starts"), s => Optimize(family, s, Key.Fold("noise"))),
            Key.Fold("posterior"));

    private Optimum Optimize(VariationalFamily family, Coordinates start, RandomKey key)
    {
        string name = NextOptimum();
        return Options.Algorithm switch
        {
            FixedDraws settings => FixedDrawsOptimizer.For(
                Target, family, Options.Objective, start, settings, Options.Threads, Key).Run(key, Context, name),
            FreshDraws settings => new FreshDrawsOptimizer(
                Target, family, Options.Objective, start, settings, Options.Threads).Run(key, Context, name),
            LaplaceApproximation => LaplaceOptimizer.Run(Evaluator, start, Context.Cancellation),
            Pathfinder settings => new PathfinderOptimizer(Evaluator, start, settings, key).Run(Context.Cancellation),
            _ => throw new ArgumentException($"Unknown algorithm {Options.Algorithm}.", nameof(family)),
        };
    }

    /// <summary>What a phase found: now, or before the fit was broken off, with the evaluations that it took.</summary>
    private T Phase<T>(string name, Func<T> find, Action<BinaryWriter, T> write, Func<BinaryReader, T> read)
    {
        return FitCheckpoint.Phase(Context.Checkpoint, name, find,
            (writer, found) =>
            {
                Evaluator.Save(writer);
                write(writer, found);
            },
            reader =>
            {
                Evaluator.Load(reader);
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
            FactorPattern pattern = family.Pattern(Target);
            double[] centre = mode.Coordinates.Centre;
            Optimum optimum = Optimize(family, new Coordinates(
                centre, pattern.AtCurvature(Evaluator, centre), pattern), Key.Fold("noise"));
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
            Key.Fold("mixture").Fold((ulong)_parts.Count));
        return true;
    }

    /// <summary>Searches once more, as far around all modes that are known as they are apart.</summary>
    private void LookFurther(int look)
    {
        int n = Target.Dimension;
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
            () => OtherModes.Find(
                Evaluator, around, _modes, Key.Fold("further").Fold((ulong)look), Context.Cancellation),
            static (writer, modes) => writer.Write(modes), reader => reader.ReadModes(n));
    }

    /// <summary>More of the posterior, or the same with better weights.</summary>
    private protected override bool IsBetter(FittedRung rung) =>
        OtherModes.Share(_modes, Best.Optimum.Approximation, Best.LogEvidence) > NegligibleShare
        || base.IsBetter(rung);
}
