using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>How much of an example is left in x_t = α x₀ + σ ε, ε ~ N(0, I): the logarithm λ = log(α² / σ²) of the
/// ratio of signal to noise. Variances are preserved, α² + σ² = 1, so that λ is all there is to know.</summary>
/// <remarks>α² = 1 / (1 + e^(-λ)) and σ² = 1 / (1 + e^λ), neither of which cancels. Source: Kingma, Salimans, Poole and
/// Ho (2021), section 3.1, where γ = -λ.</remarks>
/// <param name="logRatio">λ, a scalar.</param>
public sealed class SignalToNoise(Tensor logRatio)
{
    /// <summary>λ = log(α² / σ²).</summary>
    public Tensor LogRatio { get; } = logRatio ?? throw new ArgumentNullException(nameof(logRatio));

    /// <summary>α.</summary>
    public Tensor Signal => Exp(0.5 * LogSigmoid(LogRatio));

    /// <summary>σ.</summary>
    public Tensor Noise => Exp(0.5 * LogSigmoid(-LogRatio));

    /// <summary>x_t = α x₀ + σ ε.</summary>
    /// <param name="example">x₀.</param>
    /// <param name="noise">ε.</param>
    public Tensor Diffuse(Tensor example, Tensor noise) => Signal * example + Noise * noise;

    /// <summary>What would be right to predict.</summary>
    /// <param name="kind">Of which kind.</param>
    /// <param name="example">x₀.</param>
    /// <param name="noise">ε.</param>
    public Tensor Target(Prediction kind, Tensor example, Tensor noise) => kind switch
    {
        Prediction.Noise => noise,
        Prediction.Example => example,
        _ => Signal * noise - Noise * example,
    };

    /// <summary>A prediction as one of another kind.</summary>
    /// <remarks>With (x_t, v) = (α x₀ + σ ε, α ε - σ x₀) a rotation of (x₀, ε): x₀ = α x_t - σ v, ε = σ x_t + α v. From
    /// ε to the others there is a division by α, from x₀ by σ, which loses digits where that is small.</remarks>
    /// <param name="diffused">x_t.</param>
    /// <param name="prediction">What was predicted.</param>
    /// <param name="from">Its kind.</param>
    /// <param name="to">The kind to make of it.</param>
    public Tensor Convert(Tensor diffused, Tensor prediction, Prediction from, Prediction to)
    {
        ArgumentNullException.ThrowIfNull(diffused);
        return (from, to) switch
        {
            _ when from == to => prediction,
            (Prediction.Velocity, Prediction.Noise) => Noise * diffused + Signal * prediction,
            (Prediction.Velocity, _) => Signal * diffused - Noise * prediction,
            (Prediction.Noise, Prediction.Velocity) => (prediction - Noise * diffused) / Signal,
            (Prediction.Noise, _) => (diffused - Noise * prediction) / Signal,
            (_, Prediction.Velocity) => (Signal * diffused - prediction) / Noise,
            _ => (diffused - Signal * prediction) / Noise,
        };
    }

    /// <summary>‖ε - ε̂‖² of a prediction, without a division.</summary>
    /// <param name="kind">The kind of the prediction.</param>
    /// <param name="prediction">It.</param>
    /// <param name="example">x₀.</param>
    /// <param name="noise">ε.</param>
    /// <returns>A scalar: ‖ε - ε̂‖² = α² ‖v - v̂‖² = (α² / σ²) ‖x₀ - x̂‖².</returns>
    public Tensor SquaredError(Prediction kind, Tensor prediction, Tensor example, Tensor noise)
    {
        Tensor error = Sum(Square(Target(kind, example, noise) - prediction));
        return kind switch
        {
            Prediction.Noise => error,
            Prediction.Example => Exp(LogRatio) * error,
            _ => Sigmoid(LogRatio) * error,
        };
    }
}
