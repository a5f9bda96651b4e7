using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Normal whose precision is a diagonal matrix and one of rank one, C⁻¹ = D + u uᵀ: one direction in which
/// elements are correlated, at a cost that grows as the number of elements (Rezende, Mohamed and Wierstra 2014, section
/// 4.3).</summary>
/// <remarks>With D = S⁻², u = S⁻¹ v and s = vᵀv the covariance is C = S (I - v vᵀ / (1 + s)) S = R Rᵀ, where R = S (I -
/// κ v vᵀ) and κ = 1 / (r (r + 1)), r = √(1 + s), in which nothing cancels as s goes to 0; log |C| = 2 Σ log Sᵢ - log(1
/// + s). The encoder gives μ, log S and v. The sign of v has no meaning, so v = 0 is a saddle point: an encoder whose
/// last layer begins at 0 does not leave it.</remarks>
/// <param name="latent">The number of latent variables, at least 1.</param>
public sealed class RankOnePrecisionFamily(int latent) : LatentFamily(latent)
{
    /// <inheritdoc/>
    public override int ParameterCount => 3 * Latent;

    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Parts(parameters, 0).Mean;

    /// <inheritdoc/>
    public override LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        (Tensor mean, Tensor logScale, Tensor direction) = Parts(parameters, samples);
        Tensor scale = Exp(logScale), size = Sum(Square(direction)), noise = inputs.Noise(name, ShapeOf(samples));
        Tensor z = mean + scale * (noise - direction * (Shrinkage(size) * Along(direction, noise, samples)));
        // log q written in z, as its derivative at a fixed z must be that of the density.
        Tensor whitened = (z - mean) * Exp(-logScale);
        Tensor logDensity = -0.5 * (Sum(Square(whitened), 0) + Square(Sum(direction * whitened, 0)))
            - Sum(logScale) + 0.5 * Log1p(size) - Latent * HalfLogTwoPi;
        Tensor trace = Sum(Square(scale) * (1 - Square(direction) / (1 + size)));
        Tensor divergence = 0.5 * (trace + Sum(Square(mean)) - Latent + Log1p(size)) - Sum(logScale);
        return new LatentDraw(z, logDensity, divergence);
    }

    internal override GaussianForm Gaussian(Tensor parameters)
    {
        (Tensor mean, Tensor logScale, Tensor direction) = Parts(parameters, 0);
        Tensor along = Shrinkage(Sum(Square(direction))) * Outer(direction, direction);
        return new(mean, Reshape(Exp(logScale), [Latent, 1]) * (DiagonalMatrix(Full(1, [Latent])) - along));
    }

    /// <summary>κ.</summary>
    private static Tensor Shrinkage(Tensor size)
    {
        Tensor root = Sqrt(1 + size);
        return 1 / (root * (root + 1));
    }

    private static Tensor Along(Tensor direction, Tensor noise, int samples)
    {
        Tensor along = Sum(direction * noise, 0);
        return samples == 0 ? along : Reshape(along, [1, samples]);
    }

    private (Tensor Mean, Tensor LogScale, Tensor Direction) Parts(Tensor parameters, int samples) =>
        (Part(parameters, 0, Latent, samples), Part(parameters, Latent, Latent, samples),
            Part(parameters, 2 * Latent, Latent, samples));
}
