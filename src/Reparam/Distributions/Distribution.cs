using System.Text;
using Reparam.Random;

namespace Reparam.Distributions;

/// <summary>A probability distribution: an immutable record whose parameters are tensors.</summary>
/// <remarks>
/// The shape of a value is the batch shape followed by the event shape. The batch is the parameters broadcast together:
/// one distribution for each of its elements. The event is what one distribution describes: a scalar, a vector, a
/// matrix. Log densities are in nats and normalised. Parameters are checked where they are numbers; inside a model they
/// are expressions, whose values are not known when the model is written. To be used in a model a distribution needs
/// <see cref="Support"/>, <see cref="BatchShape"/> and <see cref="LogProb"/>; whatever else it has no formula for is
/// refused by name with a <see cref="NotSupportedException"/>.
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

    /// <summary>The mean, of the shape of a value: batch, then event. Infinite or NaN where there is none.</summary>
    /// <exception cref="NotSupportedException">There is no formula for it.</exception>
    public virtual Tensor Mean => throw Lacks("a mean");

    /// <summary>The variance of each element of a value: batch, then event. Infinite or NaN where there is
    /// none.</summary>
    /// <exception cref="NotSupportedException">There is no formula for it.</exception>
    public virtual Tensor Variance => throw Lacks("a variance");

    /// <summary>The entropy -E[log p(x)], in nats: one number for each element of the batch.</summary>
    /// <exception cref="NotSupportedException">There is no formula for it.</exception>
    public virtual Tensor Entropy => throw Lacks("an entropy");

    /// <summary>The distribution function P(X ≤ x) of a distribution of numbers, with its relative accuracy where it is
    /// small.</summary>
    /// <param name="x">Values in the support: broadcast with the batch.</param>
    /// <exception cref="NotSupportedException">There is no formula for it.</exception>
    public virtual Tensor Cdf(Tensor x) => throw Lacks("a distribution function");

    /// <summary>The upper tail P(X &gt; x), with its relative accuracy where it is small.</summary>
    /// <inheritdoc cref="Cdf" path="/param|/exception"/>
    public virtual Tensor Survival(Tensor x) => 1 - Cdf(x);

    /// <summary>log P(X ≤ x), in nats.</summary>
    /// <inheritdoc cref="Cdf" path="/param|/exception"/>
    public virtual Tensor LogCdf(Tensor x) => Tensor.Log(Cdf(x));

    /// <summary>log P(X &gt; x), in nats.</summary>
    /// <inheritdoc cref="Cdf" path="/param|/exception"/>
    public virtual Tensor LogSurvival(Tensor x) => Tensor.Log(Survival(x));

    /// <summary>The quantile function: the x at which P(X ≤ x) is p; of integers the least at which it is at least
    /// p.</summary>
    /// <param name="p">Probabilities between 0 and 1: broadcast with the batch.</param>
    /// <exception cref="NotSupportedException">There is no formula for it.</exception>
    public virtual Tensor InverseCdf(Tensor p) => throw Lacks("a quantile function");

    /// <summary>The x at which P(X &gt; x) is q: the quantile function for the upper tail, where 1 - q rounds.</summary>
    /// <param name="q">Probabilities between 0 and 1: broadcast with the batch.</param>
    /// <exception cref="NotSupportedException">There is no formula for it.</exception>
    public virtual Tensor InverseSurvival(Tensor q) => InverseCdf(1 - q);

    /// <summary>How draws depend on the parameters, where they are differentiable in every one of them; null where they
    /// are not: in a distribution that is not <see cref="IPathwise"/>, and in one that is made of such.</summary>
    public virtual PathMethod? Path => null;

    /// <summary>The distribution of the noise ε that a draw is made from, independent for each element.</summary>
    public virtual NoiseKind Noise => NoiseKind.Normal;

    /// <summary>The shape of the noise of one draw: by default, of a value.</summary>
    public virtual Shape NoiseShape => BatchShape.Append(EventShape);

    /// <summary>T_θ(ε): noise to a draw.</summary>
    /// <remarks>Differentiable in every parameter where there is a <see cref="Path"/>. Elsewhere a derivative of the
    /// draw is refused by name: it would be 0 and wrong.</remarks>
    /// <param name="noise">ε: of <see cref="NoiseShape"/>, or of a shape that leads up to it by more batch axes.</param>
    /// <exception cref="NotSupportedException">There is no sampler.</exception>
    public virtual Tensor FromNoise(Tensor noise) => throw Lacks("a sampler");

    /// <summary>Independent draws, as numbers: a function of the seed, the draw and the element alone.</summary>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Numbers of shape [draws], then batch, then event.</returns>
    /// <exception cref="ArgumentException">A parameter is an expression of inputs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 draws.</exception>
    /// <exception cref="NotSupportedException">There is no sampler.</exception>
    public Tensor Sample(int draws, ulong seed)
    {
        if (draws < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(draws), draws,
                $"{Name}.Sample: the number of draws must be at least 1.");
        }
        Tensor noise = Tensor.Input("noise", NoiseShape, varies: true), draw = FromNoise(noise);
        var numbers = new double[noise.Size * draws];
        Noise.Fill(RandomKey.FromSeed(seed).Fold("sample"), 0, draws, noise.Size, numbers);
        double[] byElement = Evaluation.Run([noise], [numbers], [Tensor.Spread(draw)], draws)[0];
        var byDraw = new double[byElement.Length];
        for (int i = 0; i < byDraw.Length; i++)
        {
            byDraw[i] = byElement[i % draw.Size * draws + i / draw.Size];
        }
        return Tensor.From(byDraw, Shape.Create([draws]).Append(draw.Shape));
    }

    /// <summary>Prints the shapes: parameters are expressions, and what is computed from them need not exist.</summary>
    /// <param name="builder">Receives the text.</param>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Append("BatchShape = ").Append(BatchShape).Append(", EventShape = ").Append(EventShape);
        return true;
    }

    /// <summary>NaN: what does not exist, such as the mean of a Cauchy distribution.</summary>
    private protected Tensor None => Tensor.BroadcastTo(Tensor.Constant([double.NaN], Shape.Scalar), BatchShape);

    private protected string Name => GetType().Name;

    /// <summary>Why there is no path, where there is none: the end of a sentence about the distribution.</summary>
    internal virtual string WhyNoPath => "its draws do not move with its parameters, or jump";

    /// <summary>The method of a path that goes through draws of another distribution.</summary>
    private protected static PathMethod? Through(Distribution part) =>
        part.Path is null ? null : PathMethod.Composition;

    private protected static string WhyNone(Distribution part) => $"{part.Name}, of which it is made, has none";

    private protected NotSupportedException Lacks(string what) =>
        new($"{Name} has no formula for {what}. Estimate it from draws, or choose another distribution.");
}
