using Reparam.Data;
using Reparam.Distributions;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class RowBatchesTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(10, 5)]
    [InlineData(10, 20)]
    [InlineData(1, 1)]
    [InlineData(5000, 1500)]
    public void An_epoch_holds_every_row_once_in_batches_of_nearly_one_size(int rows, int most)
    {
        var batches = new RowBatches(RandomKey.FromSeed(5), rows, most);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            List<long[]> all = [.. Enumerable.Range(0, (int)batches.Count)
                .Select(b => batches.At(epoch * batches.Count + b).ToArray())];
            Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), all.SelectMany(b => b).Order());
            Assert.InRange(all.Max(b => b.Length), 1, most);
            Assert.InRange(all.Max(b => b.Length) - all.Min(b => b.Length), 0, 1);
        }
        Assert.True(batches.Count == 1
            || !batches.At(0).ToArray().SequenceEqual(batches.At(batches.Count).ToArray()));
    }

    [Theory]
    [InlineData(3000, 750)]  // Less than a block a step, and no remainder.
    [InlineData(3000, 1700)] // More than a block: two batches of 1500.
    [InlineData(2999, 600)]  // Batches that differ by a row: the mean is weighted by their rows.
    [InlineData(3000, 3000)]
    public void The_mean_over_an_epoch_is_the_value_and_gradient_of_all_rows(int rows, int perStep)
    {
        double[] y = [.. Enumerable.Range(0, rows).Select(i => Math.Sin(12.9 * i) + 0.001 * i)];
        LogDensity density = Model.Define(m =>
        {
            Rows source = m.Rows("row", new MemoryRows().With("y", y));
            Tensor mu = m.Sample("mu", new Normal(0, 5)), sigma = m.Sample("sigma", new HalfNormal(3));
            source.Observe("y", new StudentT(5, mu, sigma), source.Column("y"));
        }).LogDensity;
        double[] point = [0.4, 0.2], gradient = new double[2], mean = new double[3];
        double value = density.Evaluate(point, gradient);
        Tensor x = Tensor.Input("x", [2]), at = density.LogProb(x);
        var executor = new DensityExecutor(density.Plan([x], [at, Differentiate.Gradient(at, x)[0]]), 1);
        executor.SetShared(0, point);
        var batches = new RowBatches(RandomKey.FromSeed(1), rows, perStep);
        double farthest = 0;
        for (long step = 0; step < batches.Count; step++)
        {
            ReadOnlySpan<long> chosen = batches.At(step);
            executor.Run(chosen, default);
            double share = (double)chosen.Length / rows;
            mean[0] += share * executor.Shared(0)[0];
            mean[1] += share * executor.Shared(1)[0];
            mean[2] += share * executor.Shared(1)[1];
            farthest = Math.Max(farthest, Math.Abs(executor.Shared(1)[0] - gradient[0]));
        }
        Assert.Equal(value, mean[0], Math.Abs(value) * 1e-12);
        Assert.Equal(gradient[0], mean[1], Math.Abs(value) * 1e-12);
        Assert.Equal(gradient[1], mean[2], Math.Abs(value) * 1e-12);
        // A single batch is an estimate, not the answer.
        Assert.True(batches.Count == 1 || farthest > 1e-3 * Math.Abs(gradient[0]));
    }
}
