using Reparam.Diagnostics;
using Reparam.Numerics;
using Reparam.Random;

namespace Reparam.Benchmarks.Scale;

/// <summary>
/// The posterior of the support on election day by importance sampling of the logits of the polls, all else being
/// normal given them: from Laplace's approximation, whose weights say how far it is from exact.
/// </summary>
internal sealed class ElectionReference(ElectionData data)
{
    private const int Draws = 8192;
    private const int Newton = 30;

    /// <summary>Mean and standard deviation for each state.</summary>
    /// <param name="paretoShape">k-hat of the weights.</param>
    public (double Mean, double StandardDeviation)[] Run(out double paretoShape)
    {
        int n = ElectionData.Polls, states = ElectionData.States;
        double[] prior = new double[n * n], precision = new double[n * n], factor = new double[n * n];
        Parallel.For(0, n, i =>
        {
            for (int j = 0; j < n; j++)
            {
                prior[i * n + j] = data.PollCovariance(i, j);
            }
        });
        DenseCholesky.TryFactor(prior, 0, factor, n);
        DenseCholesky.Inverse(factor, precision, n);
        double[] means = [.. data.State.Select(s => data.Means[s])], mode = [.. means], curvature = new double[n * n];
        for (int step = 0; step < Newton; step++)
        {
            double[] gradient = Product(precision, [.. mode.Select((f, i) => means[i] - f)]);
            precision.CopyTo(curvature, 0);
            for (int i = 0; i < n; i++)
            {
                double share = 1 / (1 + Math.Exp(-mode[i]));
                gradient[i] += data.Votes[i] - data.Voters[i] * share;
                curvature[i * n + i] += data.Voters[i] * share * (1 - share);
            }
            DenseCholesky.TryFactor(curvature, 0, factor, n);
            DenseCholesky.Solve(factor, gradient);
            for (int i = 0; i < n; i++)
            {
                mode[i] += gradient[i];
            }
            if (gradient.Max(Math.Abs) < 1e-10)
            {
                break;
            }
        }
        // f = mode + L⁻ᵀ ε. The weights are what the second-order expansion of the likelihood leaves out.
        var logs = new double[Draws];
        var shifts = new double[Draws][];
        RandomKey key = RandomKey.FromSeed(1).Fold("reference");
        Parallel.For(0, Draws, d =>
        {
            double[] shift = shifts[d] = new double[n];
            Noise.FillNormal(key, 0, d, 1, 0, n, shift);
            DenseCholesky.SolveLowerTransposed(factor, shift);
            for (int i = 0; i < n; i++)
            {
                double share = 1 / (1 + Math.Exp(-mode[i])), delta = shift[i];
                // log(1 + e^(f + δ)) - log(1 + e^f) = log(1 + p (e^δ - 1))
                double change = double.LogP1(share * (Math.Exp(delta) - 1));
                logs[d] -= data.Voters[i] * (change - share * delta - 0.5 * share * (1 - share) * delta * delta);
            }
        });
        var smoothed = ParetoSmoothedImportanceSampling.Smooth(logs);
        paretoShape = smoothed.ParetoShape;
        var results = new (double, double)[states];
        Parallel.For(0, states, s =>
        {
            // The support in s is normal given the logits f: its mean is mean + aᵀ(f - means).
            double[] cross = [.. Enumerable.Range(0, n).Select(p => data.Covariance(s, 0, data.State[p], data.Day[p]))];
            double[] slopes = Product(precision, cross);
            double variance = data.Covariance(s, 0, s, 0) - DenseCholesky.InnerProduct(slopes, cross);
            double centre = data.Means[s];
            for (int i = 0; i < n; i++)
            {
                centre += slopes[i] * (mode[i] - means[i]);
            }
            double mean = 0, square = 0;
            for (int d = 0; d < Draws; d++)
            {
                double moved = DenseCholesky.InnerProduct(slopes, shifts[d]);
                mean += smoothed.Weights[d] * moved;
                square += smoothed.Weights[d] * moved * moved;
            }
            results[s] = (centre + mean, Math.Sqrt(variance + square - mean * mean));
        });
        return results;
    }

    private static double[] Product(double[] matrix, double[] vector)
    {
        int n = vector.Length;
        var product = new double[n];
        Parallel.For(0, n, i => product[i] = DenseCholesky.InnerProduct(matrix.AsSpan(i * n, n), vector));
        return product;
    }
}
