using System.Globalization;
using Reparam.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A fit of a model with discrete unknowns that are drawn: from the best of some modes, the product of a
/// continuous approximation and discrete factors; where other modes hold a share, a mixture of such products.</summary>
internal sealed class DrawnFit : PosteriorFit
{
    /// <summary>Points to begin at and searches.</summary>
    private const int StartPoints = 64, MostSearches = 24, LeastSearches = 4;

    /// <summary>After so many evaluations no search begins beyond the least; and one search alone ends after so
    /// many.</summary>
    private const long SearchEvaluations = 400_000;

    /// <summary>An approximation reaches a mode where its density is at least this part of the posterior's.</summary>
    private const double FarBelow = 20;

    /// <summary>From one in so many searches on that found a mode of its own, there are likely to be others.</summary>
    private const int SearchesOfLone = 6;

    private readonly DiscreteSearch _search;
    private readonly Dictionary<double[], int> _ends = new(ReferenceEqualityComparer.Instance);

    public DrawnFit(LogDensity target, FitOptions options, RandomKey key, FitContext context)
        : base(target, options, key, context)
    {
        DrawnChecks.Require(target, options);
        _search = new DiscreteSearch(target, Evaluator, context.Cancellation);
    }

    private protected override void Fit()
    {
        Context.Progress?.Report(new FitProgress("modes", 0, double.NaN));
        List<(double[] Point, double Value)> modes = Modes();
        foreach (VariationalFamily family in Families().TakeWhile(_ => MayClimb))
        {
            Add(Optimize(family, modes[0].Point), Key.Fold("posterior"));
        }
        var elsewhere = new DrawnModes(Target, Evaluator, _search, modes, Key.Fold("elsewhere"), Options.Threads);
        Elsewhere = elsewhere.Share(Drawn(Best));
        List<(double[] Point, double Value)> near =
            [.. modes.TakeWhile(m => m.Value > modes[0].Value - DrawnModes.Within)];
        string? doubt = DoubtOfSearches(_ends[modes[0].Point],
            [.. near.Skip(1).Where(m => !IsReached(Drawn(Best).Parts[0], m)).Select(m => _ends[m.Point])],
            _ends.Values.Sum(), Elsewhere > NegligibleShare);
        if (Elsewhere > NegligibleShare && AddModes(near))
        {
            Elsewhere = elsewhere.Share(Drawn(Best));
        }
        if (doubt is not null)
        {
            Best = Best with { Optimum = Best.Optimum with { Doubts = [.. Best.Optimum.Doubts, doubt] } };
        }
    }

    /// <summary>Why there are likely to be modes that no search found, or null: the part of searches whose end no
    /// other shares is the chance that one more ends elsewhere (Good 1953).</summary>
    /// <param name="greatest">The number of searches that ended at the greatest mode.</param>
    /// <param name="others">That of each other mode that one product does not reach.</param>
    /// <param name="searches">The number of all searches.</param>
    /// <param name="areShared">Whether the others hold a share of the posterior: otherwise none of them counts, but one
    /// that is greater than all may still be left.</param>
    internal static string? DoubtOfSearches(int greatest, IReadOnlyList<int> others, int searches, bool areShared)
    {
        if (others.Count == 0)
        {
            return null;
        }
        int lone = (greatest == 1 ? 1 : 0) + (areShared ? others.Count(static o => o == 1) : 0);
        return SearchesOfLone * lone < searches ? null : string.Create(CultureInfo.InvariantCulture,
            $"Of {searches} searches for modes {lone} each ended at one that no other search found: there are ") +
            "likely to be others, which nothing here has seen. Sum discrete unknowns out where that can be done, or " +
            "write the model so that they hang together less.";
    }

    /// <summary>Whether a product draws at a mode about as often as the posterior wants.</summary>
    private bool IsReached(ProductApproximation product, (double[] Point, double Value) mode) =>
        product.LogDensity(mode.Point) >= mode.Value - Best.LogEvidence - Math.Log(FarBelow);

    private static DrawnApproximation Drawn(FittedRung rung) => (DrawnApproximation)rung.Optimum.Approximation;

    /// <summary>Fits the modes that the approximation leaves out, and puts a mixture of all in its place; false where
    /// there are none.</summary>
    private bool AddModes(List<(double[] Point, double Value)> modes)
    {
        VariationalFamily family = Drawn(Best).Parts[0].Family.Continuous;
        var parts = new List<(double LogMass, Optimum Optimum)> { (Best.LogEvidence, Best.Optimum) };
        long evaluations = 0;
        foreach (var mode in modes.Skip(1))
        {
            if (parts.Count == MostModes || IsSpent(evaluations))
            {
                break;
            }
            if (parts.Exists(p => IsReached((ProductApproximation)p.Optimum.Approximation, mode)))
            {
                continue;
            }
            Optimum optimum = Optimize(family, mode.Point);
            evaluations += optimum.Evaluations;
            var (points, logDensities) =
                optimum.Approximation.Draw(Key.Fold("mass"), FirstProposals, Options.Threads);
            double[] logJoint = Evaluator.LogProb(points, FirstProposals);
            double logMass = LogDomain.LogMeanExp([.. logJoint.Zip(logDensities, static (p, q) =>
                double.IsNaN(p - q) ? double.NegativeInfinity : p - q)]);
            // A fit that came to nothing is left out, and what is there shows as a share elsewhere.
            if (double.IsFinite(logMass))
            {
                parts.Add((logMass, optimum));
            }
        }
        if (parts.Count == 1)
        {
            return false;
        }
        Add(Together($"{Best.Optimum.Approximation.Name} at {parts.Count} modes", parts) with
        {
            Evaluations = evaluations,
        }, Key.Fold("mixture"));
        // Of what is elsewhere the weights of the product say nothing.
        Best = Rungs[^1];
        return true;
    }

    /// <summary>A mixture of products; what is said of the part of greatest mass comes last, and its problem goes
    /// before those of others.</summary>
    internal static Optimum Together(string name, IReadOnlyList<(double LogMass, Optimum Optimum)> parts)
    {
        double logTotal = LogDomain.LogSumExp([.. parts.Select(static p => p.LogMass)]);
        var mixture = new DrawnMixture(name,
            [.. parts.Select(p => (p.LogMass - logTotal, (ProductApproximation)p.Optimum.Approximation))]);
        Optimum[] inOrder = [.. parts.OrderBy(static p => p.LogMass).Select(static p => p.Optimum)];
        return new Optimum(mixture, [.. inOrder.SelectMany(static o => o.Rounds)],
            inOrder[^1].Problem ?? Array.Find(inOrder, static o => o.Problem is not null)?.Problem, 0)
        {
            Doubts = [.. parts.SelectMany(static p => p.Optimum.Doubts).Distinct()],
        };
    }

    /// <summary>What the continuous part is tried with, in order.</summary>
    private IReadOnlyList<VariationalFamily> Families()
    {
        LogDensity held = DrawnStart.Held(Target, new double[Target.Drawn!.Count]);
        return Options.Family is { } family ? [family]
            : Options.IsDefaultAlgorithm ? FitOptions.Ladder(held) : [FitOptions.DefaultFamily(held)];
    }

    /// <summary>The modes that searches end in, greatest density first.</summary>
    private List<(double[] Point, double Value)> Modes()
    {
        List<(double[] Point, double Value)> starts = _search.Starts(Key.Fold("start"), StartPoints);
        if (starts.Count == 0)
        {
            throw new FitException(
                $"The log density is not finite at {StartPoints} points, the integers at all levels of their ranges. " +
                "Check that there are values of the discrete unknowns under which the data are possible, and that " +
                "the priors put mass there.");
        }
        // The likeliest points, and others from all over; the least number of searches goes to these, too.
        (double[] Point, double Value)[] chosen = starts.Count <= MostSearches ? [.. starts]
            : [.. Enumerable.Range(0, MostSearches).Select(i => starts[i * starts.Count / MostSearches])];
        int stride = Math.Max(1, chosen.Length / LeastSearches);
        var modes = new List<(double[] Point, double Value)>();
        long before = _search.Evaluations;
        int start = Target.Drawn!.Start;
        (double[] Point, double Value)[] inOrder =
            [.. chosen.Index().OrderBy(c => c.Index % stride).Select(static c => c.Item)];
        foreach (var (i, (point, value)) in inOrder.Index())
        {
            if (i >= LeastSearches && _search.Evaluations - before >= SearchEvaluations)
            {
                break;
            }
            var found = _search.Climb(point, value, SearchEvaluations);
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
        ProductFamily family = DrawnStart.Family(Target, continuous, _search, mode);
        var held = new TargetEvaluator(family.Held, Options.Threads);
        FactorPattern pattern = family.Pattern(Target);
        double[] centre = mode[..Target.Drawn!.Start];
        var start = new Coordinates(centre, pattern.AtCurvature(held, centre), pattern);
        Evaluator.Count(held.Evaluations);
        FreshDraws settings = Options.Algorithm as FreshDraws ?? new FreshDraws();
        Optimum optimum =
            new FreshDrawsOptimizer(Target, family, Options.Objective, start, settings, Options.Threads)
                .Run(Key.Fold("noise"), Context, NextOptimum());
        return optimum with { Doubts = family.LeftOut };
    }
}
