using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>Standard normal noise, a part of which is spread wider: a mixture of two scales, so that importance weights
/// stay small where the posterior has more in its tails than a normal distribution (Hesterberg 1995).</summary>
/// <param name="dimension">n: the more, the less wider, since the length of noise varies little about √n.</param>
internal readonly struct DefensiveNoise(int dimension)
{
    private const double Share = 0.15;

    private readonly double _width = 1 + Math.Min(0.5, 1.5 / Math.Sqrt(Math.Max(dimension, 1)));

    /// <summary>What standard normal noise is multiplied by.</summary>
    /// <param name="uniform">Chooses, in [0, 1).</param>
    public double Scale(double uniform) => uniform < Share ? _width : 1;

    /// <summary>The logarithm of the density of such noise.</summary>
    public double LogDensity(ReadOnlySpan<double> noise) =>
        LogDensity(DenseCholesky.InnerProduct(noise, noise));

    /// <summary>The logarithm of the density of noise of a given squared length.</summary>
    public double LogDensity(double square)
    {
        double ratio = Share / (1 - Share) * Math.Pow(_width, -dimension)
            * Math.Exp(0.5 * square * (1 - 1 / (_width * _width)));
        // Far out only the wider part is left, and the ratio overflows.
        double log = double.IsFinite(ratio) ? Math.Log(1 + ratio)
            : Math.Log(Share / (1 - Share)) - dimension * Math.Log(_width) + 0.5 * square * (1 - 1 / (_width * _width));
        return Math.Log(1 - Share) - 0.5 * square - dimension * HalfLogTwoPi + log;
    }
}
