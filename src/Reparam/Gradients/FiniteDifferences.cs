using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>Central differences of the mean with the same noise on both sides, of the fourth order: right for any path
/// and any integrand, jumps included, but for a bias in the fourth power of the step.</summary>
/// <remarks>For audits: of a jump the variance grows as the inverse of the step. Steps are parts of the scale on which
/// the distribution changes, the inverse root of the Fisher information.</remarks>
internal sealed record FiniteDifferences : GradientEstimator
{
    // For a normal distribution a fifth of the standard deviation.
    private const double Part = 0.2;
    private const double Fallback = 1e-2;
    private const int PilotDraws = 256;

    /// <summary>By which parameters; zero is given for the others. Null for all.</summary>
    public IReadOnlyList<int>? Parameters { get; init; }

    /// <summary>Whether to give the differences of the second order at half the step, which differ from those of the
    /// fourth by an estimate of the bias of the former.</summary>
    public bool IsSecondOrder { get; init; }

    public override bool IsBiased => true;

    private protected override string? Invalid(ProblemTrace trace)
    {
        // A distribution without a sampler says so when it is asked for draws.
        _ = trace.Paths;
        return null;
    }

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        int count = trace.At.Length;
        double[] steps = Steps(trace, pilot);
        Tensor At(int parameter, double step)
        {
            var shift = new double[count];
            shift[parameter] = step;
            return Graph.Substitute([trace.PathValue], new Dictionary<Tensor, Tensor>(
                ReferenceEqualityComparer.Instance) { [trace.Spread] = trace.Spread + Constant(shift, [count]) })[0];
        }
        Tensor Difference(int i, double step) => (At(i, step) - At(i, -step)) / (2 * step);
        Tensor[] derivatives = [.. Enumerable.Range(0, count).Select(i =>
            Parameters is not null && !Parameters.Contains(i) ? (Tensor)0
            : IsSecondOrder ? Difference(i, steps[i] / 2)
            : (4 * Difference(i, steps[i] / 2) - Difference(i, steps[i])) / 3)];
        return new(trace.PathValue, Stack(derivatives), new(1 + 4 * (Parameters?.Count ?? count)))
        {
            Noise = trace.Noise,
            Draw = trace.Paths[0],
        };
    }

    private static double[] Steps(ProblemTrace trace, Pilot pilot)
    {
        double[] information = new double[trace.At.Length];
        try
        {
            Tensor score = trace.ByParameters(trace.LogDensity(trace.Draws));
            double[] squares = pilot.Run(trace.Noise, [Square(score)], PilotDraws)[0];
            information = [.. Enumerable.Range(0, trace.At.Length)
                .Select(i => squares.Skip(i * PilotDraws).Take(PilotDraws).Average())];
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // A density without a derivative gives no scale.
        }
        return [.. trace.At.Zip(information, static (at, i) =>
            i > 0 ? Part / Math.Sqrt(i) : Fallback * Math.Max(1, Math.Abs(at)))];
    }
}
