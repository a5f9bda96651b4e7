namespace Reparam.Gradients;

/// <summary>A polynomial of the elements of a draw, without products of different elements, that resembles f, and whose
/// expectation under p_θ is known as a function of θ.</summary>
/// <remarks>b(x) = a + Σ cᵢ (xᵢ - mᵢ) + Σ dᵢ (xᵢ - mᵢ)² about the mean m at the given θ, as a number. Its expectation
/// is a + Σ cᵢ (E[xᵢ] - mᵢ) + Σ dᵢ (V[xᵢ] + (E[xᵢ] - mᵢ)²), whose gradient at that θ is that of
/// Σ cᵢ E[xᵢ] + Σ dᵢ V[xᵢ].</remarks>
internal sealed class PolynomialBaseline
{
    private readonly Tensor _coefficients;
    private readonly Tensor _features;
    private readonly Tensor _expectedGradient;
    private readonly double[] _values;

    private PolynomialBaseline(Tensor coefficients, Tensor features, Tensor expectedGradient, double[] values) =>
        (_coefficients, _features, _expectedGradient, _values) = (coefficients, features, expectedGradient, values);

    /// <summary>Fits the polynomial on pilot draws by least squares, weighted by the square of the score: what
    /// minimises the variance of the gradient about that of the polynomial.</summary>
    public static PolynomialBaseline Fit(ProblemTrace trace, Pilot pilot, Tensor value, Tensor score, int degree)
    {
        Tensor draw = trace.Draws[0];
        int size = draw.Size, terms = 1 + degree * size;
        Tensor coefficients = Tensor.Input("coefficients", [terms]), one = Tensor.Full(1, [1]);
        if (degree == 0)
        {
            return new(coefficients, one, 0, Solve(trace, pilot, one, value, score));
        }
        Tensor mean = Flat(trace.Law.Mean, draw), deviation = Flat(draw, draw) - Tensor.StopGradient(mean);
        Tensor[] parts = degree == 1 ? [one, deviation] : [one, deviation, Tensor.Square(deviation)];
        Tensor features = Tensor.Concatenate(parts);
        Tensor expected = Tensor.Sum(coefficients[1..(size + 1)] * mean);
        if (degree > 1)
        {
            expected += Tensor.Sum(coefficients[(size + 1)..] * Flat(trace.Law.Variance, draw));
        }
        return new(coefficients, features, trace.ByParameters(expected), Solve(trace, pilot, features, value, score));
    }

    /// <summary>The estimate with the baseline taken out of it.</summary>
    public EstimatorGraph Apply(EstimatorGraph plain, Tensor score) => plain with
    {
        Gradient = plain.Gradient - Tensor.Sum(_coefficients * _features) * score + _expectedGradient,
        Shared = [(_coefficients, _values)],
    };

    private static Tensor Flat(Tensor tensor, Tensor like) =>
        Tensor.Reshape(Tensor.BroadcastTo(tensor, like.Shape), [like.Size]);

    private static double[] Solve(ProblemTrace trace, Pilot pilot, Tensor features, Tensor value, Tensor score)
    {
        int draws = Math.Max(256, 16 * features.Size);
        double[][] rows = pilot.Run(trace.Noise, [features, value, Tensor.Sum(Tensor.Square(score))], draws);
        return LinearFit.Solve(rows[0], rows[1], rows[2], features.Size, draws);
    }
}
