namespace Reparam.Neural;

/// <summary>A family of approximate posteriors q(z | x), whose parameters an encoder gives: noise becomes latent variables by
/// a map that depends on them.</summary>
public abstract class LatentFamily : Module
{
    private protected LatentFamily(int latent) => Latent = Sizes.Positive(GetType().Name, latent);

    /// <summary>The number of latent variables of an example.</summary>
    public int Latent { get; }

    /// <summary>The number of parameters that the encoder gives.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>E[z] under q, where it has a closed form, else null.</summary>
    /// <param name="parameters">The encoder's value.</param>
    internal virtual Tensor? Mean(Tensor parameters) => null;

    /// <summary>Draws from q.</summary>
    /// <param name="name">The name of the noise.</param>
    /// <param name="parameters">The encoder's value: <see cref="ParameterCount"/> numbers.</param>
    /// <param name="inputs">Makes the noise.</param>
    /// <param name="samples">The number of draws; 0 for one without an axis for draws.</param>
    public abstract LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples);

    /// <summary>Mean and factor of the covariance, where q is normal.</summary>
    internal virtual GaussianForm? Gaussian(Tensor parameters) => null;

    /// <summary>The shape of some draws.</summary>
    private protected Shape ShapeOf(int samples) => samples == 0 ? [Latent] : [Latent, samples];

    /// <summary>Checks the length of the parameters, and lays parts of them out beside draws.</summary>
    private protected Tensor Part(Tensor parameters, int start, int count, int samples)
    {
        Sizes.Features(GetType().Name, parameters, ParameterCount);
        Tensor part = Tensor.Reshape(parameters, [ParameterCount])[start..(start + count)];
        return samples == 0 ? part : Tensor.Reshape(part, [count, 1]);
    }
}

/// <summary>N(μ, R Rᵀ), for one draw.</summary>
/// <param name="Mean">μ: [latent].</param>
/// <param name="Factor">R: [latent, latent], or its diagonal, [latent].</param>
internal sealed record GaussianForm(Tensor Mean, Tensor Factor);

/// <summary>Draws from q(z | x), written out.</summary>
/// <param name="Value">z: [latent], or [latent, samples].</param>
/// <param name="LogDensity">log q(z | x) of each draw: a scalar, or [samples].</param>
/// <param name="Divergence">KL(q ‖ N(0, I)) where it has a closed form, else null.</param>
public sealed record LatentDraw(Tensor Value, Tensor LogDensity, Tensor? Divergence)
{
    /// <summary>log q with all of q held constant under differentiation: only the draw moves (Roeder, Wu and Duvenaud
    /// 2017).</summary>
    internal Tensor PathLogDensity => HeldConstant.But(LogDensity, Value);
}
