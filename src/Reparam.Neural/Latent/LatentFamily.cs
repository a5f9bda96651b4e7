namespace Reparam.Neural;

/// <summary>A family of approximate posteriors q(z | x), whose parameters an encoder gives: noise becomes latent
/// variables by a map that depends on them.</summary>
/// <remarks>To write one, give <see cref="ParameterCount"/> and <see cref="Draw"/>; weights of its own are added as in
/// any module. A family with another prior than N(0, I) gives it with its draws, and overrides
/// <see cref="HasNormalPrior"/> and <see cref="PriorDraw"/>.</remarks>
public abstract class LatentFamily : Module
{
    /// <summary>Makes the family.</summary>
    /// <param name="latent">The number of latent variables, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    protected LatentFamily(int latent) => Latent = Sizes.Positive(GetType().Name, latent);

    /// <summary>The number of latent variables of an example.</summary>
    public int Latent { get; }

    /// <summary>The number of parameters that the encoder gives.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>Whether the prior is N(0, I), over which layers of a deep model and networks for the prior are
    /// made.</summary>
    public virtual bool HasNormalPrior => true;

    /// <summary>E[z] under q, or of what a decoder reads of z, where it has a closed form, else null.</summary>
    /// <param name="parameters">The encoder's value.</param>
    public virtual Tensor? Mean(Tensor parameters) => null;

    /// <summary>Draws from q.</summary>
    /// <param name="name">The name of the noise.</param>
    /// <param name="parameters">The encoder's value: <see cref="ParameterCount"/> numbers.</param>
    /// <param name="inputs">Makes the noise.</param>
    /// <param name="samples">The number of draws; 0 for one without an axis for draws.</param>
    public abstract LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples);

    /// <summary>Draws from the posterior of the model itself, where training draws from a relaxation of it.</summary>
    /// <inheritdoc cref="Draw"/>
    public virtual LatentDraw EvaluationDraw(string name, Tensor parameters, NetworkInputs inputs, int samples) =>
        Draw(name, parameters, inputs, samples);

    /// <summary>A draw from the prior, as a decoder reads it: [latent].</summary>
    /// <param name="name">The name of the noise.</param>
    /// <param name="inputs">Makes the noise.</param>
    public virtual Tensor PriorDraw(string name, NetworkInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Noise(name, [Latent]);
    }

    /// <summary>Mean and factor of the covariance, where q is normal.</summary>
    internal virtual GaussianForm? Gaussian(Tensor parameters) => null;

    /// <summary>The shape of some draws.</summary>
    /// <param name="samples">Their number; 0 for one without an axis for draws.</param>
    protected Shape ShapeOf(int samples) => samples == 0 ? [Latent] : [Latent, samples];

    /// <summary>Checks the length of the parameters, and lays parts of them out beside draws.</summary>
    /// <param name="parameters">The encoder's value.</param>
    /// <param name="start">The first parameter.</param>
    /// <param name="count">How many.</param>
    /// <param name="samples">The number of draws; 0 for one without an axis for draws.</param>
    /// <returns>[count], or [count, 1].</returns>
    /// <exception cref="ArgumentException">They have another length.</exception>
    protected Tensor Part(Tensor parameters, int start, int count, int samples)
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
