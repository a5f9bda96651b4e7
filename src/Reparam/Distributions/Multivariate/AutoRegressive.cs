using Reparam.Bijectors;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>The autoregression of order p, given the p values before: x_t ~ N(c + Σ φᵢ x_t₋ᵢ, σ²),
/// t = 1 ... T.</summary>
/// <remarks>
/// Event shape [T]. The density is conditional on the p values before the first, which are parameters: as in Stan's
/// User's Guide ("Autoregressive models"), where a series y₁ ... y_N is the distribution of y_p₊₁ ... y_N given
/// y₁ ... y_p. So it is normalised for any coefficients, stationary or not, and nothing is assumed of what came before.
/// </remarks>
public sealed record AutoRegressive : Distribution, IPathwise
{
    /// <summary>Makes the distribution.</summary>
    /// <param name="coefficients">φ₁ ... φ_p, the weight of the last value first: batch axes, then p.</param>
    /// <param name="scale">σ, the standard deviation of a step, above 0: batch axes.</param>
    /// <param name="length">T, the number of values, at least 1.</param>
    /// <param name="initial">The p values before the first, in order of time: batch axes, then p.</param>
    /// <param name="constant">c: batch axes. Without one, 0.</param>
    /// <exception cref="ArgumentException">A parameter is not finite, σ is not above 0, or the shapes do not
    /// fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is below 1.</exception>
    public AutoRegressive(Tensor coefficients, Tensor scale, int length, Tensor initial, Tensor? constant = null)
    {
        Parameter.Axes(nameof(AutoRegressive), coefficients, 1, "Pass one coefficient for each lag.");
        Parameter.Axes(nameof(AutoRegressive), initial, 1, "Pass the values before the first.");
        Coefficients = Parameter.Finite(nameof(AutoRegressive), coefficients);
        Scale = Parameter.Positive(nameof(AutoRegressive), scale);
        Length = length >= 1 ? length : throw new ArgumentOutOfRangeException(nameof(length), length,
            FormattableString.Invariant($"AutoRegressive: length must be at least 1, but is {length}. ") +
            "Pass the number of values.");
        Initial = Parameter.Finite(nameof(AutoRegressive), initial);
        Constant = Parameter.Finite(nameof(AutoRegressive), constant ?? 0, nameof(constant));
        if (initial.Shape[^1] != coefficients.Shape[^1] || coefficients.Shape[^1] == 0)
        {
            throw new ArgumentException(
                $"AutoRegressive: initial has shape {initial.Shape} and coefficients {coefficients.Shape}, but " +
                "their last axes must have one length of at least 1. Pass one value before the first for each lag.",
                nameof(initial));
        }
        Shape vectors = Parameter.Batch(nameof(AutoRegressive), coefficients, initial);
        BatchShape = Parameter.Batch(nameof(AutoRegressive), Sum(Full(0, vectors), -1), scale, Constant,
            "coefficients and initial", nameof(scale), nameof(constant));
    }

    /// <summary>φ, the weight of the last value first.</summary>
    public Tensor Coefficients { get; }

    /// <summary>σ, the standard deviation of a step.</summary>
    public Tensor Scale { get; }

    /// <summary>T, the number of values.</summary>
    public int Length { get; }

    /// <summary>The values before the first, in order of time.</summary>
    public Tensor Initial { get; }

    /// <summary>c, what is added in each step.</summary>
    public Tensor Constant { get; }

    /// <inheritdoc/>
    public override Support Support => Support.Real;

    /// <inheritdoc/>
    public override Shape BatchShape { get; }

    /// <inheritdoc/>
    public override Shape EventShape => [Length];

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        Events.RequireLength(nameof(AutoRegressive), x, Length, nameof(x));
        int p = Order;
        Shape batch = Shape.Broadcast(BatchShape, x.Shape[..^1]);
        Tensor series = Concatenate(
            [BroadcastTo(Initial, batch.Append([p])), BroadcastTo(x, batch.Append([Length]))], -1);
        Tensor expected = Events.Column(Constant);
        for (int lag = 1; lag <= p; lag++)
        {
            expected += Slice(Coefficients, -1, lag - 1, lag) * Slice(series, -1, p - lag, p - lag + Length);
        }
        return Sum(new Normal(expected, Events.Column(Scale)).LogProb(x), -1);
    }

    /// <summary>The series without noise.</summary>
    /// <inheritdoc/>
    public override Tensor Mean => FromNoise(Full(0, NoiseShape));

    /// <summary>σ² Σ ψₖ², k &lt; t, with the response ψ to one step: ψ₀ = 1, ψ_t = Σ φᵢ ψ_t₋ᵢ.</summary>
    /// <inheritdoc/>
    public override Tensor Variance
    {
        get
        {
            Shape batch = Coefficients.Shape[..^1];
            double[] impulse = [1, .. new double[Length - 1]];
            Tensor response = Recurrence(batch, BroadcastTo(impulse, batch.Append([Length])), 0 * Coefficients);
            Tensor sums = Reshape(CumulativeSum(Events.Rows(Square(response))), response.Shape);
            return Square(Events.Column(Scale)) * sums + Full(0, BatchShape.Append(EventShape));
        }
    }

    /// <summary>T (log σ + ½ log(2πe)).</summary>
    /// <inheritdoc/>
    public override Tensor Entropy => Length * new Normal(0, Scale).Entropy + Full(0, BatchShape);

    /// <inheritdoc/>
    public override PathMethod? Path => PathMethod.LocationScale;

    /// <summary>x_t = c + Σ φᵢ x_t₋ᵢ + σ ε_t.</summary>
    /// <inheritdoc/>
    public override Tensor FromNoise(Tensor noise)
    {
        Events.RequireLength(nameof(AutoRegressive), noise, Length, nameof(noise));
        Shape batch = Shape.Broadcast(BatchShape, noise.Shape[..^1]);
        return Recurrence(batch, Events.Column(Constant) + Events.Column(Scale) * noise, Initial);
    }

    private int Order => Coefficients.Shape[^1];

    /// <summary>x_t = u_t + Σ φᵢ x_t₋ᵢ, from the inputs u and the values before.</summary>
    private Tensor Recurrence(Shape batch, Tensor inputs, Tensor before)
    {
        int p = Order;
        Tensor Lag(Tensor x, int i) => Reshape(Slice(x, -1, i, i + 1), x.Shape[..^1]);
        Tensor[] weights = [.. Enumerable.Range(0, p).Select(i => Lag(Coefficients, i))];
        Tensor[] start = [.. Enumerable.Range(0, p).Select(i => BroadcastTo(Lag(before, p - 1 - i), batch))];
        Tensor sequence = BroadcastTo(inputs, batch.Append([Length]));
        int[] timeFirst = [batch.Rank, .. Enumerable.Range(0, batch.Rank)];
        int[] timeLast = [.. Enumerable.Range(1, batch.Rank), 0];
        var (_, outputs) = Scan(start, [Transpose(sequence, timeFirst)], (carry, input) =>
        {
            Tensor next = input[0];
            for (int i = 0; i < p; i++)
            {
                next += weights[i] * carry[i];
            }
            return ([next, .. carry[..^1]], [next]);
        });
        return Transpose(outputs[0], timeLast);
    }
}
