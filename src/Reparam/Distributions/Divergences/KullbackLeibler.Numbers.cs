using System.Collections.Concurrent;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Divergences within families of numbers, each written so that it keeps its relative accuracy where both are
/// close.</summary>
public static partial class KullbackLeibler
{
    private static void AddNumbers(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        registry.Add<Normal, Normal>(static (p, q) => Normals(p.Loc, p.Scale, q.Loc, q.Scale));
        registry.Add<LogNormal, LogNormal>(static (p, q) => Normals(p.Loc, p.Scale, q.Loc, q.Scale));
        registry.Add<HalfNormal, HalfNormal>(static (p, q) => Normals(0, p.Scale, 0, q.Scale));
        registry.Add<Laplace, Laplace>(static (p, q) =>
            p.Scale / q.Scale * ExpExcess(-Abs((p.Loc - q.Loc) / p.Scale)) + Excess((p.Scale - q.Scale) / q.Scale));
        registry.Add<Cauchy, Cauchy>(static (p, q) => Cauchys(p.Loc - q.Loc, p.Scale, q.Scale));
        registry.Add<HalfCauchy, HalfCauchy>(static (p, q) => Cauchys(0, p.Scale, q.Scale));
        registry.Add<Gumbel, Gumbel>(static (p, q) =>
            Gumbels((q.Loc - p.Loc) / q.Scale, (p.Scale - q.Scale) / q.Scale));
        AddWeibulls(registry);
        AddGammas(registry);
        registry.Add<InverseGamma, InverseGamma>(static (p, q) =>
            Gammas(p.Concentration, p.Scale, q.Concentration, q.Scale));
        registry.Add<Beta, Beta>(static (p, q) =>
            Betas(p.Concentration1, p.Concentration0, q.Concentration1, q.Concentration0));
        registry.Add<BetaPrime, BetaPrime>(static (p, q) =>
            Betas(p.Concentration1, p.Concentration0, q.Concentration1, q.Concentration0));
        registry.Add<Pareto, Pareto>(static (p, q) => Select(q.Minimum <= p.Minimum,
            Excess((q.Concentration - p.Concentration) / p.Concentration)
                + q.Concentration * Log1p((p.Minimum - q.Minimum) / q.Minimum), double.PositiveInfinity));
        registry.Add<Uniform, Uniform>(static (p, q) => Select((q.Low <= p.Low) * (p.High <= q.High),
            Log1p((p.Low - q.Low + (q.High - p.High)) / (p.High - p.Low)), double.PositiveInfinity));
        AddAsymmetric(registry);
        registry.Add<Maxwell, Maxwell>(static (p, q) => 1.5 * Excess(SquareChange(p.Scale, q.Scale)));
        registry.Add<InverseGaussian, InverseGaussian>(static (p, q) => 0.5 * (
            q.Concentration / p.Mean * Square((p.Mean - q.Mean) / q.Mean)
            + Excess((q.Concentration - p.Concentration) / p.Concentration)));
        registry.Add<LogUniform, LogUniform>(static (p, q) => Select((q.Low <= p.Low) * (p.High <= q.High),
            Log1p((Log1p((p.Low - q.Low) / q.Low) + Log1p((q.High - p.High) / p.High))
                / Log1p((p.High - p.Low) / p.Low)), double.PositiveInfinity));
        // -log(1 - xᵃ) is exponential with rate b.
        registry.Add<Kumaraswamy, Kumaraswamy>(static (p, q) => AreEqual(p.Concentration1, q.Concentration1)
            ? Excess((q.Concentration0 - p.Concentration0) / p.Concentration0)
            : null, "where concentration1 is the same");
        registry.Add<VonMises, VonMises>(static (p, q) => VonMisesPair(p, q));
        registry.Add<Uniform, Cauchy>(static (p, q) => UniformToCauchy(p, q));
    }

    /// <summary>½ (r² - 1 - log r² + z²), r = σp/σq, z = (μp - μq)/σq.</summary>
    private static Tensor Normals(Tensor loc1, Tensor scale1, Tensor loc2, Tensor scale2) =>
        0.5 * (Excess(SquareChange(scale1, scale2)) + Square((loc1 - loc2) / scale2));

    /// <summary>(σp / σq)² - 1.</summary>
    private static Tensor SquareChange(Tensor scale1, Tensor scale2)
    {
        Tensor change = (scale1 - scale2) / scale2;
        return change * (change + 2);
    }

    /// <summary>log(((σp + σq)² + (μp - μq)²) / (4 σp σq)): Chyzak and Nielsen (2019). Folded at its middle it is that
    /// of half-Cauchy distributions.</summary>
    private static Tensor Cauchys(Tensor shift, Tensor scale1, Tensor scale2) =>
        Log1p(0.25 * ((scale1 - scale2) / scale1 * ((scale1 - scale2) / scale2) + shift / scale1 * (shift / scale2)));

    /// <summary>-log r + γ (r - 1) - z + e^z Γ(1 + r) - 1 with z = (μq - μp)/βq and r = βp/βq = 1 + change, as two
    /// terms that are at least 0.</summary>
    private static Tensor Gumbels(Tensor z, Tensor change)
    {
        Tensor logGamma = (1 - EulerGamma) * change + LogGammaExcess(2, change);
        return ExpExcess(z + logGamma) + LogGammaExcess(1, change);
    }

    /// <summary>The logarithm of a Weibull variable is -1 times a Gumbel variable; an exponential is a Weibull of
    /// concentration 1, a Rayleigh one of concentration 2, and a Fréchet variable is 1 over a Weibull.</summary>
    private static void AddWeibulls(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        static Tensor Pair(Tensor concentration1, Tensor scale1, Tensor concentration2, Tensor scale2) => Gumbels(
            concentration2 * Log1p((scale1 - scale2) / scale2), (concentration2 - concentration1) / concentration1);
        registry.Add<Weibull, Weibull>(static (p, q) => Pair(p.Concentration, p.Scale, q.Concentration, q.Scale));
        registry.Add<Weibull, Exponential>(static (p, q) => Pair(p.Concentration, p.Scale, 1, 1 / q.Rate));
        registry.Add<Exponential, Weibull>(static (p, q) => Pair(1, 1 / p.Rate, q.Concentration, q.Scale));
        registry.Add<Weibull, Rayleigh>(static (p, q) =>
            Pair(p.Concentration, p.Scale, 2, Math.Sqrt(2) * q.Scale));
        registry.Add<Rayleigh, Weibull>(static (p, q) =>
            Pair(2, Math.Sqrt(2) * p.Scale, q.Concentration, q.Scale));
        registry.Add<Rayleigh, Rayleigh>(static (p, q) => Excess(SquareChange(p.Scale, q.Scale)));
        registry.Add<Frechet, Frechet>(static (p, q) =>
            Gumbels(q.Concentration * Log1p((q.Scale - p.Scale) / p.Scale),
                (q.Concentration - p.Concentration) / p.Concentration));
    }

    private static void AddGammas(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        registry.Add<Gamma, Gamma>(static (p, q) => Gammas(p.Concentration, p.Rate, q.Concentration, q.Rate));
        registry.Add<Gamma, Exponential>(static (p, q) => Gammas(p.Concentration, p.Rate, 1, q.Rate));
        registry.Add<Gamma, Chi2>(static (p, q) => Gammas(p.Concentration, p.Rate, 0.5 * q.DegreesOfFreedom, 0.5));
        registry.Add<Exponential, Gamma>(static (p, q) => Gammas(1, p.Rate, q.Concentration, q.Rate));
        registry.Add<Exponential, Exponential>(static (p, q) => Excess((q.Rate - p.Rate) / p.Rate));
        registry.Add<Exponential, Chi2>(static (p, q) => Gammas(1, p.Rate, 0.5 * q.DegreesOfFreedom, 0.5));
        registry.Add<Chi2, Gamma>(static (p, q) => Gammas(0.5 * p.DegreesOfFreedom, 0.5, q.Concentration, q.Rate));
        registry.Add<Chi2, Exponential>(static (p, q) => Gammas(0.5 * p.DegreesOfFreedom, 0.5, 1, q.Rate));
        registry.Add<Chi2, Chi2>(static (p, q) => LogGammaExcess(
            0.5 * p.DegreesOfFreedom, 0.5 * (q.DegreesOfFreedom - p.DegreesOfFreedom)));
    }

    /// <summary>(α₁ - α₂) ψ(α₁) - log Γ(α₁) + log Γ(α₂) + α₂ log(β₁/β₂) + α₁ (β₂ - β₁)/β₁: the part α₂ log(α₂/m) - α₂
    /// + m with m = α₁ β₂/β₁, and what is left of log Γ. x to 1/x leaves it as it is.</summary>
    private static Tensor Gammas(Tensor shape1, Tensor rate1, Tensor shape2, Tensor rate2)
    {
        Tensor change = shape2 - shape1;
        return RelativeBy(shape2, shape1 * ((rate2 - rate1) / rate1) - change) + LogGammaExcessRest(shape1, change);
    }

    /// <summary>Of beta variables, and of their odds.</summary>
    private static Tensor Betas(Tensor a1, Tensor b1, Tensor a2, Tensor b2)
    {
        Tensor changeA = a2 - a1, changeB = b2 - b1, sum = a1 + b1, share = (a1 * changeB - b1 * changeA) / sum;
        return RelativeBy(a2, share) + RelativeBy(b2, -share)
            + LogGammaExcessRest(a1, changeA) + LogGammaExcessRest(b1, changeB)
            - LogGammaExcessRest(sum, changeA + changeB);
    }

    /// <summary>(κp - κq) A(κp) + κq A(κp) (1 - cos(μp - μq)) + log I₀(κq) - log I₀(κp), A = I₁/I₀: its error is near
    /// 10⁻¹⁵ κ.</summary>
    private static Tensor VonMisesPair(VonMises p, VonMises q)
    {
        Tensor length = BesselI1OverI0(p.Concentration);
        return (p.Concentration - q.Concentration) * length
            + 2 * q.Concentration * length * Square(Sin(0.5 * (p.Loc - q.Loc)))
            + (LogBesselI0(q.Concentration) - LogBesselI0(p.Concentration));
    }

    /// <summary>E log(1 + z²) over an interval of z, by ∫ log(1 + z²) dz = z log(1 + z²) - 2 z + 2 atan z.</summary>
    private static Tensor UniformToCauchy(Uniform p, Cauchy q)
    {
        static Tensor Integral(Tensor z) => z * Log1p(Square(z)) - 2 * z + 2 * Atan(z);
        Tensor low = (p.Low - q.Loc) / q.Scale, high = (p.High - q.Loc) / q.Scale;
        return (Integral(high) - Integral(low)) / (high - low) + Log(q.Scale / (p.High - p.Low)) + LogPi;
    }
}
