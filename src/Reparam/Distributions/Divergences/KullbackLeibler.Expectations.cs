using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What is known of the averages over a distribution p of numbers: one row for each type.</summary>
public static partial class KullbackLeibler
{
    private const Expectation Moments = Expectation.Moments;

    // For logarithms of what may be 0 and is then multiplied by 0.
    private const double Tiny = 1e-300;

    /// <summary>Averages over p, and whether its support has ends.</summary>
    [Flags]
    private enum Expectation
    {
        None = 0,

        /// <summary>E x and Var x.</summary>
        Moments = 1,

        /// <summary>E log x.</summary>
        Log = 2,

        /// <summary>E log(1 - x).</summary>
        LogComplement = 4,

        /// <summary>E 1/x.</summary>
        Inverse = 8,

        /// <summary>log E xᵏ, k &gt; 0.</summary>
        LogPower = 16,

        /// <summary>log E e^(-s x), s &gt; 0.</summary>
        LogLaplace = 32,

        /// <summary>E |x - m|.</summary>
        Deviation = 64,

        /// <summary>All values are above one that is known.</summary>
        Lower = 128,

        /// <summary>All values are below one that is known.</summary>
        Upper = 256,

        /// <summary>E log x and Var log x.</summary>
        LogMoments = 512 | Log,

        /// <summary>log E x⁻ᵏ, k &gt; 0.</summary>
        LogInversePower = 1024,
    }

    /// <summary>Averages over one distribution; infinite where they are.</summary>
    private sealed record Averages
    {
        public Tensor? Lower { get; init; }

        public Tensor? Upper { get; init; }

        public Tensor? Mean { get; init; }

        public Tensor? Variance { get; init; }

        public Tensor? Log { get; init; }

        public Tensor? LogVariance { get; init; }

        public Tensor? LogComplement { get; init; }

        public Tensor? Inverse { get; init; }

        public Func<Tensor, Tensor>? LogPower { get; init; }

        public Func<Tensor, Tensor>? LogInversePower { get; init; }

        public Func<Tensor, Tensor>? LogLaplace { get; init; }

        public Func<Tensor, Tensor>? Deviation { get; init; }

        /// <summary>Where it is known more accurately than by the distribution itself.</summary>
        public Tensor? Entropy { get; init; }
    }

    /// <summary>The row of a type.</summary>
    /// <param name="Type">The type of p.</param>
    /// <param name="What">The averages that are known.</param>
    /// <param name="Infinite">Those that are +∞ whatever the parameters.</param>
    /// <param name="Of">The averages of one distribution.</param>
    private sealed record Known(Type Type, Expectation What, Expectation Infinite, Func<Distribution, Averages> Of);

    private static Known Row<TP>(
        Expectation what, Func<TP, Averages> of, Expectation infinite = Expectation.None)
        where TP : Distribution => new(typeof(TP), what, infinite, p => of((TP)p));

    private static Known[] KnownAverages() =>
    [
        Row<Normal>(Moments | Expectation.LogLaplace | Expectation.Deviation, static p => new()
        {
            Mean = p.Mean,
            Variance = p.Variance,
            LogLaplace = s => -s * p.Loc + 0.5 * Square(s * p.Scale),
            Deviation = m =>
            {
                Tensor z = (p.Loc - m) / p.Scale;
                return p.Scale * (Math.Sqrt(2 / Math.PI) * Exp(-0.5 * Square(z)) + z * Erf(z / Math.Sqrt(2)));
            },
        }),
        Row<Laplace>(Moments | Expectation.LogLaplace | Expectation.Deviation, static p => new()
        {
            Mean = p.Mean,
            Variance = p.Variance,
            LogLaplace = s => -s * p.Loc - LogBelow(1, s * p.Scale, static r => Log1p(-Square(r))),
            Deviation = m => Abs(p.Loc - m) + p.Scale * Exp(-Abs((p.Loc - m) / p.Scale)),
        }),
        Row<Logistic>(Moments | Expectation.LogLaplace | Expectation.Deviation, static p => new()
        {
            Mean = p.Mean,
            Variance = p.Variance,
            LogLaplace = s => -s * p.Loc
                - LogBelow(1, s * p.Scale, static r => -(LogGamma(1 + r) + LogGamma(1 - r))),
            Deviation = m => p.Scale * (Softplus((p.Loc - m) / p.Scale) + Softplus((m - p.Loc) / p.Scale)),
        }),
        Row<Gumbel>(Moments | Expectation.LogLaplace, static p => new()
        {
            Mean = p.Mean,
            Variance = p.Variance,
            LogLaplace = s => -s * p.Loc + LogGamma(1 + s * p.Scale),
        }),
        Row<StudentT>(Moments, static p => new() { Mean = p.Loc, Variance = p.Variance }),
        Row<Cauchy>(Expectation.None, static _ => new(), infinite: Moments | Expectation.Deviation),
        Row<Uniform>(Moments | Expectation.LogMoments | Expectation.LogComplement | Expectation.Inverse
            | Expectation.LogPower | Expectation.LogLaplace | Expectation.Deviation | Expectation.Lower
            | Expectation.Upper, UniformAverages),
        Row<Beta>(Moments | Expectation.LogMoments | Expectation.LogComplement | Expectation.Inverse | Expectation.LogPower
            | Expectation.LogInversePower | Expectation.Deviation | Expectation.Lower | Expectation.Upper,
            BetaAverages),
        .. KnownRealAverages(),
        .. KnownBoundedAverages(),
        .. KnownPositiveAverages(),
    ];

    private static Averages UniformAverages(Uniform p)
    {
        Tensor width = p.High - p.Low;
        // Of the mean of log x, whose terms x log x are 0 at an end that is 0.
        Tensor MeanLog(Tensor low, Tensor high) => (XLogY(high, high) - XLogY(low, low)) / width - 1;
        return new()
        {
            Lower = p.Low,
            Upper = p.High,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = MeanLog(p.Low, p.High),
            LogVariance = 1 - p.Low * p.High * Square(Log(p.High / Maximum(p.Low, Tiny)) / width),
            LogComplement = MeanLog(1 - p.High, 1 - p.Low),
            Inverse = Log(p.High / p.Low) / width,
            LogPower = k => Log((Exp((k + 1) * Log(p.High)) - Exp((k + 1) * Log(p.Low))) / ((k + 1) * width)),
            LogLaplace = s => -s * p.Low + Log(-Expm1(-s * width) / (s * width)),
            Deviation = m =>
            {
                Tensor inside = Minimum(Maximum(m, p.Low), p.High);
                return 0.5 * (Square(inside - p.Low) + Square(p.High - inside)) / width + Abs(m - inside);
            },
        };
    }

    private static Averages BetaAverages(Beta p)
    {
        Tensor a = p.Concentration1, b = p.Concentration0;
        return new()
        {
            Lower = 0,
            Upper = 1,
            Mean = p.Mean,
            Variance = p.Variance,
            Log = -GammaRatios.DigammaDifference(a, b),
            LogVariance = Trigamma(a) - Trigamma(a + b),
            LogComplement = -GammaRatios.DigammaDifference(b, a),
            Inverse = Select(a > 1, (a + b - 1) / (a - 1), double.PositiveInfinity),
            LogPower = k => GammaRatios.LogBeta(a + k, b) - GammaRatios.LogBeta(a, b),
            LogInversePower = k => -LogBelow(a, k, r =>
                GammaRatios.LogBeta(a, b) - GammaRatios.LogBeta(a - r, b)),
            Deviation = m => Deviation(p.Mean, m, (m > 0) * (m < 1), 0.5, x =>
                (BetaRegularized(a, b, x), p.Mean * BetaRegularized(a + 1, b, x))),
        };
    }

    /// <summary>E |x - m|, from P(x ≤ m) and the part of the mean that is below m. Where m is outside of the support it
    /// is the distance of the mean, and these two are evaluated at a place inside.</summary>
    private static Tensor Deviation(
        Tensor mean, Tensor m, Tensor isInside, Tensor place, Func<Tensor, (Tensor Cdf, Tensor PartialMean)> below)
    {
        Tensor x = Select(isInside, m, place);
        var (cdf, partial) = below(x);
        return Select(isInside, x * (2 * cdf - 1) + mean - 2 * partial, Abs(mean - m));
    }

    /// <summary>f(x) where x is below a bound, and -∞ from there on; f is not evaluated there.</summary>
    private static Tensor LogBelow(Tensor bound, Tensor x, Func<Tensor, Tensor> f)
    {
        Tensor isBelow = x < bound;
        return Select(isBelow, f(Select(isBelow, x, 0.5 * bound)), double.NegativeInfinity);
    }
}
