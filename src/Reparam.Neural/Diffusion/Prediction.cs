namespace Reparam.Neural;

/// <summary>What a denoiser predicts from x_t = α x₀ + σ ε. Given x_t each says the same as the others:
/// <see cref="SignalToNoise.Convert"/>.</summary>
public enum Prediction
{
    /// <summary>v = α ε - σ x₀, of about unit variance at every ratio (Salimans and Ho 2022, appendix D).</summary>
    Velocity,

    /// <summary>ε, the noise (Ho, Jain and Abbeel 2020).</summary>
    Noise,

    /// <summary>x₀, the example.</summary>
    Example,
}
