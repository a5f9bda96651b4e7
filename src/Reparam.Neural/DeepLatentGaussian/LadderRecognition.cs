using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Top-down inference: q(h_l | h_{l+1}, x) is the normal that the model itself has there, p(h_l | h_{l+1}),
/// times one that the recognition network gives from x; precisions add up (Sønderby, Raiko, Maaløe, Sønderby and
/// Winther 2016).</summary>
/// <remarks>
/// <para>In the noise ξ = (h - m) / σ of h ~ N(m, σ²), a factor N(h; μ, s²) gives, with ρ = σ² / s², precision 1 + ρ
/// and mean ρ / (1 + ρ) · (μ - m) / σ. The topmost posterior is N(μ, s²) itself.</para>
/// <para>Layers are dependent: what was drawn above moves the posterior below. The divergence of a layer is in closed
/// form given the draws above.</para>
/// </remarks>
public sealed class LadderRecognition : RecognitionModel
{
    private readonly int[] _latent;

    /// <summary>Makes it.</summary>
    /// <param name="stages">From the example upwards, one for each layer, the one next to the data first.</param>
    /// <param name="heads">From each stage to μ and log s of its layer, twice as many numbers as variables.</param>
    /// <param name="latent">The numbers of variables.</param>
    /// <exception cref="ArgumentException">They are not as many, or none.</exception>
    public LadderRecognition(IReadOnlyList<Layer> stages, IReadOnlyList<Layer> heads, IReadOnlyList<int> latent)
        : base(stages, heads)
    {
        ArgumentNullException.ThrowIfNull(latent);
        _latent = [.. latent.Select(n => Sizes.Positive(nameof(LadderRecognition), n, nameof(latent)))];
        if (_latent.Length != Count)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"LadderRecognition: there are {_latent.Length} numbers of variables and {Count} heads. Give one ") +
                "for each.", nameof(latent));
        }
    }

    internal override void Check(IReadOnlyList<StochasticLayer> layers)
    {
        CheckCount(layers.Count);
        for (int i = 0; i < Count; i++)
        {
            CheckLayer(i, layers[i].Latent, _latent[i]);
            if (layers[i].Noise == LayerNoise.Dense && !layers[i].IsTop)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"LadderRecognition: the noise of layer {i + 1} is Dense, but precisions are added up element ") +
                    "by element. Give that layer Unit, Diagonal or Conditional noise.", nameof(layers));
            }
        }
    }

    internal override LatentDraw Draw(
        int layer, Tensor parameters, LayerPrior prior, NetworkInputs inputs, int samples)
    {
        int n = _latent[layer];
        Sizes.Features("LadderRecognition (value of a head)", parameters, 2 * n);
        Shape shape = samples == 0 ? [n] : [n, samples];
        Tensor noise = inputs.Noise(Name("latent ", layer), shape);
        Tensor mean = LayerPrior.Beside(parameters[..n], noise), logScale = LayerPrior.Beside(parameters[n..], noise);
        if (prior.Mean is { } above)
        {
            Tensor centre = LayerPrior.Beside(above, noise);
            Tensor logSpread = prior.LogScale is { } l ? LayerPrior.Beside(l, noise) : 0;
            // log ρ; ρ / (1 + ρ) is its sigmoid.
            Tensor logRatio = 2 * (logSpread - logScale);
            mean = Sigmoid(logRatio) * (mean - centre) * Exp(-logSpread);
            logScale = -0.5 * Softplus(logRatio);
        }
        Tensor value = mean + Exp(logScale) * noise;
        Tensor logDensity = Sum(-0.5 * Square((value - mean) * Exp(-logScale)) - logScale, 0) - n * HalfLogTwoPi;
        Tensor divergence = Sum(0.5 * (Square(mean) + Exp(2 * logScale)) - logScale, 0) - 0.5 * n;
        return new LatentDraw(value, logDensity, Mean(divergence));
    }
}
