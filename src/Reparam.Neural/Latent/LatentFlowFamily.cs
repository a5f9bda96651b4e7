using Reparam.Bijectors;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>A posterior by a flow: z = T(μ + σ ε), where the encoder gives μ, log σ and a context h that T depends on;
/// log q(z | x) = log N(μ + σ ε; μ, σ²) - log |det ∂T| (Rezende and Mohamed 2015).</summary>
/// <remarks>
/// <para>To write one, derive from it and give the map. Its divergence has no closed form, and enters bounds by Monte
/// Carlo.</para>
/// <para>A draw brings its density along. Path-only and doubly reparameterised gradients need the density as a function
/// of z, and so the inverse of the map.</para>
/// </remarks>
public abstract class LatentFlowFamily : LatentFamily
{
    /// <summary>Makes the family.</summary>
    /// <param name="latent">The number of latent variables, at least 1.</param>
    /// <param name="contextSize">The length of h, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than that.</exception>
    protected LatentFlowFamily(int latent, int contextSize)
        : base(latent) => ContextSize = Sizes.NotNegative(GetType().Name, contextSize);

    /// <summary>The length of h.</summary>
    public int ContextSize { get; }

    /// <inheritdoc/>
    public sealed override int ParameterCount => 2 * Latent + ContextSize;

    /// <summary>T, from vectors of latent variables to such, which are the last axis of a tensor.</summary>
    /// <param name="context">h: [<see cref="ContextSize"/>].</param>
    protected abstract Bijector Flow(Tensor context);

    /// <inheritdoc/>
    public sealed override LatentDraw Draw(string name, Tensor parameters, NetworkInputs inputs, int samples)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Tensor mean = Part(parameters, 0, Latent, samples), logScale = Part(parameters, Latent, Latent, samples);
        Bijector flow = Flow(Part(parameters, 2 * Latent, ContextSize, 0));
        Tensor noise = inputs.Noise(name, ShapeOf(samples));
        // Bijectors map the last axis, and draws are the last axis of features.
        Tensor Turned(Tensor x) => samples == 0 ? x : Transpose(x);
        Tensor LogBase(Tensor whitened) => Sum(-0.5 * Square(whitened) - logScale, 0) - Latent * HalfLogTwoPi;
        (Tensor turned, Tensor logDet) = flow.ForwardAndLogDet(Turned(mean + Exp(logScale) * noise));
        Tensor z = Turned(turned);
        (Tensor back, Tensor logDetBack) = flow.InverseAndLogDet(Turned(z));
        return new LatentDraw(z, LogBase(noise) - logDet, null)
        {
            LogDensityOfValue = LogBase((Turned(back) - mean) * Exp(-logScale)) + logDetBack,
        };
    }

    /// <summary>Steps one after another, with the order of the variables reversed between two.</summary>
    private protected Bijector Steps(IEnumerable<Bijector> steps)
    {
        var parts = new List<Bijector>();
        foreach (Bijector step in steps)
        {
            if (parts.Count > 0 && Latent > 1)
            {
                parts.Add(Permutation.Reversal(Latent));
            }
            parts.Add(step);
        }
        return new Chain(parts);
    }
}
