using Reparam.Primitives;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>Moments of the generalised extreme value distribution, smooth where the shape ξ goes through 0.</summary>
/// <remarks>
/// Near 0 by log Γ(2 - ξ) = -(1 - γ) ξ + Σ (ζ(k) - 1) ξ^k / k over k from 2 on (Abramowitz and Stegun 1964, 6.1.33),
/// with log Γ(1 - ξ) = log Γ(2 - ξ) - log(1 - ξ); its powers of ξ cancel in closed form. With 30 terms the remainder is
/// 10⁻¹⁸ where |ξ| ≤ ¼.
/// </remarks>
internal static class ExtremeValueMoments
{
    private const double Joint = 0.25;

    // ζ(k) - 1 for k = 2, 3, ...
    private static readonly double[] ZetaLessOne =
    [
        0.644934066848226436, 0.202056903159594285, 0.0823232337111381915, 0.0369277551433699263,
        0.0173430619844491397, 0.00834927738192282684, 0.00407735619794433938, 0.00200839282608221442,
        0.000994575127818085337, 0.000494188604119464559, 0.000246086553308048299, 0.000122713347578489147,
        0.0000612481350587048293, 0.0000305882363070204936, 0.0000152822594086518717, 7.63719763789976227e-6,
        3.81729326499983986e-6, 1.90821271655393893e-6, 9.53962033872796113e-7, 4.76932986787806463e-7,
        2.3845050272773299e-7, 1.19219925965311073e-7, 5.96081890512594796e-8, 2.98035035146522802e-8,
        1.49015548283650412e-8, 7.45071178983542949e-9, 3.72533402478845705e-9, 1.86265972351304901e-9,
        9.31327432419668183e-10, 4.65662906503378407e-10,
    ];

    /// <summary>log Γ(1 - ξ) / ξ, for ξ &lt; 1; γ at 0.</summary>
    public static Tensor LogGammaRatio(Tensor shape)
    {
        (Tensor near, Tensor small, Tensor large) = Split(shape);
        Tensor series = SmoothFunctions.Log1pRatio(-small) - (1 - EulerGamma)
            + small * Series(small, static k => 1.0 / k);
        return Select(near, series, LogGamma(1 - large) / large);
    }

    /// <summary>(log Γ(1 - 2ξ) - 2 log Γ(1 - ξ)) / ξ², for ξ &lt; ½; π² / 6 at 0.</summary>
    public static Tensor LogVarianceRatio(Tensor shape)
    {
        (Tensor near, Tensor small, Tensor large) = Split(shape);
        // log((1 - ξ)² / (1 - 2ξ)) = log(1 + ξ² / (1 - 2ξ)).
        Tensor scale = 1 / (1 - 2 * small);
        Tensor series = scale * SmoothFunctions.Log1pRatio(Square(small) * scale)
            + Series(small, static k => (Math.Pow(2, k) - 2) / k);
        return Select(near, series, (LogGamma(1 - 2 * large) - 2 * LogGamma(1 - large)) / Square(large));
    }

    /// <summary>Whether the series holds, and arguments for it and for the direct formula that each lie where it
    /// does.</summary>
    private static (Tensor Near, Tensor Small, Tensor Large) Split(Tensor shape)
    {
        Tensor near = Abs(shape) <= Joint;
        return (near, Select(near, shape, Joint), Select(near, Joint, shape));
    }

    /// <summary>Σ (ζ(k) - 1) factor(k) ξ^(k - 2).</summary>
    private static Tensor Series(Tensor shape, Func<int, double> factor)
    {
        Tensor sum = 0;
        for (int k = ZetaLessOne.Length + 1; k >= 2; k--)
        {
            sum = sum * shape + ZetaLessOne[k - 2] * factor(k);
        }
        return sum;
    }
}
