using Reparam.Diagnostics;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational.Importance;

public class ConditionalSearchTests
{
    private readonly List<(int Count, RandomKey Key, Proposals Draws)> _rounds = [];

    [Fact]
    public void Without_a_conditional_mode_there_are_no_proposals()
    {
        LogDensity target = LogDensity.Over(2, x => -Tensor.Square(x[0]) + x[1]);
        Assert.Null(Search(target, KnownCoordinates.Identity(2, full: true), [0]).Run());
        Assert.Empty(_rounds);
    }

    [Fact]
    public void Without_units_there_are_no_proposals()
    {
        var singular = new Coordinates([0, 0, 0], [1, 0, 0, 1, 0, 0, 0, 0, 1]);
        Assert.Null(Search(KnownPosteriors.Funnel(3), singular, [0, 1]).Run());
    }

    [Fact]
    public void The_search_ends_when_draws_are_worth_enough_and_each_round_has_noise_of_its_own()
    {
        Proposals best = Search(KnownPosteriors.Funnel(6), KnownCoordinates.Identity(6, full: true), [0]).Run()!;
        Assert.InRange(best.EffectiveSize, 2000, double.PositiveInfinity);
        Assert.True(best.AreGood);
        Assert.Same(best, _rounds.MaxBy(r => r.Draws.EffectiveSize).Draws);
        Assert.Equal(_rounds.Count, _rounds.Select(r => r.Key).Distinct().Count());
        Assert.Equal(512, _rounds[0].Count);
        Assert.All(_rounds, r => Assert.InRange(r.Count, 512, 8192));
        // Nothing is drawn after it is enough.
        Assert.All(_rounds.SkipLast(1), r => Assert.False(r.Draws.AreGood && r.Draws.EffectiveSize >= 2000));
    }

    [Fact]
    public void A_search_that_gains_nothing_ends()
    {
        // In forty skewed unknowns no proposals of this kind become good.
        LogDensity target = LogDensity.Over(40, x => Tensor.Sum(x - Tensor.Exp(x)));
        Proposals best = Search(target, KnownCoordinates.Identity(40, full: true), [0]).Run()!;
        Assert.InRange(_rounds.Count, 4, 15);
        Assert.False(best.AreGood);
        Assert.Contains(_rounds, r => ReferenceEquals(r.Draws, best));
    }

    private ConditionalSearch Search(LogDensity target, Coordinates approximation, int[] unknowns)
    {
        var evaluator = new TargetEvaluator(target, 1);
        return new ConditionalSearch(new GivenUnknowns(approximation, unknowns), evaluator, (source, count, key) =>
        {
            var (points, logDensities) = source.Draw(key, count, 1);
            double[] values = evaluator.LogProb(points, count), ratios = [.. values.Zip(logDensities, (g, q) => g - q)];
            var draws = new Proposals(ParetoSmoothedImportanceSampling.Smooth(ratios), ratios, values, points);
            _rounds.Add((count, key, draws));
            return draws;
        }, (512, 8192, 2000), RandomKey.FromSeed(1), CancellationToken.None);
    }
}
