using Reparam.Execution;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Distributions;

/// <summary>The divergence of any pair from draws.</summary>
public static partial class KullbackLeibler
{
    // Bounds the memory of a run.
    private const int BlockDraws = 1024;

    /// <summary>KL(p ‖ q) by Monte Carlo: the mean of log p(x) - log q(x) over independent draws of p.</summary>
    /// <remarks>Unbiased, and a function of the seed alone. Infinite where a draw has no density under q; there the
    /// standard error is NaN.</remarks>
    /// <param name="p">The distribution that is drawn from: it must have a sampler. Its parameters are numbers.</param>
    /// <param name="q">The other, of the same event shape; their batches broadcast, and a draw of p serves all of q.
    /// Its parameters are numbers.</param>
    /// <param name="draws">How many, at least 2.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The event shapes differ, the batches do not broadcast, or a parameter is an
    /// expression of inputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 draws.</exception>
    /// <exception cref="NotSupportedException">p has no sampler.</exception>
    public static DivergenceEstimate Estimate(Distribution p, Distribution q, int draws, ulong seed)
    {
        Shape batch = Batch(p, q);
        if (draws < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(draws), draws,
                "KullbackLeibler.Estimate: the number of draws must be at least 2, as a standard error needs two.");
        }
        Tensor noise = Tensor.Input("noise", p.NoiseShape, varies: true), draw = p.FromNoise(noise);
        Tensor ratio = Tensor.BroadcastTo(p.LogProb(draw) - q.LogProb(draw), batch);
        ExecutionPlan plan = ExecutionPlan.Create([noise], [Tensor.Spread(ratio)]);
        RandomKey key = RandomKey.FromSeed(seed).Fold("divergence");
        var moments = new RunningMoments(batch.Size);
        var isInfinite = new bool[batch.Size];
        PlanRunner? runner = null;
        double[] numbers = [], ratios = [];
        for (int first = 0, count = 0; first < draws; first += count)
        {
            int before = count;
            count = Math.Min(BlockDraws, draws - first);
            if (runner is null || count != before)
            {
                runner = new PlanRunner(plan, count, threads: 1);
                numbers = new double[noise.Size * count];
                ratios = new double[batch.Size * count];
                runner.BindInput(0, numbers);
            }
            p.Noise.Fill(key, first, count, noise.Size, numbers);
            runner.Run();
            runner.CopyByDraw(0, ratios);
            // Running moments would be NaN.
            for (int i = 0; i < ratios.Length; i++)
            {
                if (double.IsPositiveInfinity(ratios[i]))
                {
                    (ratios[i], isInfinite[i / count]) = (0, true);
                }
            }
            moments.Add(ratios, count);
        }
        double[] values = moments.Means.ToArray(), errors = moments.StandardErrors();
        for (int i = 0; i < values.Length; i++)
        {
            (values[i], errors[i]) = isInfinite[i] ? (double.PositiveInfinity, double.NaN) : (values[i], errors[i]);
        }
        return new DivergenceEstimate(
            Tensor.Constant(values, batch), Tensor.Constant(errors, batch), draws);
    }
}
