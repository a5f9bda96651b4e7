using Reparam.Diagnostics;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>Whether modes of a density with discrete unknowns lie where an approximation does not draw.</summary>
/// <remarks>At each mode a proposal stands as the density is around it, and reaches values that are possible only with
/// other values of other unknowns, too. Draws of these and of the approximation
/// together are weighted by the posterior over the mean of all proposals (deterministic mixture weights, Owen and Zhou
/// 2000); the share of draws at which the approximation's own weight would be <see cref="Unseen"/> times the average is
/// what it leaves out.</remarks>
internal sealed class DrawnModes
{
    /// <summary>A point of a weight so many times the average is not drawn from, to all intents.</summary>
    private const double Unseen = 50;

    /// <summary>A mode is looked at where its density is within so many nats of the greatest.</summary>
    public const double Within = 30;

    private const int Draws = 1024;

    private readonly LogDensity _target;
    private readonly TargetEvaluator _evaluator;
    private readonly int _threads;
    private readonly RandomKey _key;
    private readonly DrawnApproximation[] _proposals;

    /// <param name="target">The log density.</param>
    /// <param name="evaluator">Evaluates it.</param>
    /// <param name="search">What found the modes.</param>
    /// <param name="modes">The modes, greatest density first.</param>
    /// <param name="key">Of draws.</param>
    /// <param name="threads">The most threads.</param>
    public DrawnModes(LogDensity target, TargetEvaluator evaluator, DiscreteSearch search,
        List<(double[] Point, double Value)> modes, RandomKey key, int threads)
    {
        (_target, _evaluator, _key, _threads) = (target, evaluator, key, threads);
        _proposals = [.. modes.TakeWhile(m => m.Value > modes[0].Value - Within).Select(m =>
        {
            double[] centre = m.Point[..target.Drawn!.Start];
            VariationalFamily continuous = FitOptions.DefaultFamily(
                DrawnStart.Held(target, m.Point[target.Drawn.Start..]));
            ProductFamily family = DrawnStart.Family(target, continuous, search, m.Point, isWide: true);
            FactorPattern pattern = family.Pattern(target);
            var held = new TargetEvaluator(family.Held, threads);
            return (DrawnApproximation)family.Fitted(target,
                new Coordinates(centre, pattern.AtCurvature(held, centre), pattern), family.Start(target, key));
        })];
    }

    /// <summary>The share of the posterior that an approximation leaves out, as far as the modes tell.</summary>
    public double Share(DrawnApproximation approximation)
    {
        DrawnApproximation[] all = [approximation, .. _proposals];
        int n = _target.Dimension;
        double[][] points = [.. all.Select((q, i) => q.Draw(_key.Fold((ulong)i), Draws, _threads).Points)];
        var logWeights = new double[all.Length * Draws];
        var logOwn = new double[all.Length * Draws];
        for (int i = 0; i < all.Length; i++)
        {
            double[] logJoint = _evaluator.LogProb(points[i], Draws);
            double[][] logs = [.. all.Select(q => q.LogDensities(points[i], Draws, _threads))];
            for (int d = 0; d < Draws; d++)
            {
                double mean = LogDomain.LogSumExp([.. logs.Select(l => l[d])]) - Math.Log(all.Length);
                double joint = double.IsNaN(logJoint[d]) ? double.NegativeInfinity : logJoint[d];
                logWeights[i * Draws + d] = joint - mean;
                // Where its own draws come, a great weight is one of its tail, and k-hat judges that.
                logOwn[i * Draws + d] =
                    logs[0][d] < mean - Math.Log(Unseen) ? joint - logs[0][d] : double.NegativeInfinity;
            }
        }
        double logTotal = LogDomain.LogSumExp(logWeights), logEvidence = logTotal - Math.Log(logWeights.Length);
        double left = 0;
        for (int d = 0; d < logWeights.Length; d++)
        {
            left += logOwn[d] - logEvidence > Math.Log(Unseen) ? Math.Exp(logWeights[d] - logTotal) : 0;
        }
        return left;
    }
}
