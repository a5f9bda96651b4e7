namespace Reparam.Distributions;

/// <summary>A probability distribution: an immutable record whose parameters are tensors.</summary>
/// <remarks>
/// The shape of a value is the batch shape followed by the event shape. The batch is the parameters broadcast together:
/// one distribution for each of its elements. The event is what one distribution describes: a scalar, a vector, a
/// matrix. Log densities are in nats and normalised. Parameters are checked where they are numbers; inside a model they
/// are expressions, whose values are not known when the model is written.
/// </remarks>
public abstract record Distribution
{
    /// <summary>Where the distribution has its mass.</summary>
    public abstract Support Support { get; }

    /// <summary>The shape of the parameters broadcast together.</summary>
    public abstract Shape BatchShape { get; }

    /// <summary>The shape of one value of one distribution of the batch.</summary>
    public virtual Shape EventShape => Shape.Scalar;

    /// <summary>The logarithm of the density (or of the probability, where values are integers), in nats.</summary>
    /// <param name="x">Values: batch axes, which broadcast with the batch of the parameters, then the event. They are
    /// not checked against the support; observed values are, where they enter a model.</param>
    /// <returns>One number for each element of the batch.</returns>
    public abstract Tensor LogProb(Tensor x);
}

/// <summary>The noise that a sampling path starts from.</summary>
public enum NoiseKind
{
    /// <summary>Standard normal.</summary>
    Normal,

    /// <summary>Uniform on (0, 1).</summary>
    Uniform,

    /// <summary>Exponential with rate 1.</summary>
    Exponential,
}

/// <summary>
/// A distribution whose draws are a function of fixed noise that is differentiable in every parameter: x = T_λ(ε). Only
/// such a distribution can be asked for a pathwise gradient; for any other the request does not compile.
/// </summary>
public interface IPathwise
{
    /// <summary>The distribution of ε, independent for each element.</summary>
    NoiseKind Noise { get; }

    /// <summary>T_λ(ε): noise to a draw.</summary>
    /// <param name="noise">ε: batch axes, then the event.</param>
    Tensor FromNoise(Tensor noise);
}
