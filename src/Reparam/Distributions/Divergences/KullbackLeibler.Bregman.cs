using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>What divergences within a family are sums of: a convex function less its tangent, so that all terms are at
/// least 0 and nothing cancels where two distributions are close.</summary>
public static partial class KullbackLeibler
{
    // 1/3, 1/5, ...: the first term left out is 2e-18 of the sum at |t| = 0.1.
    private static readonly double[] AtanhSeries = [1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13];

    /// <summary>t - log(1 + t), for t &gt; -1; near 0 by the series of log(1 + t) = 2 atanh(s),
    /// s = t / (2 + t).</summary>
    internal static Tensor Excess(Tensor t)
    {
        Tensor s = t / (t + 2), square = Square(s), series = AtanhSeries[^1];
        foreach (double coefficient in AtanhSeries[..^1].Reverse())
        {
            series = series * square + coefficient;
        }
        return Select(Abs(t) < 0.1, s * (t - 2 * square * series), t - Log1p(t));
    }

    /// <summary>eᵈ - 1 - d.</summary>
    internal static Tensor ExpExcess(Tensor d)
    {
        Tensor near = Abs(d) < 0.09;
        return Select(near, Excess(Expm1(Select(near, d, 0))), Expm1(d) - d);
    }

    /// <summary>p log(p/q) - p + q, for p, q ≥ 0: x log x less its tangent at q.</summary>
    internal static Tensor Relative(Tensor p, Tensor q) => RelativeBy(p, q - p);

    /// <summary>log Γ(x) - log Γ(a) - (x - a) ψ(a) at x = a + change: log Γ less its tangent at a.</summary>
    internal static Tensor LogGammaExcess(Tensor a, Tensor change) =>
        RelativeBy(a + change, -change) + LogGammaExcessRest(a, change);

    /// <summary><see cref="LogGammaExcess"/> without what its part x log x - x gives.</summary>
    private static Tensor LogGammaExcessRest(Tensor a, Tensor change)
    {
        // Taylor's series where the change is small; for large a nothing cancels.
        Tensor near = (Abs(change) < 0.01 * a) * (a < 16), small = Select(near, change, 0);
        Tensor middle = Select(near, a, 1), series = 0;
        double factorial = 40320;
        for (int order = 7; order >= 1; order--)
        {
            series = (series + Polygamma(order, middle) / factorial) * small;
            factorial /= order + 1;
        }
        return Select(near, series * small - RelativeBy(middle + small, -small),
            0.5 * Excess(change / a) + GammaRatios.StirlingRemainderExcess(a, change));
    }

    /// <summary><see cref="Relative"/> with q - p given, which may be known better than by subtraction.</summary>
    private static Tensor RelativeBy(Tensor p, Tensor difference)
    {
        Tensor positive = p > 0, safe = Select(positive, p, 1);
        return Select(positive, safe * Excess(difference / safe), difference);
    }
}
