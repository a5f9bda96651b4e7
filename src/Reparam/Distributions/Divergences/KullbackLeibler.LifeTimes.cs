using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What is known of the averages over distributions of life times, speeds and sizes.</summary>
public static partial class KullbackLeibler
{
    private static Known[] KnownLifeTimeAverages() =>
    [
        // Over Rayleigh and Maxwell variables E e^(-s x) has a closed form, too, whose terms cancel where s σ is large.
        Row<Maxwell>(Positive | Powers | Expectation.Deviation, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            // ψ(3/2) = 2 - γ - 2 log 2, and ψ′(3/2) = π² / 2 - 4.
            Log = Log(p.Scale) + (1 - 0.5 * (EulerGamma + LogTwo)),
            LogVariance = Math.PI * Math.PI / 8 - 1,
            Inverse = Math.Sqrt(2 / Math.PI) / p.Scale,
            LogPower = k => k * (Log(p.Scale) + 0.5 * LogTwo) + LogGamma(1.5 + 0.5 * k)
                - (0.5 * LogPi - LogTwo),
            LogInversePower = k => -(k * (Log(p.Scale) + 0.5 * LogTwo)) - LogBelow(3, k,
                static r => 0.5 * LogPi - LogTwo - LogGamma(1.5 - 0.5 * r)),
            Deviation = m => Deviation(p.Mean, m, m > 0, p.Scale, x =>
                (p.Cdf(x), p.Mean * GammaLowerRegularized(2, 0.5 * Square(x / p.Scale)))),
        }),
        Row<Frechet>(Positive | Powers | Expectation.Deviation, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Scale) + EulerGamma / p.Concentration,
            LogVariance = Math.PI * Math.PI / 6 / Square(p.Concentration),
            Inverse = Exp(LogGamma(1 + 1 / p.Concentration)) / p.Scale,
            LogPower = k => k * Log(p.Scale)
                - LogBelow(p.Concentration, k, r => -LogGamma(1 - r / p.Concentration)),
            LogInversePower = k => -k * Log(p.Scale) + LogGamma(1 + k / p.Concentration),
            Deviation = m => WhereFinite(p.Concentration, p.Mean, m, p.Scale, x => (p.Cdf(x), shape =>
                GammaUpperRegularized(1 - 1 / shape, Exp(-(p.Concentration * Log(x / p.Scale)))))),
        }),
        Row<LogLogistic>(Positive | Powers | Expectation.Deviation, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = Log(p.Scale),
            LogVariance = Math.PI * Math.PI / 3 / Square(p.Concentration),
            Inverse = Exp(-LogBelow(1, 1 / p.Concentration, LogSinc)) / p.Scale,
            LogPower = k => k * Log(p.Scale) - LogBelow(1, k / p.Concentration, LogSinc),
            LogInversePower = k => -k * Log(p.Scale) - LogBelow(1, k / p.Concentration, LogSinc),
            Deviation = m => WhereFinite(p.Concentration, p.Mean, m, p.Scale, x => (p.Cdf(x), shape =>
                BetaRegularized(1 + 1 / shape, 1 - 1 / shape, p.Cdf(x)))),
        }),
        Row<InverseGaussian>(Moments | Expectation.Log | Expectation.Inverse | Expectation.LogLaplace
            | Expectation.Deviation | Expectation.Lower, static p => new()
            {
                Lower = 0,
                Mean = p.Mean,
                Variance = p.Variance,
                Log = Log(p.Mean) - ExponentialIntegral.Scaled(2 * p.Concentration / p.Mean, p.BatchShape.Rank),
                Inverse = 1 / p.Mean + 1 / p.Concentration,
                LogLaplace = s => -2 * s * p.Mean / (1 + Sqrt(1 + 2 * s * p.Mean * (p.Mean / p.Concentration))),
                Deviation = m => Deviation(p.Mean, m, m > 0, p.Mean, x =>
                {
                    Tensor root = Sqrt(p.Concentration / x), ratio = x / p.Mean;
                    Tensor first = NormalCdf(root * (ratio - 1));
                    Tensor second = Exp(2 * p.Concentration / p.Mean + LogNormalCdf(-(root * (ratio + 1))));
                    return (first + second, p.Mean * (first - second));
                }),
            }),
        Row<Gompertz>(Moments | Expectation.Lower, static p => new()
        {
            Lower = 0,
            Mean = p.Mean,
            Variance = p.Variance,
        }),
    ];

    /// <summary>log(sin(π r) / (π r)).</summary>
    private static Tensor LogSinc(Tensor r) => Log(Sin(Math.PI * r) / (Math.PI * r));

    /// <summary><see cref="Deviation"/> of a heavy tail, infinite as its mean is where the shape is up to 1; the part of
    /// the mean below a point is given the shape, or another in its place.</summary>
    private static Tensor WhereFinite(
        Tensor shape, Tensor mean, Tensor m, Tensor place, Func<Tensor, (Tensor Cdf, Func<Tensor, Tensor> Part)> below)
    {
        Tensor isFinite = shape > 1, safe = Select(isFinite, shape, 2), finite = Select(isFinite, mean, 1);
        return Select(isFinite, Deviation(finite, m, m > 0, place, x =>
        {
            var (cdf, part) = below(x);
            return (cdf, finite * part(safe));
        }), double.PositiveInfinity);
    }
}
