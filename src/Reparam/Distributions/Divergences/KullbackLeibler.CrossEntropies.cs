using System.Collections.Concurrent;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Divergences between families of numbers: E[-log q(x)], which is a sum of averages that are known of p, less
/// the entropy of p.</summary>
public static partial class KullbackLeibler
{
    /// <summary>-log q as a sum of averages.</summary>
    /// <param name="Type">The type of q.</param>
    /// <param name="Needs">The averages, and <see cref="Expectation.Lower"/> and <see cref="Expectation.Upper"/> where
    /// the support of q has ends.</param>
    /// <param name="Lower">The lower end.</param>
    /// <param name="Upper">The upper end.</param>
    /// <param name="CrossEntropy">E[-log q(x)], or null where no average serves and only the ends matter.</param>
    private sealed record Form(
        Type Type, Expectation Needs, Func<Distribution, Tensor>? Lower, Func<Distribution, Tensor>? Upper,
        Func<Distribution, Averages, Tensor>? CrossEntropy);

    private static void AddCrossEntropies(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        Known[] known = KnownAverages();
        foreach (Form form in Forms())
        {
            foreach (Known row in known.Where(row => row.Type != form.Type))
            {
                Expectation missing = form.Needs & ~row.What;
                if ((missing & (Expectation.Lower | Expectation.Upper)) != 0 || (form.Needs & row.Infinite) != 0)
                {
                    registry.AddInfinite(row.Type, form.Type);
                }
                else if (missing == 0 && form.CrossEntropy is not null)
                {
                    registry.TryAdd((row.Type, form.Type), new Entry((p, q) => CrossEntropy(row, form, p, q)));
                }
            }
        }
    }

    private static Tensor CrossEntropy(Known row, Form form, Distribution p, Distribution q)
    {
        Averages averages = row.Of(p);
        Tensor divergence = form.CrossEntropy!(q, averages) - (averages.Entropy ?? p.Entropy);
        if (form.Lower?.Invoke(q) is { } lower && !AreEqual(lower, averages.Lower!))
        {
            divergence = Select(lower <= averages.Lower!, divergence, double.PositiveInfinity);
        }
        if (form.Upper?.Invoke(q) is { } upper && !AreEqual(upper, averages.Upper!))
        {
            divergence = Select(averages.Upper! <= upper, divergence, double.PositiveInfinity);
        }
        return divergence;
    }

    private static Form Of<TQ>(
        Expectation needs, Func<TQ, Averages, Tensor>? crossEntropy, Func<TQ, Tensor>? lower = null,
        Func<TQ, Tensor>? upper = null)
        where TQ : Distribution => new(
            typeof(TQ),
            needs | (lower is null ? 0 : Expectation.Lower) | (upper is null ? 0 : Expectation.Upper),
            lower is null ? null : q => lower((TQ)q), upper is null ? null : q => upper((TQ)q),
            crossEntropy is null ? null : (q, p) => crossEntropy((TQ)q, p));

    private static Form[] Forms() =>
    [
        Of<Normal>(Moments, static (q, p) =>
            0.5 * SquaredDeviation(p.Mean!, p.Variance!, q.Loc, q.Scale) + (Log(q.Scale) + HalfLogTwoPi)),
        Of<Laplace>(Expectation.Deviation, static (q, p) => p.Deviation!(q.Loc) / q.Scale + Log(2 * q.Scale)),
        Of<Gumbel>(Moments | Expectation.LogLaplace, static (q, p) =>
            (p.Mean! - q.Loc) / q.Scale + Exp(q.Loc / q.Scale + p.LogLaplace!(1 / q.Scale)) + Log(q.Scale)),
        Of<HalfNormal>(Moments, static (q, p) => 0.5 * SquaredDeviation(p.Mean!, p.Variance!, 0, q.Scale)
            + (Log(q.Scale) + (HalfLogTwoPi - LogTwo)), Zero),
        Of<LogNormal>(Expectation.LogMoments, static (q, p) => 0.5 * SquaredDeviation(p.Log!, p.LogVariance!, q.Loc, q.Scale)
            + p.Log! + (Log(q.Scale) + HalfLogTwoPi), Zero),
        Of<Exponential>(Moments, static (q, p) => q.Rate * p.Mean! - Log(q.Rate), Zero),
        Of<Gamma>(Moments | Expectation.Log, static (q, p) => GammaForm(q, p), Zero),
        Of<Chi2>(Moments | Expectation.Log, static (q, p) =>
            GammaForm(new Gamma(0.5 * q.DegreesOfFreedom, 0.5), p), Zero),
        Of<InverseGamma>(Expectation.Log | Expectation.Inverse, static (q, p) => (q.Concentration + 1) * p.Log!
            + q.Scale * p.Inverse! + (LogGamma(q.Concentration) - q.Concentration * Log(q.Scale)), Zero),
        Of<Weibull>(Expectation.Log | Expectation.LogPower, static (q, p) =>
            (1 - q.Concentration) * (p.Log! - Log(q.Scale)) + Log(q.Scale / q.Concentration)
            + Exp(p.LogPower!(q.Concentration) - q.Concentration * Log(q.Scale)), Zero),
        Of<Pareto>(Expectation.Log, static (q, p) =>
            (q.Concentration + 1) * (p.Log! - Log(q.Minimum)) + Log(q.Minimum / q.Concentration),
            static q => q.Minimum),
        Of<Beta>(Expectation.Log | Expectation.LogComplement, static (q, p) => (1 - q.Concentration1) * p.Log!
            + (1 - q.Concentration0) * p.LogComplement! + GammaRatios.LogBeta(q.Concentration1, q.Concentration0),
            Zero, static _ => 1),
        Of<Uniform>(Expectation.None, static (q, _) => Log(q.High - q.Low), static q => q.Low, static q => q.High),
        Of<AsymmetricLaplace>(Moments | Expectation.Deviation, static (q, p) =>
        {
            // E (x - m)₊ and E (m - x)₊ differ by the mean of x - m and sum to that of its size.
            Tensor size = p.Deviation!(q.Loc), shift = p.Mean! - q.Loc;
            Tensor left = q.Scale * q.Asymmetry, right = q.Scale / q.Asymmetry;
            return 0.5 * ((size - shift) / left + (size + shift) / right) + Log(left + right);
        }),
        Of<Moyal>(Moments | Expectation.LogLaplace, static (q, p) =>
            0.5 * ((p.Mean! - q.Loc) / q.Scale + Exp(q.Loc / q.Scale + p.LogLaplace!(1 / q.Scale)))
            + (Log(q.Scale) + HalfLogTwoPi)),
        Of<Rayleigh>(Moments | Expectation.Log, static (q, p) =>
            0.5 * SquaredDeviation(p.Mean!, p.Variance!, 0, q.Scale) - p.Log! + 2 * Log(q.Scale), Zero),
        Of<Maxwell>(Moments | Expectation.Log, static (q, p) =>
            0.5 * SquaredDeviation(p.Mean!, p.Variance!, 0, q.Scale) - 2 * p.Log!
            + (3 * Log(q.Scale) + (HalfLogTwoPi - LogTwo)), Zero),
        Of<Frechet>(Expectation.Log | Expectation.LogInversePower, static (q, p) =>
            (q.Concentration + 1) * (p.Log! - Log(q.Scale)) + Log(q.Scale / q.Concentration)
            + Exp(p.LogInversePower!(q.Concentration) + q.Concentration * Log(q.Scale)), Zero),
        Of<InverseGaussian>(Moments | Expectation.Log | Expectation.Inverse, static (q, p) =>
            // λ (x - μ)² / (2 μ² x), averaged.
            0.5 * q.Concentration * ((p.Mean! / q.Mean - 2) / q.Mean + p.Inverse!)
            + 1.5 * p.Log! - 0.5 * Log(q.Concentration) + HalfLogTwoPi, Zero),
        Of<LogUniform>(Expectation.Log, static (q, p) => p.Log! + Log(Log1p((q.High - q.Low) / q.Low)),
            static q => q.Low, static q => q.High),
        Of<Triangular>(Expectation.None, null, static q => q.Low, static q => q.High),
        Of<Kumaraswamy>(Expectation.None, null, Zero, static _ => 1),
        Of<LogLogistic>(Expectation.None, null, Zero),
        Of<Gompertz>(Expectation.None, null, Zero),
        Of<HalfCauchy>(Expectation.None, null, Zero),
        Of<HalfStudentT>(Expectation.None, null, Zero),
        Of<BetaPrime>(Expectation.None, null, Zero),
    ];

    private static Tensor Zero(Distribution q) => 0;

    /// <summary>E ((x - m) / s)².</summary>
    private static Tensor SquaredDeviation(Tensor mean, Tensor variance, Tensor m, Tensor s) =>
        variance / Square(s) + Square((mean - m) / s);

    private static Tensor GammaForm(Gamma q, Averages p) => q.Rate * p.Mean! + (1 - q.Concentration) * p.Log!
        + (LogGamma(q.Concentration) - q.Concentration * Log(q.Rate));
}
