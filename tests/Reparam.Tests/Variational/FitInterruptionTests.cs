namespace Reparam.Tests.Variational;

public sealed class FitInterruptionTests
{
    [Theory]
    [InlineData("fixed")]
    [InlineData("fresh")]
    public void A_cancelled_fit_gives_what_there_is_where_that_is_asked_for(string way)
    {
        var target = new GaussianTarget(5, correlation: 0.5);
        FitOptions options = new()
        {
            Algorithm = way == "fresh" ? new FreshDraws() : new FixedDraws(),
            ReturnsWhenCancelled = true,
        };
        using var source = new CancellationTokenSource();
        var canceller = new Canceller(source, way == "fresh" ? "step" : "draws", 2);
        Posterior posterior = Inference.Fit(target.LogDensity, seed: 1, options, canceller, source.Token);
        Assert.True(posterior.IsInterrupted);
        Assert.Equal(VerdictLevel.Failed, posterior.Verdict.Level);
        Assert.StartsWith("The fit was interrupted", posterior.Verdict.Reasons[0], StringComparison.Ordinal);
        // The curvature at the mode is all that there is to know of a normal distribution.
        Assert.Equal(target.Mean[0], posterior["x[1]"].Mean, 0.2 * Math.Sqrt(target.Covariance[0, 0]));
    }

    [Fact]
    public void A_cancelled_fit_throws_where_nothing_is_asked_for_or_there_is_nothing()
    {
        var target = new GaussianTarget(5, correlation: 0.5);
        using var late = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Inference.Fit(
            target.LogDensity, seed: 1, new(), new Canceller(late, "draws", 2), late.Token));
        using var early = new CancellationTokenSource();
        early.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Inference.Fit(
            target.LogDensity, seed: 1, new() { ReturnsWhenCancelled = true }, null, early.Token));
    }

    [Fact]
    public void A_fit_that_was_not_cancelled_is_not_interrupted() =>
        Assert.False(Inference.Fit(new GaussianTarget(2, 0.5).LogDensity, seed: 1).IsInterrupted);

    private sealed class Canceller(CancellationTokenSource source, string phase, int reports) : IProgress<FitProgress>
    {
        private int _left = reports;

        public void Report(FitProgress value)
        {
            if (value.Phase.Contains(phase, StringComparison.Ordinal) && --_left == 0)
            {
                source.Cancel();
            }
        }
    }
}
