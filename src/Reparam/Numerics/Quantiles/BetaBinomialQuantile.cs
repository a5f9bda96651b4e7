using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Quantiles of the beta-binomial distribution, by sums of its probabilities: the cost grows as n.</summary>
internal static class BetaBinomialQuantile
{
    /// <summary>The least k with P(X ≤ k) ≥ u.</summary>
    /// <param name="u">A probability.</param>
    /// <param name="parameters">The number of trials, and the weights of success and of failure.</param>
    public static double Evaluate(double u, ReadOnlySpan<double> parameters) => parameters[0] > 0
        ? CountQuantile.Find(new Law(parameters[0], parameters[1], parameters[2]), u)
        : 0 * parameters[0];

    /// <summary>The least k with P(X &gt; k) ≤ q.</summary>
    /// <param name="q">A probability.</param>
    /// <param name="parameters">The number of trials, and the weights of success and of failure.</param>
    public static double EvaluateUpper(double q, ReadOnlySpan<double> parameters) => parameters[0] > 0
        ? CountQuantile.FindUpper(new Law(parameters[0], parameters[1], parameters[2]), q)
        : 0 * parameters[0];

    private readonly struct Law(double trials, double successes, double failures) : ICountLaw
    {
        public double Least => 0;

        public double Greatest => trials;

        // Of a binomial distribution whose probability is a beta variable: where that is most of the spread, its
        // quantile.
        public double Guess(double z) => trials * LaneMath.Sigmoid(LaneMath.LogitBetaQuantile(
            Vector512.Create(successes), Vector512.Create(failures), Vector512.Create(z)))[0];

        public double Lower(double k)
        {
            double term = Probability(k), sum = term;
            for (double j = k; j > 0; j--)
            {
                term /= Ratio(j - 1);
                sum += term;
            }
            return sum;
        }

        public double Upper(double k)
        {
            if (k >= trials)
            {
                return 0;
            }
            double term = Probability(k + 1), sum = term;
            for (double j = k + 1; j < trials; j++)
            {
                term *= Ratio(j);
                sum += term;
            }
            return sum;
        }

        // As BetaBinomial.LogProb: Binomial(k; n, p) Beta(p; α, β) / Beta(p; k + α, n - k + β) at the last one's mode.
        public double Probability(double k)
        {
            double a = k + successes, b = trials - k + failures;
            Vector512<double> logit = LaneMath.Log(Vector512.Create(a / b));
            Vector512<double> log = k <= 0 || k >= trials
                ? -trials * LaneMath.Softplus(k <= 0 ? logit : -logit)
                : LaneMath.LogitBetaLogDensity(Vector512.Create(k), Vector512.Create(trials - k), logit)
                    + LaneMath.Log(Vector512.Create(trials / (k * (trials - k))));
            log += LaneMath.LogitBetaLogDensity(Vector512.Create(successes), Vector512.Create(failures), logit)
                - LaneMath.LogitBetaLogDensity(Vector512.Create(a), Vector512.Create(b), logit);
            return LaneMath.Exp(log)[0];
        }

        public double Ratio(double k) =>
            (trials - k) / (k + 1) * ((k + successes) / (trials - k - 1 + failures));
    }
}
