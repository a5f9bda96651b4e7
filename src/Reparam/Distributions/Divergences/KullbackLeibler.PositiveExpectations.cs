using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What is known of the averages over distributions of positive numbers.</summary>
public static partial class KullbackLeibler
{
    private const Expectation Positive = Moments | Expectation.LogMoments | Expectation.Inverse | Expectation.Lower;

    private const Expectation Powers = Expectation.LogPower | Expectation.LogInversePower;

    private static Known[] KnownPositiveAverages() =>
    [
        Row<Gamma>(Positive | Powers | Expectation.LogLaplace | Expectation.Deviation,
            static p => GammaAverages(p)),
        Row<Exponential>(Positive | Powers | Expectation.LogLaplace | Expectation.Deviation,
            static p => GammaAverages(new Gamma(1, p.Rate)) with { Entropy = p.Entropy }),
        Row<Chi2>(Positive | Powers | Expectation.LogLaplace | Expectation.Deviation,
            static p => GammaAverages(new Gamma(0.5 * p.DegreesOfFreedom, 0.5))),
        Row<InverseGamma>(Positive | Powers, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Scale) - Digamma(p.Concentration),
            LogVariance = Trigamma(p.Concentration),
            Inverse = p.Concentration / p.Scale,
            LogPower = k => k * Log(p.Scale) - LogBelow(p.Concentration, k,
                r => LogGamma(r) - GammaRatios.LogBeta(p.Concentration - r, r)),
            LogInversePower = k => LogGamma(k) - GammaRatios.LogBeta(p.Concentration, k) - k * Log(p.Scale),
        }),
        Row<HalfNormal>(Moments | Expectation.LogMoments | Expectation.Lower | Powers | Expectation.LogLaplace
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
                LogInversePower = k => -(k * (Log(p.Scale) + 0.5 * LogTwo)) - LogBelow(1, k,
                    static r => 0.5 * LogPi - LogGamma(0.5 * (1 - r))),
                LogLaplace = s => 0.5 * Square(s * p.Scale) + LogNormalCdf(-(s * p.Scale)) + LogTwo,
                Deviation = m => Deviation(p.Mean, m, m > 0, p.Scale, x =>
                    (p.Cdf(x), -p.Mean * Expm1(-0.5 * Square(x / p.Scale)))),
            }, infinite: Expectation.Inverse),
        Row<LogNormal>(Positive | Powers | Expectation.Deviation, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = p.Loc,
            LogVariance = Square(p.Scale),
            Inverse = Exp(0.5 * Square(p.Scale) - p.Loc),
            LogPower = k => k * p.Loc + 0.5 * Square(k * p.Scale),
            LogInversePower = k => -k * p.Loc + 0.5 * Square(k * p.Scale),
            Deviation = m => Deviation(p.Mean, m, m > 0, 1, x =>
            {
                Tensor z = (Log(x) - p.Loc) / p.Scale;
                return (NormalCdf(z), p.Mean * NormalCdf(z - p.Scale));
            }),
        }),
        Row<Weibull>(Positive | Powers | Expectation.Deviation,
            static p => WeibullAverages(p.Concentration, p.Scale, p.Mean, p.Variance)),
        Row<Rayleigh>(Positive | Powers | Expectation.Deviation, static p =>
            WeibullAverages(2, Math.Sqrt(2) * p.Scale, p.Mean, p.Variance)),
        Row<Pareto>(Positive | Powers, static p => new()
        {
            Lower = p.Minimum,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Minimum) + 1 / p.Concentration,
            LogVariance = 1 / Square(p.Concentration),
            Inverse = p.Concentration / ((p.Concentration + 1) * p.Minimum),
            LogPower = k => k * Log(p.Minimum)
                - LogBelow(1, k / p.Concentration, static ratio => Log1p(-ratio)),
            LogInversePower = k => -k * Log(p.Minimum) - Log1p(k / p.Concentration),
        }),
        Row<BetaPrime>(Positive | Powers, static p => new()
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
            LogInversePower = k => -LogBelow(p.Concentration1, k, r =>
                GammaRatios.LogBeta(p.Concentration1, p.Concentration0)
                - GammaRatios.LogBeta(p.Concentration1 - r, p.Concentration0 + r)),
        }),
        Row<HalfCauchy>(Expectation.LogMoments | Expectation.LogPower | Expectation.Lower, static p => new()
        {
            Lower = 0,
            Log = Log(p.Scale),
            LogVariance = Math.PI * Math.PI / 4,
            LogPower = k => k * Log(p.Scale) - LogBelow(1, k, static r => Log(Cos(0.5 * Math.PI * r))),
        }, infinite: Moments | Expectation.Inverse | Expectation.Deviation),
        Row<HalfStudentT>(Moments | Expectation.LogMoments | Expectation.Lower, static p => new()
        {
            Lower = 0,
            Mean = Select(p.DegreesOfFreedom > 1, p.Mean, double.PositiveInfinity),
            Variance = Select(p.DegreesOfFreedom > 2, p.Variance, double.PositiveInfinity),
            Log = Log(p.Scale) + 0.5 * (Log(p.DegreesOfFreedom) - (EulerGamma + 2 * LogTwo)
                - Digamma(0.5 * p.DegreesOfFreedom)),
            LogVariance = Math.PI * Math.PI / 8 + 0.25 * Trigamma(0.5 * p.DegreesOfFreedom),
        }, infinite: Expectation.Inverse),
        .. KnownLifeTimeAverages(),
    ];

    private static Averages WeibullAverages(Tensor concentration, Tensor scale, Tensor mean, Tensor variance) => new()
    {
        Lower = 0,
        Mean = mean,
        Variance = variance,
        Log = Log(scale) - EulerGamma / concentration,
        LogVariance = Math.PI * Math.PI / 6 / Square(concentration),
        Inverse = Exp(-LogBelow(concentration, 1, r => -LogGamma(1 - r / concentration))) / scale,
        LogPower = k => k * Log(scale) + LogGamma(1 + k / concentration),
        LogInversePower = k => -k * Log(scale)
            - LogBelow(concentration, k, r => -LogGamma(1 - r / concentration)),
        Deviation = m => Deviation(mean, m, m > 0, scale, x =>
        {
            Tensor power = Exp(concentration * Log(x / scale));
            return (-Expm1(-power), mean * GammaLowerRegularized(1 + 1 / concentration, power));
        }),
    };

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
            LogInversePower = k => k * Log(p.Rate) - LogBelow(a, k, r => LogGamma(r) - GammaRatios.LogBeta(a - r, r)),
            LogLaplace = s => -a * Log1p(s / p.Rate),
            Deviation = m => Deviation(p.Mean, m, m > 0, 1 / p.Rate, x =>
                (p.Cdf(x), p.Mean * GammaLowerRegularized(a + 1, p.Rate * x))),
            // With Stirling's remainders, as α log α would cancel.
            Entropy = 0.5 * Log(a) + 0.5 - 0.5 / a + (HalfLogTwoPi - Log(p.Rate))
                + GammaRatios.StirlingRemainder(a) + (1 - a) * GammaRatios.DigammaRemainder(a),
        };
    }
}
