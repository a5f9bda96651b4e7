using Reparam.Random;
using static Reparam.Numerics.MathConstants;

namespace Reparam.Distributions;

/// <summary>The noise that a draw is made from.</summary>
public enum NoiseKind
{
    /// <summary>Standard normal.</summary>
    Normal,

    /// <summary>Uniform on (0, 1).</summary>
    Uniform,

    /// <summary>Exponential with rate 1.</summary>
    Exponential,
}

/// <summary>What is done with each kind of noise.</summary>
internal static class NoiseKinds
{
    extension(NoiseKind kind)
    {
        /// <summary>Noise of this kind as an increasing function of standard normal noise.</summary>
        public Tensor FromNormal(Tensor noise) => kind switch
        {
            NoiseKind.Normal => noise,
            NoiseKind.Uniform => Tensor.NormalCdf(noise),
            _ => -Tensor.LogNormalCdf(-noise),
        };

        /// <summary>The middle of the noise, where nothing overflows.</summary>
        public double Median => kind switch { NoiseKind.Normal => 0, NoiseKind.Uniform => 0.5, _ => LogTwo };

        /// <summary>Fills numbers laid out as [element · draws + draw].</summary>
        public void Fill(RandomKey key, int firstDraw, int draws, int elements, Span<double> destination)
        {
            switch (kind)
            {
                case NoiseKind.Normal:
                    Noise.FillNormal(key, 0, firstDraw, draws, 0, elements, destination);
                    break;
                case NoiseKind.Exponential:
                    Noise.FillExponential(key, 0, firstDraw, draws, 0, elements, destination);
                    break;
                default:
                    Noise.FillUniform(key, 0, firstDraw, draws, 0, elements, destination);
                    break;
            }
        }
    }
}
