using Reparam.Distributions;

namespace Reparam.Gradients;

/// <summary>
/// The derivative through the path of the draw: with x = T_θ(ε) and noise ε whose distribution is free of θ,
/// ∂E[f(x, θ)]/∂θ = E[∂f(T_θ(ε), θ)/∂θ], both ways in which θ enters f together.
/// </summary>
/// <remarks>
/// Needs a distribution with a path and f∘T continuous and piecewise smooth in θ: an operation that jumps where θ and ε
/// together decide is refused. Usually the one of least variance for smooth f: its variance is bounded by the
/// squared Lipschitz constant of f, whatever the number of dimensions. Sources: Kingma and Welling (2014), eq. 4-5;
/// Rezende, Mohamed and Wierstra (2014), section 3; Mohamed, Rosca, Figurnov and Mnih (2020), section 5.
/// </remarks>
public sealed record Pathwise : GradientEstimator
{
    private protected override string? Invalid(ProblemTrace trace) => NoPath(trace.Law) ?? Jump(trace);

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        Tensor value = trace.PathValue;
        return new(value, trace.ByParameters(value), new(trace.Problem.Samples, trace.Problem.Samples))
        {
            Noise = trace.Noise,
            Draw = trace.Paths[0],
        };
    }

    /// <summary>Says that a distribution has no path, or null.</summary>
    internal static string? NoPath(Distribution law) => law.Path is not null ? null
        : law is JointDistribution joint && joint.Sites.FirstOrDefault(static s => s.Law.Path is null) is { } site
            ? $"at site '{site.Name}' {NoPath(site.Law)}"
        : $"{law.GetType().Name} has no differentiable sampling path: {law.WhyNoPath}. Use an estimator that needs " +
            "no path, such as ScoreFunction or MeasureValued.";
}
