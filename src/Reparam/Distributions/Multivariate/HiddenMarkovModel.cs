using Reparam.Primitives;
using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Distributions;

/// <summary>
/// Observations y₁ ... y_T that depend on the hidden states z₁ ... z_T of a Markov chain with K states; the states are
/// summed out: p(y) = Σ_z p(z₁) p(y₁ | z₁) Π p(z_t | z_t₋₁) p(y_t | z_t).
/// </summary>
/// <remarks>
/// Event shape [T] followed by that of one observation. The sum over the Kᵀ paths is the forward algorithm (Baum and
/// others 1970; Rabiner 1989, eqs. 19-21): T steps of K² multiplications. Each state's weight has a power of two of its
/// own, so that no length and no outlier underflows, not even where a state that looked impossible is the only one that
/// later observations allow, and to which a scale shared by the states would leave 0. A transition probability of 0 is
/// allowed.
/// </remarks>
public sealed record HiddenMarkovModel : Distribution
{
    // Room for probabilities that were rounded or stored in single precision.
    private const double Tolerance = 1e-6;

    /// <summary>Makes the distribution.</summary>
    /// <param name="initialLogProbabilities">log p(z₁ = k), of shape [K]. Weights that do not sum to 1 are used as they
    /// are: they multiply the density.</param>
    /// <param name="transition">p(z_t = j | z_t₋₁ = i) in row i and column j, of shape [K, K]; each row sums to
    /// 1 (within 10⁻⁶ where they are numbers).</param>
    /// <param name="emission">The distribution of an observation in each state: its batch is [K], or [T, K] where it
    /// changes from observation to observation.</param>
    /// <param name="length">T, the number of observations, at least 1.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a number is no probability.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is less than 1.</exception>
    public HiddenMarkovModel(Tensor initialLogProbabilities, Tensor transition, Distribution emission, int length)
    {
        ArgumentNullException.ThrowIfNull(emission);
        if (length < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length,
                FormattableString.Invariant($"HiddenMarkovModel: length must be at least 1, but is {length}. ") +
                "Pass the number of observations.");
        }
        Check(initialLogProbabilities, transition);
        int states = initialLogProbabilities.Length;
        if (emission.BatchShape != [states] && emission.BatchShape != [length, states])
        {
            throw new ArgumentException(
                $"HiddenMarkovModel: the batch of emission must be [{states}], one distribution a state, or " +
                $"{Shape.Create([length, states])}, but is {emission.BatchShape}. Give its parameters one element " +
                "for each state, along the last axis.", nameof(emission));
        }
        (InitialLogProbabilities, Transition, Emission, Length) =
            (initialLogProbabilities, transition, emission, length);
    }

    /// <summary>log p(z₁), of shape [K].</summary>
    public Tensor InitialLogProbabilities { get; }

    /// <summary>p(z_t | z_t₋₁), one row for each state before.</summary>
    public Tensor Transition { get; }

    /// <summary>p(y_t | z_t), one distribution a state.</summary>
    public Distribution Emission { get; }

    /// <summary>T, the number of observations.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override Support Support => Emission.Support;

    /// <inheritdoc/>
    public override Shape BatchShape => Shape.Scalar;

    /// <inheritdoc/>
    public override Shape EventShape => Shape.Create([Length, .. Emission.EventShape.Lengths]);

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape != EventShape)
        {
            throw new ArgumentException(
                $"HiddenMarkovModel: values of shape {EventShape} are needed, but the shape is {x.Shape}.", nameof(x));
        }
        Tensor byState = Reshape(x, Shape.Create([Length, 1, .. Emission.EventShape.Lengths]));
        return LogMarginal(InitialLogProbabilities, Transition, Emission.LogProb(byState));
    }

    /// <summary>log p(y), for likelihoods of any kind.</summary>
    /// <param name="initialLogProbabilities">log p(z₁), of shape [K].</param>
    /// <param name="transition">p(z_t | z_t₋₁), one row for each state before, of shape [K, K].</param>
    /// <param name="logLikelihoods">log p(y_t | z_t = k) in row t and column k, of shape [T, K], T at least 1. The
    /// derivative of the result in it is p(z_t = k | y), the smoothed probabilities of the states.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or a number is no probability.</exception>
    public static Tensor LogMarginal(Tensor initialLogProbabilities, Tensor transition, Tensor logLikelihoods)
    {
        Check(initialLogProbabilities, transition);
        Parameter.Axes(nameof(HiddenMarkovModel), logLikelihoods, 2, "It holds one row an observation.");
        int states = initialLogProbabilities.Length;
        if (logLikelihoods.Rank != 2 || logLikelihoods.Shape[1] != states || logLikelihoods.Length < 1)
        {
            throw new ArgumentException(
                $"HiddenMarkovModel: logLikelihoods must have one row an observation and {states} columns, one a " +
                $"state, but its shape is {logLikelihoods.Shape}.", nameof(logLikelihoods));
        }
        // What is carried is p(y₁ ... y_t, z_t₊₁), before y_t₊₁ is seen: of each state a weight and the exponent of a power
        // of two. That power cancels, so its derivative is zero.
        var (first, exponent) = Scaled(initialLogProbabilities);
        var (likelihoods, exponents) = Scaled(logLikelihoods);
        Tensor stepExponents = BinaryExponent(transition);
        var (last, _) = Scan([first, exponent], [likelihoods[..^1], exponents[..^1]], (before, seen) =>
        {
            Tensor weight = before[0] * seen[0], power = Column(before[1] + seen[1]);
            // The greatest of the terms, of which none is lost that is not 2¹⁰²² times less.
            Tensor next = StopGradient(Max(power + Column(BinaryExponent(weight)) + stepExponents, 0));
            return ([Sum(Column(weight) * (transition * PowerOfTwo(power - next)), 0), next], []);
        });
        Tensor weights = last[0] * likelihoods[^1], powers = last[1] + exponents[^1];
        Tensor scale = StopGradient(Max(powers + BinaryExponent(weights)));
        Tensor total = Sum(weights * PowerOfTwo(powers - scale));
        // Where no path is possible the derivative is taken as 0.
        Tensor none = Equal(total, 0);
        return Select(none, double.NegativeInfinity, Log(Select(none, 1, total)) + LogTwo * scale);
    }

    /// <summary>e^x as m 2ⁿ with 1 ≤ m &lt; 2, or m = 0.</summary>
    private static (Tensor Mantissa, Tensor Exponent) Scaled(Tensor x)
    {
        Tensor exponent = BinaryExponentOfExp(x);
        return (Exp(x - LogTwo * exponent), exponent);
    }

    private static Tensor Column(Tensor x) => Reshape(x, [x.Length, 1]);

    private static void Check(Tensor initialLogProbabilities, Tensor transition)
    {
        Parameter.Axes(nameof(HiddenMarkovModel), initialLogProbabilities, 1, "It holds one number a state.");
        Parameter.Check(nameof(HiddenMarkovModel), initialLogProbabilities, nameof(initialLogProbabilities),
            static v => v < double.PositiveInfinity, "below infinity", "Pass logarithms of probabilities.");
        int states = initialLogProbabilities.Length;
        Parameter.Check(nameof(HiddenMarkovModel), transition, nameof(transition),
            static v => v is >= 0 and <= 1 + Tolerance, "from 0 to 1", "Pass probabilities, not their logarithms.");
        if (initialLogProbabilities.Rank != 1 || transition.Shape != [states, states])
        {
            throw new ArgumentException(
                $"HiddenMarkovModel: initialLogProbabilities must have shape [K] and transition [K, K], but the " +
                $"shapes are {initialLogProbabilities.Shape} and {transition.Shape}.", nameof(transition));
        }
        if (transition.Attributes is ConstantAttributes)
        {
            double[] sums = Sum(transition, 1).ToArray();
            int row = Array.FindIndex(sums, static sum => !(Math.Abs(sum - 1) <= Tolerance));
            if (row >= 0)
            {
                throw new ArgumentException(
                    $"HiddenMarkovModel: each row of transition must sum to 1, but row {Parameter.Text(row)} sums to " +
                    $"{Parameter.Text(sums[row])}. Row i holds the probabilities of the states that follow state i.",
                    nameof(transition));
            }
        }
    }
}
