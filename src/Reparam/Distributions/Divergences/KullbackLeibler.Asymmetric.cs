using System.Collections.Concurrent;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Divergences within families of asymmetric real numbers.</summary>
public static partial class KullbackLeibler
{
    private static void AddAsymmetric(ConcurrentDictionary<(Type P, Type Q), Entry> registry)
    {
        registry.Add<AsymmetricLaplace, AsymmetricLaplace>(static (p, q) => AsymmetricLaplaces(p, q));
        registry.Add<Moyal, Moyal>(static (p, q) => Moyals((q.Loc - p.Loc) / q.Scale, (p.Scale - q.Scale) / q.Scale));
    }

    /// <summary>That of the exponential variable on either side of the mode and of the choice of the side, and what a
    /// shift of the mode by d adds, with d on the side a of p and a′ of q, b and b′ on the other:
    /// a² (e^(-d/a) - 1 + d/a) (1/a′ + 1/b′) / (a + b) + d (b/b′ - a/a′) / (a + b).</summary>
    private static Tensor AsymmetricLaplaces(AsymmetricLaplace p, AsymmetricLaplace q)
    {
        static (Tensor Left, Tensor Right) Sides(AsymmetricLaplace of) =>
            (of.Scale * of.Asymmetry, of.Scale / of.Asymmetry);
        var (left, right) = Sides(p);
        var (otherLeft, otherRight) = Sides(q);
        Tensor scaleChange = p.Scale - q.Scale, asymmetryChange = p.Asymmetry - q.Asymmetry;
        Tensor leftChange = scaleChange * p.Asymmetry + q.Scale * asymmetryChange;
        Tensor rightChange = (scaleChange - q.Scale * asymmetryChange / q.Asymmetry) / p.Asymmetry;
        Tensor sum = left + right, otherSum = otherLeft + otherRight, shift = q.Loc - p.Loc, distance = Abs(shift);
        // How much more probable the left is under q.
        Tensor choice = (left * rightChange - right * leftChange) / (sum * otherSum);
        Tensor sides = (left * Excess(leftChange / otherLeft) + right * Excess(rightChange / otherRight)) / sum
            + RelativeBy(left / sum, choice) + RelativeBy(right / sum, -choice);
        Tensor isRight = shift >= 0;
        Tensor near = Select(isRight, right, left);
        Tensor otherNear = Select(isRight, otherRight, otherLeft), otherFar = Select(isRight, otherLeft, otherRight);
        return sides + Square(near) / sum * ExpExcess(-(distance / near)) * (1 / otherNear + 1 / otherFar)
            + distance / sum * Select(isRight, leftChange / otherLeft - rightChange / otherRight,
                rightChange / otherRight - leftChange / otherLeft);
    }

    /// <summary>½ (e^y - 1 - y + log Γ(3/2 + c) - log Γ(3/2) - c ψ(3/2)) + c - log(1 + c), with
    /// y = z + c log 2 + log Γ(3/2 + c) - log Γ(3/2), z = (μq - μp)/σq and c = σp/σq - 1.</summary>
    private static Tensor Moyals(Tensor z, Tensor change)
    {
        Tensor excess = LogGammaExcess(1.5, change);
        // log 2 + ψ(3/2) = 2 - γ - log 2.
        Tensor y = z + change * (2 - EulerGamma - LogTwo) + excess;
        return 0.5 * (ExpExcess(y) + excess) + Excess(change);
    }
}
