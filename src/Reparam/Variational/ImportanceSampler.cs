using Reparam.Diagnostics;
using Reparam.Execution;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Proposals weighted by the posterior.</summary>
/// <param name="Weights">Pareto-smoothed weights and their shape.</param>
/// <param name="LogRatios">log g - log q at each proposal, in nats.</param>
/// <param name="LogDensities">log g at each proposal.</param>
/// <param name="Noise">What the proposals were made of: [element · draws + draw].</param>
/// <param name="Values">Holds the values of the quantities at the proposals, as its outputs from the third on.</param>
/// <param name="Shift">The proposals' noise is Shift + Factor ε with ε standard normal.</param>
/// <param name="Tails">The directions in which they reach further.</param>
internal sealed record Proposals(ParetoSmoothedImportanceSampling Weights, double[] LogRatios, double[] LogDensities,
    double[] Noise, Interpreter Values, Coordinates Shift, TailDirections Tails)
{
    /// <summary>Weights up to this many times their average are bounded in effect, whatever the shape of their tail.</summary>
    private const double EvenWeight = 2;

    /// <summary>The number of proposals.</summary>
    public int Count => LogRatios.Length;

    /// <summary>The greatest weight over the average weight.</summary>
    public double GreatestWeight { get; } = Weights.Weights.Max() * LogRatios.Length;

    /// <summary>Whether all weights are nearly equal: then the extreme tail, which is all that k-hat sees, carries nothing.</summary>
    public bool AreEven => GreatestWeight < EvenWeight;

    /// <summary>Whether the weights may be used: k-hat below 0.7 (Vehtari et al. 2024), or nearly equal weights.</summary>
    public bool AreReliable => Weights.ParetoShape < 0.7 || AreEven;
}

/// <summary>
/// Importance sampling from an approximation. Where its tails fall short, the proposals are moved and widened to the weighted
/// moments of the posterior as far as that lowers k-hat: importance weighted moment matching (Paananen, Piironen, Bürkner and
/// Vehtari 2021), with the noise in the place of the draws.
/// </summary>
internal sealed class ImportanceSampler
{
    private const int MostProposals = 32_768;
    private const double GoodShape = 0.5;
    private const int MatchingRounds = 4;

    private readonly int _n;
    private readonly int _threads;
    private readonly ExecutionPlan _plan;
    private readonly Coordinates _identity;
    private readonly Coordinates _approximation;
    private readonly RandomKey _key;
    private readonly CancellationToken _cancellation;

    public ImportanceSampler(LogDensity target, VariationalFamily family, Optimum optimum, RandomKey key, int threads, CancellationToken cancellation)
    {
        _n = target.Dimension;
        _key = key;
        _threads = threads;
        _cancellation = cancellation;
        _approximation = optimum.Coordinates;
        _identity = Coordinates.Identity(_n, optimum.Coordinates.IsFull);
        Tensor noise = Tensor.Input("noise", [_n], varies: true);
        Tensor shift = Tensor.Input("shift", [_n]), factor = Tensor.Input("factor", _identity.FactorShape);
        var (moved, movedLogDet) = Coordinates.Map(shift, factor).ForwardAndLogDet(noise);
        var (u, logDet) = family.Bijector(optimum.Parameters, _n).ForwardAndLogDet(moved);
        var (x, coordinatesLogDet) = optimum.Coordinates.Map().ForwardAndLogDet(u);
        Quantities = target.Quantities(x);
        Tensor logProposal = ElboObjective.LogNoise(noise) - movedLogDet - logDet - coordinatesLogDet;
        _plan = ExecutionPlan.Create([noise, shift, factor], [Tensor.Spread(target.LogProb(x)), Tensor.Spread(logProposal),
            .. Quantities.Select(q => Tensor.Spread(q.Value))]);
    }

    /// <summary>The quantities whose values the proposals hold.</summary>
    public IReadOnlyList<Quantity> Quantities { get; }

    /// <summary>Evaluations of the log density so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Proposals from the approximation as it is.</summary>
    public Proposals Draw(int count) => Draw(_identity, TailDirections.None(_n), count);

    /// <summary>Better proposals, if there are any: moment matching while it lowers k-hat, then more of them until they are worth
    /// <paramref name="effective"/> draws.</summary>
    public Proposals Improve(Proposals first, double effective)
    {
        Proposals best = first;
        TailDirections tails = Tails(_identity);
        if (tails.Count > 0)
        {
            best = Draw(_identity, tails, first.Count);
        }
        for (int round = 0; round < MatchingRounds && best.Weights.ParetoShape > GoodShape && !best.AreEven; round++)
        {
            Proposals? better = null;
            foreach (Coordinates candidate in Matched(best))
            {
                Proposals trial = Draw(candidate, Tails(candidate), best.Count);
                if (trial.Weights.ParetoShape < (better ?? best).Weights.ParetoShape - 0.02)
                {
                    better = trial;
                }
            }
            if (better is null)
            {
                break;
            }
            best = better;
        }
        while (best.AreReliable && best.Weights.EffectiveSampleSize < effective && 2 * best.Count <= MostProposals)
        {
            Proposals more = Draw(best.Shift, best.Tails, 2 * best.Count);
            if (!more.AreReliable)
            {
                break;
            }
            best = more;
        }
        return best;
    }

    private TailDirections Tails(Coordinates shift) => TailDirections.Find((noise, points) =>
    {
        var interpreter = new Interpreter(_plan, points, _threads);
        interpreter.SetByDraw(0, noise);
        interpreter.SetShared(1, shift.Centre);
        interpreter.SetShared(2, shift.Factor);
        interpreter.Run(_cancellation);
        Evaluations += points;
        var values = new double[points];
        interpreter.CopyByDraw(0, values);
        return values;
    }, shift, _approximation);

    private Proposals Draw(Coordinates shift, TailDirections tails, int count)
    {
        var interpreter = new Interpreter(_plan, count, _threads);
        interpreter.SetShared(1, shift.Centre);
        interpreter.SetShared(2, shift.Factor);
        double[] noise = tails.Noise(_key.Fold((ulong)count), count);
        double[] mixture = tails.LogDensityRatios(noise, count);
        interpreter.SetByDraw(0, noise);
        interpreter.Run(_cancellation);
        Evaluations += count;
        var densities = new double[count];
        var ratios = new double[count];
        interpreter.CopyByDraw(0, densities);
        interpreter.CopyByDraw(1, ratios);
        for (int d = 0; d < count; d++)
        {
            // Where the density is not a number it has no weight; the bound shows it by being minus infinity.
            ratios[d] = double.IsNaN(densities[d]) ? double.NegativeInfinity : densities[d] - ratios[d] - mixture[d];
        }
        return new Proposals(ParetoSmoothedImportanceSampling.Smooth(ratios), ratios, densities, noise, interpreter, shift, tails);
    }

    /// <summary>The proposals moved to the weighted mean of the posterior; scaled too; and with its correlations too, where the
    /// weights are worth enough draws to know them.</summary>
    private List<Coordinates> Matched(Proposals from)
    {
        int n = _n, count = from.Count;
        ReadOnlySpan<double> weights = from.Weights.Weights.AsSpan();
        var mean = new double[n];
        var variance = new double[n];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> noise = from.Noise.AsSpan(i * count, count);
            mean[i] = DenseCholesky.InnerProduct(weights, noise);
            for (int d = 0; d < count; d++)
            {
                variance[i] += weights[d] * (noise[d] - mean[i]) * (noise[d] - mean[i]);
            }
        }
        double[] scale = [.. variance.Select(Math.Sqrt)];
        var candidates = new List<Coordinates>
        {
            from.Shift.Compose(mean, _identity.Factor),
            from.Shift.Compose(mean, Coordinates.Diagonal(scale, _identity.IsFull)),
        };
        if (_identity.IsFull && from.Weights.EffectiveSampleSize > 20 * n && Covariance(from, mean) is { } factor)
        {
            candidates.Add(from.Shift.Compose(mean, factor));
        }
        return candidates;
    }

    /// <summary>The Cholesky factor of the weighted covariance of the noise, or null where it is singular.</summary>
    private double[]? Covariance(Proposals from, double[] mean)
    {
        int n = _n, count = from.Count;
        ReadOnlySpan<double> weights = from.Weights.Weights.AsSpan();
        var scaled = new double[n * count];
        for (int i = 0; i < n; i++)
        {
            for (int d = 0; d < count; d++)
            {
                scaled[i * count + d] = Math.Sqrt(weights[d]) * (from.Noise[i * count + d] - mean[i]);
            }
        }
        var covariance = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[i * n + j] = DenseCholesky.InnerProduct(scaled.AsSpan(i * count, count), scaled.AsSpan(j * count, count));
            }
        }
        return DenseCholesky.TryFactor(covariance, 0, covariance, n) ? covariance : null;
    }
}
