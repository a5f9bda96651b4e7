using Reparam.Distributions;
using Reparam.Variational;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Binary latent variables, independent, 1 with probability σ(t), of which the encoder gives the logits t;
/// relaxed to σ((t + L) / λ) with logistic noise L (Maddison, Mnih and Teh 2017, appendix B).</summary>
/// <remarks>Densities are those of the logit (t + L) / λ, a logistic variable, since the relaxed value itself rounds to
/// 0 and 1; their ratios are the same.</remarks>
/// <param name="latent">The number of latent variables, at least 1.</param>
/// <param name="temperature">λ by step; null for ½.</param>
/// <param name="priorTemperature">λ of the relaxed prior by step; null for the same.</param>
public sealed class RelaxedBernoulliFamily(
    int latent, StepSizeSchedule? temperature = null, StepSizeSchedule? priorTemperature = null)
    : RelaxedFamily(latent, temperature, priorTemperature)
{
    /// <inheritdoc/>
    public override int ParameterCount => Latent;

    /// <summary>The probabilities of 1.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => Sigmoid(Part(parameters, 0, Latent, 0));

    private protected override Tensor Noise(string name, NetworkInputs inputs, int samples) =>
        inputs.Noise(name, ShapeOf(samples), NoiseKind.Uniform);

    private protected override LatentDraw Relaxed(
        Tensor logits, Tensor noise, Tensor temperature, Tensor priorTemperature)
    {
        var posterior = new Logistic(logits / temperature, 1 / temperature);
        Tensor value = posterior.FromNoise(noise);
        return new LatentDraw(value, Sum(posterior.LogProb(value), 0), Divergence(logits))
        {
            LogPrior = Sum(new Logistic(0, 1 / priorTemperature).LogProb(value), 0),
            Decoded = Sigmoid(value),
        };
    }

    private protected override LatentDraw Discrete(Tensor logits, Tensor noise)
    {
        Tensor value = 0 < logits + Log(noise) - Log1p(-noise);
        return new LatentDraw(value, Sum(value * logits - Softplus(logits), 0), Divergence(logits))
        {
            LogPrior = Sum(0 * value, 0) - Latent * Math.Log(2),
        };
    }

    private Tensor Divergence(Tensor logits) =>
        Sum(Sigmoid(logits) * logits - Softplus(logits)) + Latent * Math.Log(2);
}
