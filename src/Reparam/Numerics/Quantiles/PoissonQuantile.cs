using System.Runtime.Intrinsics;

namespace Reparam.Numerics;

/// <summary>Quantiles of the Poisson distribution.</summary>
internal static class PoissonQuantile
{
    // Up to this mean counts are few enough to be summed from 0; the cost is that of the mean.
    private const double LargestSummed = 64;

    // Where less is left above, a sum from 0 would lose too many of its digits.
    private const double GreatestSummed = 0.99;

    /// <summary>The least k with P(X ≤ k) ≥ u.</summary>
    /// <param name="u">A probability.</param>
    /// <param name="parameters">The mean.</param>
    public static double Evaluate(double u, ReadOnlySpan<double> parameters)
    {
        double mean = parameters[0];
        if (!(mean is > 0 and <= LargestSummed && u is > 0 and <= GreatestSummed))
        {
            return Search(u, isUpper: false, parameters);
        }
        double probability = LaneMath.Exp(Vector512.Create(-mean))[0], sum = probability, k = 0;
        while (sum < u)
        {
            k++;
            probability *= mean / k;
            sum += probability;
        }
        return k;
    }

    /// <summary>The least k with P(X &gt; k) ≤ q.</summary>
    /// <param name="q">A probability.</param>
    /// <param name="parameters">The mean.</param>
    public static double EvaluateUpper(double q, ReadOnlySpan<double> parameters) => q >= 1 - GreatestSummed
        ? Evaluate(1 - q, parameters)
        : Search(q, isUpper: true, parameters);

    private static double Search(double probability, bool isUpper, ReadOnlySpan<double> parameters)
    {
        double mean = parameters[0];
        if (!(mean > 0 && mean < double.PositiveInfinity))
        {
            // A mean given by its logarithm may have left the range of double.
            return mean == 0 || mean == double.PositiveInfinity ? mean : double.NaN;
        }
        var law = new Law(mean);
        return isUpper ? CountQuantile.FindUpper(law, probability) : CountQuantile.Find(law, probability);
    }

    private readonly struct Law(double mean) : ICountLaw
    {
        private readonly double _logMean = PortableLogarithm.Log(mean);

        public double Least => 0;

        public double Greatest => double.PositiveInfinity;

        public double Guess(double z)
        {
            double deviation = Math.Sqrt(mean);
            return CountQuantile.CornishFisher(z, mean, deviation, 1 / deviation);
        }

        public double Lower(double k) => LaneMath.GammaUpper(Vector512.Create(k + 1), Vector512.Create(mean))[0];

        public double Upper(double k) => LaneMath.GammaLower(Vector512.Create(k + 1), Vector512.Create(mean))[0];

        // λ^(k+1) e^(-λ) / k! is x p(x) of the gamma distribution of shape k + 1.
        public double Probability(double k) => LaneMath.Exp(
            LaneMath.LogGammaDensity(Vector512.Create(k + 1), Vector512.Create(_logMean)))[0] / mean;

        public double Ratio(double k) => mean / (k + 1);
    }
}
