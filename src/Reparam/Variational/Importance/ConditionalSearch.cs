using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>
/// Finds proposals for a posterior whose curvature depends on a few unknowns: nodes along each of them as far as there
/// is mass, nodes between, then rounds in which the marginal follows the weighted draws, and new nodes stand where the
/// weights are greatest.
/// </summary>
internal sealed class ConditionalSearch
{
    /// <summary>Nodes along a direction end where the marginal density times the distance is so many nats below the
    /// density in the middle: what is further out is then little even where tails are long.</summary>
    private const double Depth = 6;
    private const int MostAlong = 20;

    /// <summary>Nodes between the directions, for each unknown that is given, and how far they spread in standard
    /// deviations.</summary>
    private const int Between = 16;
    private const double BetweenSpread = 1.5;

    private const int MostRounds = 16;

    /// <summary>Rounds without better efficiency after which there are more draws in a round, or the search
    /// ends.</summary>
    private const int Patience = 2;

    /// <summary>The most draws in a round of the search.</summary>
    private const int MostSearching = 4096;
    private const int NodesEachRound = 8;

    /// <summary>Components that guard against tails that no draw has shown: their shares, and their widths in standard
    /// deviations.</summary>
    private static readonly (double Share, double Width)[] Guards = [(0.15, 2.5), (0.05, 10)];

    private readonly GivenUnknowns _given;
    private readonly ConditionalLaplace _laplace;
    private readonly ConditionalGaussian _proposal;
    private readonly Func<ConditionalGaussian, int, RandomKey, Proposals> _draw;
    private readonly RandomKey _key;
    private readonly int _firstCount;
    private readonly int _mostCount;
    private readonly double _effective;
    private readonly CancellationToken _cancellation;
    private readonly int _h;

    /// <param name="given">The unknowns on which the curvature depends.</param>
    /// <param name="evaluator">log g.</param>
    /// <param name="draw">Draws from proposals and weighs the draws.</param>
    /// <param name="draws">How many to start with, how many at most, and how many independent ones they shall be
    /// worth.</param>
    /// <param name="key">Of all noise.</param>
    /// <param name="cancellation">Ends the search.</param>
    public ConditionalSearch(GivenUnknowns given, TargetEvaluator evaluator,
        Func<ConditionalGaussian, int, RandomKey, Proposals> draw, (int First, int Most, double Effective) draws,
        RandomKey key, CancellationToken cancellation)
    {
        (_given, _draw, _key, _cancellation) = (given, draw, key, cancellation);
        (_firstCount, _mostCount, _effective) = draws;
        _h = given.Indices.Length;
        _laplace = new ConditionalLaplace(evaluator, given);
        _proposal = new ConditionalGaussian(given);
    }

    /// <summary>The best proposals that were found; null where there is not even a middle.</summary>
    public Proposals? Run()
    {
        var origin = new double[_h];
        if (!_given.IsProper || _laplace.At(_given.Expected(origin)) is not { } middle)
        {
            return null;
        }
        _proposal.Add(middle);
        _proposal.Marginal.Add(1, origin, Covariance(1));
        for (int i = 0; i < _h; i++)
        {
            Explore(i, 1, middle);
            Explore(i, -1, middle);
        }
        foreach (var (share, width) in Guards)
        {
            _proposal.Marginal.Guard(share, origin, Covariance(width));
        }
        if (_h > 1)
        {
            FillBetween(middle);
        }
        return Refine();
    }

    /// <summary>Draws, and as long as they are not good enough, follows them; then as many as are worth enough. Each
    /// round has noise of its own, so that none is judged by what it was fitted to.</summary>
    private Proposals Refine()
    {
        Proposals? best = null;
        int count = _firstCount, stalled = 0;
        double highest = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            Proposals trial = _draw(_proposal, count, _key.Fold((ulong)round));
            double efficiency = trial.EffectiveSize / count;
            (highest, stalled) = efficiency > 1.1 * highest ? (efficiency, 0) : (highest, stalled + 1);
            bool isBest = best is null || IsBetter(trial, best);
            if (isBest)
            {
                best?.Release();
                best = trial;
            }
            if (trial.AreGood && (trial.EffectiveSize >= _effective || count == _mostCount))
            {
                break;
            }
            bool isStalled = stalled >= Patience;
            int next = trial.AreGood || (isStalled && trial.AreReliable && trial.EffectiveSize < _effective)
                ? Proposals.CountFor(_effective, efficiency, Math.Max(count, MostSearching), _mostCount)
                : isStalled ? Math.Max(count, Math.Min(4 * count, MostSearching)) : count;
            if (isStalled && next == count)
            {
                break;
            }
            if (!trial.AreGood)
            {
                AddNodes(trial);
            }
            if (next != count)
            {
                // More draws see what fewer do not, so that their efficiency is no measure for them.
                (count, stalled, highest) = (next, 0, 0);
            }
            _proposal.Follow(trial.Points, trial.Weights.Weights.AsSpan(), trial.EffectiveSize);
            if (!isBest)
            {
                trial.Release();
            }
        }
        return best!;
    }

    /// <summary>Few draws can be lucky where more are not: those of a search are no better than more draws, whatever
    /// their weights say.</summary>
    private static bool IsBetter(Proposals trial, Proposals best) =>
        Math.Min(trial.Count, MostSearching) != Math.Min(best.Count, MostSearching) ? trial.Count > best.Count
        : trial.AreReliable && (trial.EffectiveSize > best.EffectiveSize || !best.AreReliable);

    /// <summary>Nodes along one direction, ever further apart, and for each a component of the marginal.</summary>
    private void Explore(int i, int side, ConditionalNode middle)
    {
        double[] axis = _given.Axis(i);
        double offset = 0, spacing = 1;
        ConditionalNode last = middle;
        for (int count = 0; count < MostAlong; count++)
        {
            _cancellation.ThrowIfCancellationRequested();
            offset += spacing;
            double[] place = [.. axis.Select(a => side * offset * a)];
            if (_laplace.At(_given.Expected(place), last) is not { } node
                || node.LogMarginal + Math.Log(offset) < middle.LogMarginal - Depth)
            {
                return;
            }
            last = node;
            _proposal.Add(node);
            double height = Math.Exp(Math.Min(node.LogMarginal - middle.LogMarginal, 50));
            _proposal.Marginal.Add(height * spacing / _h, place, Covariance(1, 0.7 * spacing, axis));
            spacing *= 1.25;
        }
    }

    private void FillBetween(ConditionalNode middle)
    {
        int count = Between * _h;
        double[] design = QuasiMonteCarlo.Normal(_key.Fold("between"), _h, count);
        var place = new double[_h];
        for (int d = 0; d < count; d++)
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < _h; i++)
            {
                place[i] = BetweenSpread * design[i * count + d];
            }
            if (_laplace.At(_given.Expected(place)) is { } node && node.LogMarginal > middle.LogMarginal - Depth - 2)
            {
                _proposal.Add(node);
            }
        }
    }

    /// <summary>Nodes at the draws of greatest weight, but not side by side.</summary>
    private void AddNodes(Proposals draws)
    {
        int count = draws.Count, n = _given.Indices.Length + _given.Others.Length;
        double[] weights = [.. draws.Weights.Weights], places = _proposal.Places(draws.Points, count);
        var point = new double[n];
        for (int added = 0; added < NodesEachRound; added++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int top = Greatest(weights);
            for (int e = 0; e < n; e++)
            {
                point[e] = draws.Points[e * count + top];
            }
            if (_laplace.At(point) is { } node)
            {
                _proposal.Add(node);
            }
            ClearNear(weights, places, top);
        }
    }

    /// <summary>The draw of greatest weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Greatest(double[] weights)
    {
        var most = Vector512.Create(double.NegativeInfinity);
        for (int d = 0; d < weights.Length; d += LaneMemory.Lanes)
        {
            most = Vector512.Max(most, LaneMemory.Load(weights.AsSpan(d), double.NegativeInfinity));
        }
        double greatest = most[0];
        for (int lane = 1; lane < LaneMemory.Lanes; lane++)
        {
            greatest = Math.Max(greatest, most[lane]);
        }
        return Array.IndexOf(weights, greatest);
    }

    /// <summary>Takes the weight of the draws about one away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ClearNear(double[] weights, double[] places, int draw)
    {
        int count = weights.Length;
        for (int d = 0; d < count; d += LaneMemory.Lanes)
        {
            Span<double> own = weights.AsSpan(d);
            var square = Vector512<double>.Zero;
            for (int i = 0; i < _h; i++)
            {
                Vector512<double> place = LaneMemory.Load(places.AsSpan(i * count + d, count - d)),
                    distance = place - Vector512.Create(places[i * count + draw]);
                square += distance * distance;
            }
            Vector512<double> isFar = Vector512.GreaterThanOrEqual(square, Vector512.Create(0.5 * _h));
            LaneMemory.Store(isFar & LaneMemory.Load(own), own);
        }
    }

    /// <summary>width² across, length² along a direction.</summary>
    private double[] Covariance(double width, double length = 0, double[]? direction = null)
    {
        var covariance = new double[_h * _h];
        for (int i = 0; i < _h; i++)
        {
            covariance[i * _h + i] = width * width;
            for (int j = 0; direction is not null && j < _h; j++)
            {
                covariance[i * _h + j] += (length * length - width * width) * direction[i] * direction[j];
            }
        }
        return covariance;
    }
}
