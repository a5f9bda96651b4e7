using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Quantiles of the negative binomial distribution.</summary>
internal static class NegativeBinomialQuantile
{
    // Up to this mean counts are few enough to be summed from 0; the cost is that of the mean.
    private const double LargestSummed = 64;

    // Where less is left above, a sum from 0 would lose too many of its digits.
    private const double GreatestSummed = 0.99;

    /// <summary>The least k with P(X ≤ k) ≥ u.</summary>
    /// <param name="u">A probability.</param>
    /// <param name="parameters">The concentration φ, and log(μ / φ) of the mean μ.</param>
    public static double Evaluate(double u, ReadOnlySpan<double> parameters)
    {
        (double concentration, double logit) = (parameters[0], parameters[1]);
        double mean = concentration * LaneMath.Exp(Vector512.Create(logit))[0];
        if (!(mean > 0 && mean < double.PositiveInfinity))
        {
            // A mean given by its logarithm may have left the range of double.
            return mean == 0 || mean == double.PositiveInfinity ? mean : double.NaN;
        }
        var law = new Law(concentration, logit, mean);
        if (mean > LargestSummed || !(u > 0 && u <= GreatestSummed))
        {
            return CountQuantile.Find(law, u);
        }
        double probability = law.Probability(0), sum = probability, k = 0;
        while (sum < u)
        {
            probability *= law.Ratio(k);
            k++;
            sum += probability;
        }
        return k;
    }

    private readonly struct Law(double concentration, double logit, double mean) : ICountLaw
    {
        // Beyond this skewness the expansion about the normal distribution is no guess.
        private const double LargestSkewness = 0.5;

        private readonly double _success = LaneMath.Sigmoid(Vector512.Create(logit))[0];

        public double Least => 0;

        public double Greatest => double.PositiveInfinity;

        // Of a Poisson distribution whose mean is a gamma variable: where that is most of the spread, its quantile.
        public double Guess(double z)
        {
            double skewness = (1 + _success) / Math.Sqrt(_success * concentration);
            if (skewness < LargestSkewness)
            {
                return CountQuantile.CornishFisher(z, mean, Math.Sqrt(mean * (1 + mean / concentration)), skewness);
            }
            Vector512<double> log = LaneMath.LogGammaQuantile(Vector512.Create(concentration), Vector512.Create(z));
            return LaneMath.Exp(log + Vector512.Create(logit))[0];
        }

        public double Lower(double k) => Tail(concentration, k + 1, -logit);

        public double Upper(double k) => Tail(k + 1, concentration, logit);

        // (1 - p)^φ p^k / (k B(φ, k)): the density of the logit of a beta variable.
        public double Probability(double k) => LaneMath.Exp(k <= 0
            ? -concentration * LaneMath.Softplus(Vector512.Create(logit))
            : LaneMath.LogitBetaLogDensity(
                Vector512.Create(k), Vector512.Create(concentration), Vector512.Create(logit)))[0] / Math.Max(k, 1);

        public double Ratio(double k) => (k + concentration) / (k + 1) * _success;

        private static double Tail(double a, double b, double y) =>
            LaneMath.LogitBetaCdf(Vector512.Create(a), Vector512.Create(b), Vector512.Create(y))[0];
    }
}
