using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Normal with independent elements: z = μ + σ ε, of which the encoder gives μ and log σ (Kingma and Welling
/// 2013, appendix B).</summary>
/// <param name="latent">The number of latent variables, at least 1.</param>
public sealed class DiagonalNormalFamily(int latent) : LatentFamily(latent)
{
    /// <inheritdoc/>
    public override int ParameterCount => 2 * Latent;

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Part(parameters, 0, Latent, 0);

    /// <inheritdoc/>
    public override LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Tensor mean = Part(parameters, 0, Latent, samples), logScale = Part(parameters, Latent, Latent, samples);
        Tensor noise = inputs.Noise(name, ShapeOf(samples)), z = mean + Exp(logScale) * noise;
        // log q written in z, as its derivative at a fixed z must be that of the density.
        Tensor logDensity =
            Sum(-0.5 * Square((z - mean) * Exp(-logScale)) - logScale, 0) - Latent * HalfLogTwoPi;
        Tensor divergence = Sum(0.5 * (Square(mean) + Exp(2 * logScale)) - logScale) - 0.5 * Latent;
        return new LatentDraw(z, logDensity, divergence);
    }

    internal override GaussianForm Gaussian(Tensor parameters) =>
        new(Part(parameters, 0, Latent, 0), Exp(Part(parameters, Latent, Latent, 0)));
}
