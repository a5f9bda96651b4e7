using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class PathStartTests
{
    private static readonly LogDensity Target = new NormalGroups(20, error: 1, spread: 0.3).Model().LogDensity;

    [Fact]
    public void A_short_fit_counts_among_the_evaluations()
    {
        var evaluator = new TargetEvaluator(Target, 1);
        (PathStart path, Coordinates start) = Path(evaluator);
        long alone = new GaussianFixedDraws(
            Target, new StructuredGaussian(), new ElboObjective(), start, PathStart.Short, 1)
            .Run(RandomKey.FromSeed(1).Fold("short"), new FitContext(null, default), "short").Evaluations;
        long before = evaluator.Evaluations;
        path.Fitted(start, RandomKey.FromSeed(1), default);
        Assert.True(alone > 64);
        Assert.Equal(before + alone, evaluator.Evaluations);
    }

    [Fact]
    public void A_short_fit_that_fails_counts_too()
    {
        // Finite at one point only: no width will do.
        LogDensity spike = LogDensity.Over(2, x => Tensor.Log(-Tensor.Sum(x * x)) - 1);
        var evaluator = new TargetEvaluator(spike, 1);
        var pattern = new DensePattern(2);
        var path = new PathStart(spike, evaluator, pattern);
        Assert.Equal(double.NegativeInfinity,
            path.Fitted(Coordinates.Unscaled([0, 0], pattern), RandomKey.FromSeed(1), default).Bound);
        Assert.Equal(40 * 64, evaluator.Evaluations);
    }

    [Fact]
    public void It_ends_when_it_is_cancelled()
    {
        (PathStart path, Coordinates start) = Path(new TargetEvaluator(Target, 1));
        path.NegativeValueAndGradient(start.Centre, new double[Target.Dimension]);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => path.Fitted(start, RandomKey.FromSeed(1), source.Token));
        Assert.ThrowsAny<OperationCanceledException>(
            () => path.Best(start.Centre, RandomKey.FromSeed(1), source.Token));
    }

    private static (PathStart Path, Coordinates Start) Path(TargetEvaluator evaluator)
    {
        FactorPattern pattern = new StructuredGaussian().Pattern(Target);
        return (new PathStart(Target, evaluator, pattern), Coordinates.Unscaled(new double[Target.Dimension], pattern));
    }
}
