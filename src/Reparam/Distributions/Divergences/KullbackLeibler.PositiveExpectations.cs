using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What is known of the averages over distributions of positive numbers.</summary>
public static partial class KullbackLeibler
{
    private const Expectation Positive = Moments | Expectation.Log | Expectation.Inverse | Expectation.Lower;

    private static Known[] KnownPositiveAverages() =>
    [
        Row<Gamma>(Positive | Expectation.LogPower | Expectation.LogLaplace | Expectation.Deviation,
            static p => GammaAverages(p)),
        Row<Exponential>(Positive | Expectation.LogPower | Expectation.LogLaplace | Expectation.Deviation,
            static p => GammaAverages(new Gamma(1, p.Rate)) with { Entropy = p.Entropy }),
        Row<Chi2>(Positive | Expectation.LogPower | Expectation.LogLaplace | Expectation.Deviation,
            static p => GammaAverages(new Gamma(0.5 * p.DegreesOfFreedom, 0.5))),
        Row<InverseGamma>(Positive | Expectation.LogPower, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Scale) - Digamma(p.Concentration),
            LogVariance = Trigamma(p.Concentration),
            Inverse = p.Concentration / p.Scale,
            LogPower = k => k * Log(p.Scale) - LogBelow(p.Concentration, k,
                r => LogGamma(r) - GammaRatios.LogBeta(p.Concentration - r, r)),
        }),
        Row<HalfNormal>(Moments | Expectation.Log | Expectation.Lower | Expectation.LogPower | Expectation.LogLaplace
            | Expectation.Deviation,
            static p => new()
            {
                Lower = 0,
                Mean = p.Mean,
                Variance = p.Variance,
                Log = Log(p.Scale) - 0.5 * (EulerGamma + LogTwo),
                LogVariance = Math.PI * Math.PI / 8,
                LogPower = k => k * (Log(p.Scale) + 0.5 * LogTwo) + LogGamma(0.5 * (k + 1))
                    - 0.5 * LogPi,
                LogLaplace = s => 0.5 * Square(s * p.Scale) + LogNormalCdf(-(s * p.Scale)) + LogTwo,
                Deviation = m => Deviation(p.Mean, m, m > 0, p.Scale, x =>
                    (p.Cdf(x), -p.Mean * Expm1(-0.5 * Square(x / p.Scale)))),
            }, infinite: Expectation.Inverse),
        Row<LogNormal>(Positive | Expectation.LogPower | Expectation.Deviation, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = p.Loc,
            LogVariance = Square(p.Scale),
            Inverse = Exp(0.5 * Square(p.Scale) - p.Loc),
            LogPower = k => k * p.Loc + 0.5 * Square(k * p.Scale),
            Deviation = m => Deviation(p.Mean, m, m > 0, 1, x =>
            {
                Tensor z = (Log(x) - p.Loc) / p.Scale;
                return (NormalCdf(z), p.Mean * NormalCdf(z - p.Scale));
            }),
        }),
        Row<Weibull>(Positive | Expectation.LogPower | Expectation.Deviation, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Scale) - EulerGamma / p.Concentration,
            LogVariance = Math.PI * Math.PI / 6 / Square(p.Concentration),
            Inverse = Exp(-LogBelow(p.Concentration, 1, r => -LogGamma(1 - r / p.Concentration))) / p.Scale,
            LogPower = k => k * Log(p.Scale) + LogGamma(1 + k / p.Concentration),
            Deviation = m => Deviation(p.Mean, m, m > 0, p.Scale, x =>
            {
                Tensor power = Exp(p.Concentration * Log(x / p.Scale));
                return (-Expm1(-power), p.Mean * GammaLowerRegularized(1 + 1 / p.Concentration, power));
            }),
        }),
        Row<Pareto>(Positive | Expectation.LogPower, static p => new()
        {
            Lower = p.Minimum,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Minimum) + 1 / p.Concentration,
            LogVariance = 1 / Square(p.Concentration),
            Inverse = p.Concentration / ((p.Concentration + 1) * p.Minimum),
            LogPower = k => k * Log(p.Minimum)
                - LogBelow(1, k / p.Concentration, static ratio => Log1p(-ratio)),
        }),
        Row<BetaPrime>(Positive | Expectation.LogPower, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Digamma(p.Concentration1) - Digamma(p.Concentration0),
            LogVariance = Trigamma(p.Concentration1) + Trigamma(p.Concentration0),
            Inverse = Select(p.Concentration1 > 1, p.Concentration0 / (p.Concentration1 - 1), double.PositiveInfinity),
            LogPower = k => -LogBelow(p.Concentration0, k, r =>
                GammaRatios.LogBeta(p.Concentration1, p.Concentration0)
                - GammaRatios.LogBeta(p.Concentration1 + r, p.Concentration0 - r)),
        }),
        Row<HalfCauchy>(Expectation.Log | Expectation.LogPower | Expectation.Lower, static p => new()
        {
            Lower = 0,
            Log = Log(p.Scale),
            LogVariance = Math.PI * Math.PI / 4,
            LogPower = k => k * Log(p.Scale) - LogBelow(1, k, static r => Log(Cos(0.5 * Math.PI * r))),
        }, infinite: Moments | Expectation.Inverse | Expectation.Deviation),
        Row<HalfStudentT>(Moments | Expectation.Log | Expectation.Lower, static p => new()
        {
            Lower = 0,
            Mean = Select(p.DegreesOfFreedom > 1, p.Mean, double.PositiveInfinity),
            Variance = Select(p.DegreesOfFreedom > 2, p.Variance, double.PositiveInfinity),
            Log = Log(p.Scale) + 0.5 * (Log(p.DegreesOfFreedom) - (EulerGamma + 2 * LogTwo)
                - Digamma(0.5 * p.DegreesOfFreedom)),
            LogVariance = Math.PI * Math.PI / 8 + 0.25 * Trigamma(0.5 * p.DegreesOfFreedom),
        }, infinite: Expectation.Inverse),
    ];

    private static Averages GammaAverages(Gamma p)
    {
        Tensor a = p.Concentration;
        return new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Digamma(a) - Log(p.Rate),
            LogVariance = Trigamma(a),
            Inverse = Select(a > 1, p.Rate / (a - 1), double.PositiveInfinity),
            LogPower = k => LogGamma(k) - GammaRatios.LogBeta(a, k) - k * Log(p.Rate),
            LogLaplace = s => -a * Log1p(s / p.Rate),
            Deviation = m => Deviation(p.Mean, m, m > 0, 1 / p.Rate, x =>
                (p.Cdf(x), p.Mean * GammaLowerRegularized(a + 1, p.Rate * x))),
            // With Stirling's remainders, as α log α would cancel.
            Entropy = 0.5 * Log(a) + 0.5 - 0.5 / a + (HalfLogTwoPi - Log(p.Rate))
                + GammaRatios.StirlingRemainder(a) + (1 - a) * GammaRatios.DigammaRemainder(a),
        };
    }
}
