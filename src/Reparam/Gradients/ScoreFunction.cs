using Reparam.Bijectors;
using Reparam.Distributions;

namespace Reparam.Gradients;

/// <summary>
/// The derivative of the density: ∂E[f(x, θ)]/∂θ = E[(f(x, θ) - b) ∇_θ log p_θ(x) + ∂f/∂θ], also known as REINFORCE,
/// with a baseline b.
/// </summary>
/// <remarks>
/// Needs nothing of f but its values at draws, so it is right for discrete draws and for integrands that jump. Its
/// variance grows with the number of dimensions, and with the square of f without a baseline. Refused where the support
/// moves with θ. Sources: Glynn (1990); Williams (1992); Mohamed, Rosca, Figurnov and Mnih (2020), section 4.
/// </remarks>
public sealed record ScoreFunction : GradientEstimator
{
    /// <summary>What is subtracted from f; by default nothing.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    private protected override string Label => Baseline is NoBaseline ? base.Label : $"{base.Label}, {Baseline}";

    private protected override string? Invalid(ProblemTrace trace)
    {
        // A distribution without a sampler says so when it is asked for draws.
        _ = trace.Paths;
        return (trace.Law is JointDistribution ? SiteAssignment.Scores(trace).Invalid()
                : MovingSupport(trace, trace.Law) ?? DirectJump(trace))
            ?? Baseline.Invalid(trace);
    }

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        Tensor[] draws = trace.Draws;
        Tensor value = trace.Value(draws), score = trace.ByParameters(trace.LogDensity(draws));
        // Of a bound of several samples the derivative at fixed draws counts.
        Tensor direct = trace.Problem.Form == IntegrandForm.Draw ? 0 : trace.ByParameters(value);
        var plain = new EstimatorGraph(value, value * score + direct, new(trace.Problem.Samples,
            trace.Problem.Form == IntegrandForm.Draw ? 0 : trace.Problem.Samples))
        {
            Noise = trace.Noise,
            Draw = draws[0],
        };
        return Baseline.Apply(plain, score, trace, pilot);
    }

    /// <summary>Says that the support moves with θ, so that what crosses its ends would be missed, or null.</summary>
    internal static string? MovingSupport(ProblemTrace trace, Distribution law) => !Moves(trace, law) ? null
        : $"the support of {law.GetType().Name} moves with the parameters, but the derivative of its density " +
            "misses what enters and leaves at the ends. Use Pathwise, or a distribution whose ends are numbers.";

    private static bool Moves(ProblemTrace trace, Distribution law) => law switch
    {
        Independent independent => Moves(trace, independent.Source),
        Delta delta => trace.DependsOnParameters(delta.Value),
        TransformedDistribution transformed => Moves(trace, transformed.Source)
            // An affine map takes the whole line to itself, whatever its parameters.
            || (!(transformed.Source.Support == Support.Real
                    && transformed.Bijector is Affine or DiagonalAffine or LowerTriangularAffine)
                && ImageMoves(trace, law)),
        _ => law.Support.Moves || (!law.Support.IsDiscrete && ImageMoves(trace, law)),
    };

    /// <summary>Whether the map onto the support is made from θ.</summary>
    private static bool ImageMoves(ProblemTrace trace, Distribution law)
    {
        Bijector map = law.Support.FromUnconstrained;
        Shape shape = map.InverseShape(law.BatchShape.Append(law.EventShape));
        return trace.DependsOnParameters(map.Forward(Tensor.Input("unconstrained", shape, varies: true)));
    }
}
