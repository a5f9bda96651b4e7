using Reparam.Benchmarks.Posteriors;

namespace Reparam.Benchmarks;

/// <summary>A hidden Markov chain of two states over 100 observations (hmm_example of posteriordb),
/// x = (logit a, logit b, log mu[1], log(mu[2] - mu[1])) with a and b the probabilities of the first state after
/// each.</summary>
internal sealed class HiddenMarkov : IHandWritten
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly double[] _y;
    private readonly double[] _first;
    private readonly double[] _second;

    private HiddenMarkov(double[] y) => (_y, _first, _second) = (y, new double[y.Length + 1], new double[y.Length + 1]);

    public static BenchmarkModel Create()
    {
        double[]? data = PosteriorData.Read("hmm_example")?.Numbers("y");
        double[] y = data ?? Synthetic();
        return new BenchmarkModel(
            "hidden Markov chain" + (data is null ? " (synthetic data: hmm_example.json.gz was not found)" : ""),
            HiddenMarkovPosterior.Model(y),
            new HiddenMarkov(y), Target: 2_000);
    }

    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double a = 1 / (1 + Math.Exp(-x[0])), b = 1 / (1 + Math.Exp(-x[1]));
        double mu1 = Math.Exp(x[2]), gap = Math.Exp(x[3]), mu2 = mu1 + gap;
        double toFirst1 = Math.Log(a), toFirst2 = Math.Log(b), toSecond1 = Math.Log(1 - a), toSecond2 = Math.Log(1 - b);
        double value = -0.5 * ((mu1 - 3) * (mu1 - 3) + (mu2 - 10) * (mu2 - 10)) - 2 * HalfLogTwoPi
            + toFirst1 + toSecond1 + toFirst2 + toSecond2 + x[2] + x[3];
        double first = 0, second = 0;
        for (int t = 0; t < _y.Length; t++)
        {
            (_first[t], _second[t]) = (first, second);
            first += Likelihood(_y[t] - mu1);
            second += Likelihood(_y[t] - mu2);
            if (t < _y.Length - 1)
            {
                (first, second) =
                    (LogSum(first + toFirst1, second + toFirst2), LogSum(first + toSecond1, second + toSecond2));
            }
        }
        double marginal = LogSum(first, second);
        double byFirst = Math.Exp(first - marginal), bySecond = Math.Exp(second - marginal);
        double byA = 0, byB = 0, byMu1 = 3 - mu1, byMu2 = 10 - mu2;
        double nextFirst = 0, nextSecond = 0;
        for (int t = _y.Length - 1; t >= 0; t--)
        {
            if (t < _y.Length - 1)
            {
                double before1 = _first[t] + Likelihood(_y[t] - mu1), before2 = _second[t] + Likelihood(_y[t] - mu2);
                double p11 = byFirst * Math.Exp(before1 + toFirst1 - nextFirst);
                double p21 = byFirst * Math.Exp(before2 + toFirst2 - nextFirst);
                double p12 = bySecond * Math.Exp(before1 + toSecond1 - nextSecond);
                double p22 = bySecond * Math.Exp(before2 + toSecond2 - nextSecond);
                byA += p11 * (1 - a) - p12 * a;
                byB += p21 * (1 - b) - p22 * b;
                (byFirst, bySecond) = (p11 + p12, p21 + p22);
            }
            byMu1 += byFirst * (_y[t] - mu1);
            byMu2 += bySecond * (_y[t] - mu2);
            (nextFirst, nextSecond) = (_first[t], _second[t]);
        }
        (gradient[0], gradient[1]) = (byA + 1 - 2 * a, byB + 1 - 2 * b);
        (gradient[2], gradient[3]) = ((byMu1 + byMu2) * mu1 + 1, byMu2 * gap + 1);
        return value + marginal;
    }

    private static double Likelihood(double deviation) => -0.5 * deviation * deviation - HalfLogTwoPi;

    private static double LogSum(double x, double y)
    {
        double greater = Math.Max(x, y);
        return greater + Math.Log(Math.Exp(x - greater) + Math.Exp(y - greater));
    }

    /// <summary>Data of the same size and scale.</summary>
    private static double[] Synthetic() =>
        [.. Enumerable.Range(0, 100).Select(static t => (t / 7 % 3 == 0 ? 3 : 9) + Math.Sin(3.7 * t))];
}
