using Reparam.Data;
using Reparam.Distributions;
using Reparam.Random;
using Reparam.Variational;

namespace Reparam.Tests.Variational;

public sealed class ControlVariateTests
{
    private const int RowCount = 4000;

    [Fact]
    public void The_mean_over_an_epoch_is_unchanged_and_a_batch_is_nearer_to_it()
    {
        double[] y = [.. Enumerable.Range(0, RowCount).Select(i => 3 * Math.Sin(12.9 * i))];
        LogDensity plain = Model.Define(m =>
        {
            Rows source = m.Rows("row", new MemoryRows().With("y", y));
            Tensor mu = m.Sample("mu", new Normal(0, 5)), sigma = m.Sample("sigma", new HalfNormal(3));
            source.Observe("y", new StudentT(5, mu, sigma), source.Column("y"));
        }).LogDensity;
        LogDensity corrected = ControlVariate.At(plain, [0.01, 0.7], default);
        // A posterior standard deviation or so beside c.
        double[] point = [0.05, 0.72], gradient = new double[2];
        plain.Evaluate(point, gradient);
        (double[] mean, double spread) = Epoch(plain, point, gradient);
        (double[] correctedMean, double correctedSpread) = Epoch(corrected, point, gradient);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(gradient[i], mean[i], 1e-8);
            Assert.Equal(gradient[i], correctedMean[i], 1e-8);
        }
        Assert.True(correctedSpread < spread / 10, FormattableString.Invariant($"{correctedSpread} of {spread}"));
    }

    /// <summary>Mean of the gradient over an epoch, and root mean square distance of a batch from the whole.</summary>
    private static (double[] Mean, double Spread) Epoch(LogDensity density, double[] point, double[] whole)
    {
        Tensor x = Tensor.Input("x", [2]), value = density.LogProb(x);
        var executor = new DensityExecutor(density.Plan([x], [Differentiate.Gradient(value, x)[0]]), 1);
        executor.SetShared(0, point);
        var batches = new RowBatches(RandomKey.FromSeed(1), RowCount, 200);
        var mean = new double[2];
        double square = 0;
        for (long step = 0; step < batches.Count; step++)
        {
            executor.Run(batches.At(step), default);
            ReadOnlySpan<double> gradient = executor.Shared(0);
            for (int i = 0; i < 2; i++)
            {
                mean[i] += gradient[i] / batches.Count;
                square += (gradient[i] - whole[i]) * (gradient[i] - whole[i]) / batches.Count;
            }
        }
        return (mean, Math.Sqrt(square));
    }
}
