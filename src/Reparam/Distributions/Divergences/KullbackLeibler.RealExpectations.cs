using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What is known of the averages over distributions of real numbers that are not symmetric, or have ends that
/// depend on parameters.</summary>
public static partial class KullbackLeibler
{
    private const Expectation Bounded = Moments | Expectation.Lower | Expectation.Upper;

    private static Known[] KnownRealAverages() =>
    [
        Row<AsymmetricLaplace>(Moments | Expectation.LogLaplace | Expectation.Deviation, static p =>
        {
            Tensor left = p.Scale * p.Asymmetry, right = p.Scale / p.Asymmetry;
            return new()
            {
                Mean = p.Mean,
                Variance = p.Variance,
                LogLaplace = s => -s * p.Loc - Log1p(s * right) - LogBelow(1, s * left, static r => Log1p(-r)),
                Deviation = m =>
                {
                    // E |x - m| = |E x - m| and twice what is beyond m, on the side of the mode that m is on.
                    Tensor distance = m - p.Loc, side = Select(distance >= 0, right, left);
                    return Abs(distance) + Select(distance >= 0, left - right, right - left)
                        + 2 * Square(side) / (left + right) * Exp(-(Abs(distance) / side));
                },
            };
        }),
        Row<Moyal>(Moments | Expectation.LogLaplace, static p => new()
        {
            Mean = p.Mean,
            Variance = p.Variance,
            LogLaplace = s => -s * p.Loc + s * p.Scale * LogTwo + LogGamma(0.5 + s * p.Scale)
                - 0.5 * LogPi,
        }),
    ];

    private static Known[] KnownBoundedAverages() =>
    [
        Row<TruncatedNormal>(Bounded, static p => new()
        {
            Lower = p.Low,
            Upper = p.High,
            Mean = p.Mean,
            Variance = p.Variance,
        }),
        Row<LogUniform>(Bounded | Expectation.LogMoments | Expectation.Inverse | Powers | Expectation.Deviation,
            static p =>
        {
            Tensor length = Log1p((p.High - p.Low) / p.Low);
            return new()
            {
                Lower = p.Low,
                Upper = p.High,
                Mean = p.Mean,
                Variance = p.Variance,
                Log = 0.5 * (Log(p.Low) + Log(p.High)),
                LogVariance = Square(length) / 12,
                Inverse = (p.High - p.Low) / (p.Low * p.High * length),
                LogPower = k => k * Log(p.Low) + Log(Expm1(k * length) / (k * length)),
                LogInversePower = k => -k * Log(p.Low) + Log(-Expm1(-k * length) / (k * length)),
                Deviation = m => Deviation(p.Mean, m, (m > p.Low) * (m < p.High), p.Mean, x =>
                    (p.Cdf(x), (x - p.Low) / length)),
            };
        }),
        Row<Kumaraswamy>(Bounded | Expectation.LogMoments | Expectation.Inverse | Powers | Expectation.Deviation,
            static p =>
        {
            // xᵃ is a beta variable of concentrations 1 and b.
            Tensor a = p.Concentration1, b = p.Concentration0;
            Tensor LogMoment(Tensor power) => Log(b) + GammaRatios.LogBeta(1 + power, b);
            return new()
            {
                Lower = 0,
                Upper = 1,
                Mean = p.Mean,
                Variance = p.Variance,
                Log = -GammaRatios.DigammaDifference(1, b) / a,
                LogVariance = (Math.PI * Math.PI / 6 - Trigamma(1 + b)) / Square(a),
                Inverse = Exp(-LogBelow(a, 1, r => -LogMoment(-r / a))),
                LogPower = k => LogMoment(k / a),
                LogInversePower = k => -LogBelow(a, k, r => -LogMoment(-r / a)),
                Deviation = m => Deviation(p.Mean, m, (m > 0) * (m < 1), 0.5, x =>
                    (p.Cdf(x), p.Mean * BetaRegularized(1 + 1 / a, b, Exp(a * Log(x))))),
            };
        }),
        Row<Triangular>(Bounded | Expectation.Log | Expectation.LogComplement | Expectation.Deviation,
            TriangularAverages),
    ];

    private static Averages TriangularAverages(Triangular p) => new()
    {
        Lower = p.Low,
        Upper = p.High,
        Mean = p.Mean,
        Variance = p.Variance,
        Log = TriangularLog(p.Low, p.Mode, p.High),
        LogComplement = TriangularLog(1 - p.High, 1 - p.Mode, 1 - p.Low),
        Deviation = m =>
        {
            // E |x - m| = |E x - m| and twice the integral of the probability beyond m.
            Tensor inside = Minimum(Maximum(m, p.Low), p.High), isLeft = inside < p.Mode;
            Tensor distance = Select(isLeft, inside - p.Low, p.High - inside);
            Tensor side = Select(isLeft, p.Mode - p.Low, p.High - p.Mode);
            Tensor beyond = Square(distance) * distance / (3 * (p.High - p.Low) * Select(side > 0, side, 1));
            return Select(isLeft, p.Mean - inside, inside - p.Mean) + 2 * beyond + Abs(m - inside);
        },
    };

    /// <summary>E log x: the mean of x log x - x over the right side less that over the left, twice, over the
    /// width.</summary>
    private static Tensor TriangularLog(Tensor low, Tensor mode, Tensor high)
    {
        int rank = Shape.Broadcast(Shape.Broadcast(low.Shape, mode.Shape), high.Shape).Rank;
        return 2 / (high - low) * (MeanOver(mode, high) - MeanOver(low, mode));

        Tensor MeanOver(Tensor from, Tensor to)
        {
            // Where the ends are close, or the same, the difference of the integrals cancels and the rule is exact.
            Tensor isNarrow = to - from < 0.5 * from;
            Tensor start = Select(isNarrow, from, 1), width = Select(isNarrow, to - from, 0);
            Tensor rule = UnitIntegral.Of(t =>
            {
                Tensor x = start + width * t;
                return x * Log(x) - x;
            }, rank);
            static Tensor Integral(Tensor x) => 0.5 * XLogY(Square(x), x) - 0.75 * Square(x);
            return Select(isNarrow, rule, (Integral(to) - Integral(from)) / Select(isNarrow, 1, to - from));
        }
    }
}
