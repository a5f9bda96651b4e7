using Reparam.Bijectors;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>A Gaussian random walk of T values: x₁ has a distribution of its own, and
/// x_t ~ N(x_t₋₁, σ²), t = 2 ... T.</summary>
/// <remarks>Event shape [T]. Without a distribution of its own x₁ ~ N(0, σ²), a step from 0, as in NumPyro's
/// <c>GaussianRandomWalk</c>.</remarks>
public sealed record GaussianRandomWalk : Distribution, IPathwise
{
    /// <summary>Makes a walk that starts with a step from 0.</summary>
    /// <param name="scale">σ, the standard deviation of a step, above 0: batch axes.</param>
    /// <param name="length">T, the number of values, at least 1.</param>
    /// <exception cref="ArgumentException">σ is not finite and above 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is below 1.</exception>
    public GaussianRandomWalk(Tensor scale, int length)
        : this(scale, length, new Normal(0, Parameter.Positive(nameof(GaussianRandomWalk), scale)))
    {
    }

    /// <summary>Makes a walk with a distribution of its first value.</summary>
    /// <param name="scale">σ, the standard deviation of a step, above 0: batch axes.</param>
    /// <param name="length">T, the number of values, at least 1.</param>
    /// <param name="initial">The distribution of x₁, of numbers, whose batch broadcasts with that of σ.</param>
    /// <exception cref="ArgumentException">σ is not finite and above 0, or <paramref name="initial"/> is not of real
    /// numbers, or the shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is below 1.</exception>
    public GaussianRandomWalk(Tensor scale, int length, Distribution initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        Scale = Parameter.Positive(nameof(GaussianRandomWalk), scale);
        Length = length >= 1 ? length : throw new ArgumentOutOfRangeException(nameof(length), length,
            FormattableString.Invariant($"GaussianRandomWalk: length must be at least 1, but is {length}. ") +
            "Pass the number of values.");
        bool isReal = initial.Support == Support.Real && initial.EventShape.Rank == 0;
        Initial = isReal ? initial : throw new ArgumentException(
            $"GaussianRandomWalk: initial must be a distribution of real numbers, but is {initial}. The steps lead " +
            "anywhere; walk in the logarithm if values are positive.", nameof(initial));
        BatchShape = Parameter.Batch(nameof(GaussianRandomWalk), scale, Full(0, initial.BatchShape),
            nameof(scale), nameof(initial));
    }

    /// <summary>σ, the standard deviation of a step.</summary>
    public Tensor Scale { get; }

    /// <summary>T, the number of values.</summary>
    public int Length { get; }

    /// <summary>The distribution of x₁.</summary>
    public Distribution Initial { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => [Length];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Events.RequireLength(nameof(GaussianRandomWalk), x, Length, nameof(x));
        Tensor first = Initial.LogProb(Reshape(Slice(x, -1, 0, 1), x.Shape[..^1]));
        Tensor steps = Slice(x, -1, 1, Length) - Slice(x, -1, 0, Length - 1);
        return Length == 1 ? first + Full(0, BatchShape)
            : first + Sum(new Normal(0, Events.Column(Scale)).LogProb(steps), -1);
    }

    /// <summary>That of x₁, for each value.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => Events.Column(Initial.Mean) + Full(0, BatchShape.Append(EventShape));

    /// <summary>Var(x₁) + (t - 1) σ².</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            double[] steps = [.. Enumerable.Range(0, Length).Select(static t => (double)t)];
            return Events.Column(Initial.Variance) + Square(Events.Column(Scale)) * steps;
        }
    }

    /// <summary>That of x₁ + (T - 1) (log σ + ½ log(2πe)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy =>
        Initial.Entropy + (Length - 1) * new Normal(0, Scale).Entropy + Full(0, BatchShape);

    /// <summary>Location and scale; a composition where x₁ has a distribution of its own, null where that has no
    /// path.</summary>
    public override PathMethod? Path => Initial is Normal ? PathMethod.LocationScale : Through(Initial);

    internal override string WhyNoPath => WhyNone(Initial);

    /// <summary>x₁ from the first element of ε, then the running sum of x₁ and σ times the others.</summary>
    /// <exception cref="NotSupportedException">x₁ has no sampler, or takes more than one number of noise.</exception>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        Events.RequireLength(nameof(GaussianRandomWalk), noise, Length, nameof(noise));
        if (Initial.NoiseShape != Initial.BatchShape)
        {
            throw new NotSupportedException(
                $"GaussianRandomWalk: a draw of the first value, {Initial.GetType().Name}, takes more than one " +
                "number of noise, for which there is no room. Use a distribution of one.");
        }
        Tensor start = Reshape(Slice(noise, -1, 0, 1), noise.Shape[..^1]);
        Tensor first = Initial.FromNoise(Initial.Noise.FromNormal(start));
        if (Length == 1)
        {
            return Events.Column(first);
        }
        Tensor steps = Events.Column(Scale) * Slice(noise, -1, 1, Length);
        return Reshape(CumulativeSum(Events.Rows(Concatenate([Events.Column(first), steps], -1))), noise.Shape);
    }
}
