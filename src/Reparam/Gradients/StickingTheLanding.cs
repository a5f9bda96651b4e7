namespace Reparam.Gradients;

/// <summary>
/// The path-only derivative of an evidence lower bound: ∂/∂θ of log g(T_θ(ε)) - log q_φ(T_θ(ε)) at φ = θ, with φ held
/// constant, so that θ moves only the draw.
/// </summary>
/// <remarks>
/// What is left out, -∇_θ log q_θ(x) at fixed x, has expectation 0; without it the gradient has no variance where q_θ
/// is the posterior. Far from it the total derivative of <see cref="Pathwise"/> can be the better one. For an integrand
/// without θ it is the same as that. Refused where θ enters the integrand otherwise, for then what is left out counts;
/// and for several samples, whose form is <see cref="DoublyReparameterized"/>. Source: Roeder, Wu and Duvenaud (2017).
/// </remarks>
public sealed record StickingTheLanding : GradientEstimator
{
    private protected override string? Invalid(ProblemTrace trace) =>
        Pathwise.NoPath(trace.Law)
        ?? (trace.Problem.Form == IntegrandForm.DrawAndParameters
            ? "the integrand names the parameters, and what is left out of its derivative, that in them at a fixed " +
                "draw, is known to have expectation zero only for a bound. Write the problem as " +
                "ExpectationProblem.LowerBound, or use Pathwise."
            : trace.Problem.Samples > 1
            ? "of a bound with several samples the derivative that is left out does not have expectation zero. Use " +
                "DoublyReparameterized."
            : Jump(trace));

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        Tensor value = trace.ValueAtConstantParameters(trace.Paths);
        return new(value, trace.ByParameters(value), new(1, 1)) { Noise = trace.Noise, Draw = trace.Paths[0] };
    }
}
