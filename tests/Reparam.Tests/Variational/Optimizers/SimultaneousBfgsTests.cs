using Reparam.Variational;

namespace Reparam.Tests.Variational.Optimizers;

public sealed class SimultaneousBfgsTests
{
    private static readonly LimitedMemoryBfgsOptions Options = new() { GradientTolerance = 1e-6 };

    /// <summary>A quartic with a minimum at 1, 2, ...; not finite beyond a wall.</summary>
    private static double Quartic(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double value = 0;
        for (int e = 0; e < x.Length; e++)
        {
            double offset = x[e] - (e + 1);
            value += offset * offset * (1 + offset * offset);
            gradient[e] = offset * (2 + 4 * offset * offset);
        }
        return x[0] > 50 ? double.NaN : value;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    public void Each_search_goes_the_way_that_it_goes_alone(int count)
    {
        // Some are far away, one at the minimum, and one where nothing is finite.
        double[][] starts = [.. Enumerable.Range(0, count).Select(i => i switch
        {
            1 => [1.0, 2, 3],
            2 => [60.0, 0, 0],
            _ => new[] { 3.0 * i, -7.0 * i, 40.0 / (i + 1) },
        })];
        int evaluations = 0;
        OptimizationResult[] together = SimultaneousBfgs.Minimize((points, values, gradients, asked) =>
        {
            Assert.Equal(0, values.Length % 8);
            evaluations += asked;
            var gradient = new double[3];
            int count = values.Length;
            for (int d = 0; d < count; d++)
            {
                values[d] = Quartic([points[d], points[count + d], points[2 * count + d]], gradient);
                for (int e = 0; e < 3; e++)
                {
                    gradients[e * count + d] = gradient[e];
                }
            }
        }, starts, Options, CancellationToken.None);
        for (int i = 0; i < count; i++)
        {
            OptimizationResult alone = new LimitedMemoryBfgs(3, Options).Minimize(Quartic, starts[i]);
            Assert.Equal(alone.Point.ToArray(), together[i].Point.ToArray());
            Assert.Equal(alone with { Point = together[i].Point }, together[i]);
        }
        Assert.Equal(together.Sum(r => r.Evaluations), evaluations);
    }

    [Fact]
    public void A_cancelled_search_ends()
    {
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        Assert.Throws<OperationCanceledException>(() => SimultaneousBfgs.Minimize((_, values, gradients, _) =>
        {
            evaluations++;
            Array.Fill(values, -evaluations);
            Array.Fill(gradients, 1);
            source.Cancel();
        }, [[0.0], [1.0]], Options, source.Token));
        Assert.Equal(1, evaluations);
    }
}
