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
        Law law = LawOf(parameters);
        if (!(law.Mean is > 0 and <= LargestSummed && u is > 0 and <= GreatestSummed))
        {
            return Search(u, isUpper: false, law);
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

    /// <summary>The least k with P(X &gt; k) ≤ q.</summary>
    /// <param name="q">A probability.</param>
    /// <param name="parameters">The concentration φ, and log(μ / φ) of the mean μ.</param>
    public static double EvaluateUpper(double q, ReadOnlySpan<double> parameters) => q >= 1 - GreatestSummed
        ? Evaluate(1 - q, parameters)
        : Search(q, isUpper: true, LawOf(parameters));

    private static double Search(double probability, bool isUpper, in Law law)
    {
        if (!(law.Mean > 0 && law.Mean < double.PositiveInfinity))
        {
            // A mean given by its logarithm may have left the range of double.
            return law.Mean == 0 || law.Mean == double.PositiveInfinity ? law.Mean : double.NaN;
        }
        return isUpper ? CountQuantile.FindUpper(law, probability) : CountQuantile.Find(law, probability);
    }

    private static Law LawOf(ReadOnlySpan<double> parameters) => new(
        parameters[0], parameters[1], parameters[0] * LaneMath.Exp(Vector512.Create(parameters[1]))[0]);

    private readonly struct Law(double concentration, double logit, double mean) : ICountLaw
    {
        // Beyond this skewness the expansion about the normal distribution is no guess.
        private const double LargestSkewness = 0.5;

        private readonly double _success = LaneMath.Sigmoid(Vector512.Create(logit))[0];

        public double Mean => mean;

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
