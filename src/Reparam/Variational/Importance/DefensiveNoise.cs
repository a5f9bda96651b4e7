using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Reparam.Numerics;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Variational;

/// <summary>Standard normal noise, a part of which is spread wider: a mixture of two scales, so that importance weights
/// stay small where the posterior has more in its tails than a normal distribution (Hesterberg 1995).</summary>
internal readonly struct DefensiveNoise
{
    private const double Share = 0.15;

    private readonly double _width;
    private readonly double _logPlain;
    private readonly double _logWide;
    private readonly double _widePrecision;

    /// <param name="dimension">n: the more, the less wider, since the length of noise varies little about √n.</param>
    public DefensiveNoise(int dimension)
    {
        _width = 1 + Math.Min(0.5, 1.5 / Math.Sqrt(Math.Max(dimension, 1)));
        _widePrecision = 1 / (_width * _width);
        _logPlain = Math.Log(1 - Share) - dimension * HalfLogTwoPi;
        _logWide = Math.Log(Share) - dimension * (HalfLogTwoPi + Math.Log(_width));
    }

    /// <summary>What standard normal noise is multiplied by.</summary>
    /// <param name="uniform">Chooses, in [0, 1).</param>
    public double Scale(double uniform) => uniform < Share ? _width : 1;

    /// <summary>The logarithm of the density of noise of a given squared length.</summary>
    public double LogDensity(double square) => LogDensity(Vector512.Create(square))[0];

    /// <summary>The same for eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> LogDensity(Vector512<double> square)
    {
        Vector512<double> half = Vector512.Create(0.5) * square, plain = Vector512.Create(_logPlain) - half,
            wide = Vector512.Create(_logWide) - half * Vector512.Create(_widePrecision);
        return Vector512.Max(plain, wide) + LaneMath.Log1p(LaneMath.Exp(-Vector512.Abs(plain - wide)));
    }
}
