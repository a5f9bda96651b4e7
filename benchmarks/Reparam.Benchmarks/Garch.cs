using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks;

/// <summary>GARCH(1, 1) of 200 returns (garch11 of posteriordb), without priors: x = (mu, log alpha0, logit alpha1,
/// logit beta1 / (1 - alpha1)).</summary>
internal sealed class Garch : IHandWritten
{
    private const double FirstScale = 0.5;
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly double[] _y;
    private readonly double[] _variance;

    private Garch(double[] y) => (_y, _variance) = (y, new double[y.Length]);

    public static BenchmarkModel Create()
    {
        double[]? data = PosteriorData.Read("garch")?.Numbers("y");
        double[] y = data ?? Synthetic();
        return new BenchmarkModel(
            "garch11" + (data is null ? " (synthetic data: garch.json.gz was not found)" : ""),
            GarchPosterior.Model(y, FirstScale),
            new Garch(y), Target: 1_000);
    }

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double mu = x[0], alpha0 = Math.Exp(x[1]);
        double alpha1 = 1 / (1 + Math.Exp(-x[2])), share = 1 / (1 + Math.Exp(-x[3])), beta1 = (1 - alpha1) * share;
        // The Jacobians of alpha0, alpha1 and beta1 in (0, 1 - alpha1).
        double value = x[1] + Math.Log(alpha1 * (1 - alpha1)) + Math.Log((1 - alpha1) * share * (1 - share))
            - _y.Length * HalfLogTwoPi;
        _variance[0] = FirstScale * FirstScale;
        for (int t = 0; t < _y.Length; t++)
        {
            if (t > 0)
            {
                double before = _y[t - 1] - mu;
                _variance[t] = alpha0 + alpha1 * before * before + beta1 * _variance[t - 1];
            }
            double deviation = _y[t] - mu;
            value -= 0.5 * (deviation * deviation / _variance[t] + Math.Log(_variance[t]));
        }
        double byMu = 0, byAlpha0 = 0, byAlpha1 = 0, byBeta1 = 0, byVariance = 0;
        for (int t = _y.Length - 1; t >= 0; t--)
        {
            double deviation = _y[t] - mu, inverse = 1 / _variance[t];
            byMu += deviation * inverse;
            byVariance += 0.5 * (deviation * deviation * inverse - 1) * inverse;
            if (t > 0)
            {
                double before = _y[t - 1] - mu;
                byAlpha0 += byVariance;
                byAlpha1 += byVariance * before * before;
                byBeta1 += byVariance * _variance[t - 1];
                byMu -= 2 * byVariance * alpha1 * before;
                byVariance *= beta1;
            }
        }
        gradient[0] = byMu;
        gradient[1] = byAlpha0 * alpha0 + 1;
        gradient[2] = (byAlpha1 - byBeta1 * share) * alpha1 * (1 - alpha1) + 1 - 3 * alpha1;
        gradient[3] = byBeta1 * (1 - alpha1) * share * (1 - share) + 1 - 2 * share;
        return value;
    }

    /// <summary>Data of the same size and scale.</summary>
    private static double[] Synthetic() =>
        [.. Enumerable.Range(0, 200).Select(static t => 5 + (1.5 + Math.Sin(0.3 * t)) * Math.Sin(2.7 * t * t))];
}
