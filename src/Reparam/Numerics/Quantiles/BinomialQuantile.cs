using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Quantiles of the binomial distribution.</summary>
internal static class BinomialQuantile
{
    // Up to this mean the rarer outcomes are few enough to be summed from 0; the cost is that of the mean.
    private const double LargestSummed = 64;

    // Where less is left beyond, a sum would lose too many of its digits.
    private const double LeastTail = 1e-2;

    /// <summary>The least k with P(X ≤ k) ≥ u.</summary>
    /// <param name="u">A probability.</param>
    /// <param name="parameters">The number of trials, and the logit of the probability of success.</param>
    public static double Evaluate(double u, ReadOnlySpan<double> parameters)
    {
        (double trials, double logit) = (parameters[0], parameters[1]);
        bool isRare = logit <= 0;
        double odds = LaneMath.Exp(Vector512.Create(-Math.Abs(logit)))[0];
        if (!(trials > 0 && trials * odds <= LargestSummed * (1 + odds) && u >= LeastTail && u <= 1 - LeastTail))
        {
            return Search(u, isUpper: false, parameters);
        }
        // Of the rarer outcome, which is success or failure: P(F ≤ f) > 1 - u is P(X ≤ n - f - 1) < u.
        double probability = LaneMath.Exp(-trials * LaneMath.Log1p(Vector512.Create(odds)))[0];
        double sum = probability, k = 0, goal = isRare ? u : 1 - u;
        while (k < trials && (isRare ? sum < goal : sum <= goal))
        {
            probability *= (trials - k) / (k + 1) * odds;
            k++;
            sum += probability;
        }
        return isRare ? k : trials - k;
    }

    /// <summary>The least k with P(X &gt; k) ≤ q.</summary>
    /// <param name="q">A probability.</param>
    /// <param name="parameters">The number of trials, and the logit of the probability of success.</param>
    public static double EvaluateUpper(double q, ReadOnlySpan<double> parameters) => q >= LeastTail
        ? Evaluate(1 - q, parameters)
        : Search(q, isUpper: true, parameters);

    private static double Search(double probability, bool isUpper, ReadOnlySpan<double> parameters)
    {
        (double trials, double logit) = (parameters[0], parameters[1]);
        if (!(trials > 0) || double.IsInfinity(logit))
        {
            return logit > 0 ? trials : 0 * trials;
        }
        var law = new Law(trials, logit);
        return isUpper ? CountQuantile.FindUpper(law, probability) : CountQuantile.Find(law, probability);
    }

    private readonly struct Law(double trials, double logit) : ICountLaw
    {
        private readonly double _odds = LaneMath.Exp(Vector512.Create(logit))[0];

        public double Least => 0;

        public double Greatest => trials;

        public double Guess(double z)
        {
            double success = LaneMath.Sigmoid(Vector512.Create(logit))[0];
            double failure = LaneMath.Sigmoid(Vector512.Create(-logit))[0];
            double deviation = Math.Sqrt(trials * success * failure);
            return CountQuantile.CornishFisher(z, trials * success, deviation, (failure - success) / deviation);
        }

        public double Lower(double k) => k >= trials ? 1 : Tail(trials - k, k + 1, -logit);

        public double Upper(double k) => k >= trials ? 0 : Tail(k + 1, trials - k, logit);

        // p^k (1 - p)^(n - k) / B(k, n - k) n / (k (n - k)): the density of the logit of a beta variable.
        public double Probability(double k)
        {
            if (k <= 0 || k >= trials)
            {
                return LaneMath.Exp(-trials * LaneMath.Softplus(Vector512.Create(k <= 0 ? logit : -logit)))[0];
            }
            Vector512<double> density = LaneMath.LogitBetaLogDensity(
                Vector512.Create(k), Vector512.Create(trials - k), Vector512.Create(logit));
            return LaneMath.Exp(density)[0] * (trials / (k * (trials - k)));
        }

        public double Ratio(double k) => (trials - k) / (k + 1) * _odds;

        private static double Tail(double a, double b, double y) =>
            LaneMath.LogitBetaCdf(Vector512.Create(a), Vector512.Create(b), Vector512.Create(y))[0];
    }
}
