using Reparam.Primitives;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The categorical distribution: the integer k of 0 ... K - 1 with probability pₖ = e^logitₖ / Σ
/// e^logitⱼ.</summary>
/// <remarks>
/// Values are integers stored as doubles; the event is a scalar. Where the values are numbers, as observed data are,
/// the logit of each is picked by its index. Where they are known only when the model is run, they are compared with
/// 0 ... K - 1 and the match is selected, which costs K times as much.
/// </remarks>
public sealed record Categorical : Distribution
{
    // Room for probabilities that were rounded or stored in single precision.
    private const double Tolerance = 1e-6;

    /// <summary>Makes the distribution from its probabilities.</summary>
    /// <param name="probabilities">p: batch axes, then K numbers of at least 0 that sum to 1 (within 10⁻⁶; they are
    /// normalised).</param>
    /// <exception cref="ArgumentException">A probability is negative, a row does not sum to 1, or there are no
    /// axes.</exception>
    public Categorical(Tensor probabilities)
        : this(Log(Checked(probabilities)), probabilities)
    {
    }

    private Categorical(Tensor logits, Tensor probabilities) => (Logits, Probabilities) = (logits, probabilities);

    /// <summary>Makes the distribution from logits.</summary>
    /// <param name="logits">Batch axes, then K finite numbers: the logarithms of the probabilities, up to a common
    /// constant.</param>
    /// <exception cref="ArgumentException">A logit is not finite, or there are no axes.</exception>
    public static Categorical FromLogits(Tensor logits)
    {
        Parameter.Axes(nameof(Categorical), logits, 1, "Its last axis holds one logit for each category.");
        return new(Parameter.Finite(nameof(Categorical), logits), Softmax(logits));
    }

    /// <summary>The logarithms of the probabilities, up to a common constant.</summary>
    public Tensor Logits { get; }

    /// <summary>p, the probabilities.</summary>
    public Tensor Probabilities { get; }

    /// <inheritdoc/>
    public override Support Support => Support.IntegerInterval(0, Logits.Shape[^1] - 1);

    /// <inheritdoc/>
    public override Shape BatchShape => Logits.Shape[..^1];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The values are numbers and one is not an integer of 0 ... K - 1.</exception>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Attributes is not ConstantAttributes { Values: var values })
        {
            return Selected(x) - LogSumExp(Logits, -1);
        }
        if (Support.Violation(values, x.Shape) is { } violation)
        {
            throw new ArgumentException($"Categorical: {violation}. Number the categories from 0.", nameof(x));
        }
        return Picked(values, x.Shape) - LogSumExp(Logits, -1);
    }

    /// <summary>The logit of each value, by its index.</summary>
    private Tensor Picked(double[] values, Shape shape)
    {
        Shape batch = Shape.Broadcast(shape, BatchShape);
        int[]? value = shape.BroadcastMap(batch), row = BatchShape.BroadcastMap(batch);
        int[] places = [.. Enumerable.Range(0, batch.Size).Select(i =>
            (row?[i] ?? i) * Logits.Shape[^1] + (int)values[value?[i] ?? i])];
        return Reshape(Gather(Reshape(Logits, [Logits.Size]), places), batch);
    }

    /// <summary>The logit of each value, by comparison with all categories.</summary>
    private Tensor Selected(Tensor x)
    {
        int categories = Logits.Shape[^1];
        Tensor numbers = Constant([.. Enumerable.Range(0, categories)], [categories]);
        return Sum(Select(Equal(Reshape(x, x.Shape.Append([1])), numbers), Logits, 0), -1);
    }

    private static Tensor Checked(Tensor probabilities)
    {
        Parameter.Axes(nameof(Categorical), probabilities, 1, "Its last axis holds one probability for each category.");
        Parameter.Check(nameof(Categorical), probabilities, nameof(probabilities),
            static v => v is >= 0 and <= 1 + Tolerance, "at least 0 and at most 1",
            "Pass unnormalised weights as Categorical.FromLogits(Log(weights)).");
        if (probabilities.Attributes is ConstantAttributes)
        {
            double[] sums = Sum(probabilities, -1).ToArray();
            int row = Array.FindIndex(sums, static sum => Math.Abs(sum - 1) > Tolerance);
            if (row >= 0)
            {
                Shape batch = probabilities.Shape[..^1];
                string place = batch.Rank == 0 ? "they" : "those at " + Parameter.Place(batch, row);
                throw new ArgumentException(
                    "Categorical: probabilities must sum to 1, but " +
                    $"{place} sum to {Parameter.Text(sums[row])}. Divide " +
                    "them by their sum, or pass Categorical.FromLogits(Log(weights)).", nameof(probabilities));
            }
        }
        return probabilities;
    }
}
