using System.Globalization;
using Reparam.Distributions;
using Reparam.Numerics;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>What is between an example and the numbers that are diffused: the way there, x₀, and p(example | x at time
/// 0), the reconstruction.</summary>
public abstract record DiffusionDecoder
{
    private DiffusionDecoder() { }

    /// <summary>Real numbers, of about unit variance, diffused as they are. p(x₀ | x) is normal around x / α, with the
    /// variance σ² / α² that x / α has around x₀; its expected logarithm is exact, with no draw.</summary>
    public static DiffusionDecoder Continuous { get; } = new ContinuousDecoder();

    /// <summary>The values 0, 1 / (levels - 1), …, 1, at which x₀ lies at the middles of equal cells of [-1, 1]; of
    /// each element p has the level with the probability that q(x | level) implies where all are alike (Kingma,
    /// Salimans, Poole and Ho 2021, eq. 19).</summary>
    /// <param name="levels">The number of values, at least 2.</param>
    public static DiffusionDecoder Discrete(int levels) => new DiscreteDecoder(Checked(nameof(Discrete), levels));

    /// <summary>The same values, made continuous by uniform noise within their cells (Theis, van den Oord and Bethge
    /// 2016): the mass of a value is at least e to the expected logarithm of the density in its cell.</summary>
    /// <param name="levels">The number of values, at least 2.</param>
    public static DiffusionDecoder Dequantised(int levels) =>
        new DequantisedDecoder(Checked(nameof(Dequantised), levels));

    /// <summary>x₀.</summary>
    internal abstract Tensor Encode(Tensor example, NetworkInputs inputs);

    /// <summary>-log p(example | x) in nats, or what is at least as great on average.</summary>
    internal abstract Tensor Reconstruction(Tensor encoded, SignalToNoise start, Func<Tensor> noise);

    /// <summary>The most probable example of x.</summary>
    internal abstract Tensor Decode(Tensor diffused, SignalToNoise start);

    private static int Checked(string kind, int levels) => levels >= 2 ? levels
        : throw new ArgumentOutOfRangeException(nameof(levels), levels, string.Create(CultureInfo.InvariantCulture,
            $"DiffusionDecoder.{kind}: {levels} levels leave nothing to tell. Give at least 2, such as 256."));

    /// <summary>The middles of the cells of all levels.</summary>
    internal static Tensor Middles(int levels, Shape shape) =>
        Tensor.From([.. Enumerable.Range(0, levels).Select(level => (2.0 * level + 1) / levels - 1)], shape);

    /// <summary>The middle of the cell of a level, from its value in [0, 1].</summary>
    private static Tensor Middle(Tensor value, int levels) => (2 * (levels - 1) * value + 1) / levels - 1;

    /// <summary>The value in [0, 1] of the level in whose cell a number is.</summary>
    private static Tensor Nearest(Tensor x, int levels) =>
        Maximum(Minimum(Floor(0.5 * levels * (x + 1)), levels - 1), 0) / (levels - 1);

    private sealed record ContinuousDecoder : DiffusionDecoder
    {
        internal override Tensor Encode(Tensor example, NetworkInputs inputs) => example;

        internal override Tensor Reconstruction(Tensor encoded, SignalToNoise start, Func<Tensor> noise) =>
            Entropy(encoded.Size, start);

        internal override Tensor Decode(Tensor diffused, SignalToNoise start) => diffused / start.Signal;

        /// <summary>Of normal noise of variance σ² / α² in each element.</summary>
        public static Tensor Entropy(int elements, SignalToNoise start) =>
            0.5 * elements * (MathConstants.LogTwoPi + 1 - start.LogRatio);
    }

    private sealed record DequantisedDecoder(int Levels) : DiffusionDecoder
    {
        internal override Tensor Encode(Tensor example, NetworkInputs inputs)
        {
            Tensor within = inputs.Noise("dequantisation", example.Shape, NoiseKind.Uniform);
            return Middle(example, Levels) + (2 * within - 1) / Levels;
        }

        internal override Tensor Reconstruction(Tensor encoded, SignalToNoise start, Func<Tensor> noise) =>
            ContinuousDecoder.Entropy(encoded.Size, start) + encoded.Size * Math.Log(0.5 * Levels);

        internal override Tensor Decode(Tensor diffused, SignalToNoise start) =>
            Nearest(diffused / start.Signal, Levels);
    }

    private sealed record DiscreteDecoder(int Levels) : DiffusionDecoder
    {
        internal override Tensor Encode(Tensor example, NetworkInputs inputs) => Middle(example, Levels);

        internal override Tensor Reconstruction(Tensor encoded, SignalToNoise start, Func<Tensor> noise)
        {
            // x / α is x₀ + e^(-λ/2) ε, so the squares are those of ε + e^(λ/2) (x₀ - level).
            Tensor drawn = Reshape(noise(), [encoded.Size, 1]), at = Reshape(encoded, [encoded.Size, 1]);
            Tensor middles = Middles(Levels, [1, Levels]);
            Tensor scores = -0.5 * Square(drawn + Exp(0.5 * start.LogRatio) * (at - middles));
            return Sum(LogSumExp(scores, 1) + 0.5 * Square(Reshape(drawn, [encoded.Size])));
        }

        internal override Tensor Decode(Tensor diffused, SignalToNoise start) =>
            Nearest(diffused / start.Signal, Levels);
    }
}
