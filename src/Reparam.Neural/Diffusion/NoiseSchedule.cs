namespace Reparam.Neural;

/// <summary>The ratio of signal to noise by time: λ(t) falls from λ(0), an example almost without noise, to λ(1), noise
/// almost without a trace of the example.</summary>
public abstract class NoiseSchedule : Module
{
    /// <summary>λ(t).</summary>
    /// <param name="time">t in [0, 1], a scalar.</param>
    public abstract Tensor LogRatio(Tensor time);

    /// <summary>λ'(t), below 0.</summary>
    /// <param name="time">t in [0, 1], a scalar; an input, or computed from one.</param>
    /// <exception cref="ArgumentException">The time is a constant.</exception>
    public virtual Tensor Slope(Tensor time) => Differentiate.Gradient(LogRatio(time), time)[0];

    /// <summary>The ratio at a time.</summary>
    /// <param name="time">t in [0, 1], a scalar.</param>
    public SignalToNoise At(Tensor time) => new(LogRatio(time));

    /// <summary>Weights that move λ between its ends but not at them. In continuous time the bound does not depend on
    /// them, so they are trained to make the variance of its estimate small.</summary>
    public virtual IReadOnlyList<Weight> ShapeWeights => [];
}
