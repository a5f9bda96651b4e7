namespace Reparam.Gradients;

/// <summary>
/// The doubly reparameterised derivative of an importance-weighted bound of K samples:
/// Σₖ w̃ₖ² ∂log wₖ/∂xₖ · ∂xₖ/∂θ with wₖ = g(xₖ) / q_θ(xₖ) and w̃ₖ = wₖ / Σ w.
/// </summary>
/// <remarks>
/// The derivative in θ at fixed draws, a score, is turned into one through the path once more. The signal-to-noise
/// ratio of the plain derivative falls like 1 / √K, that of this one rises like √K. For K = 1 it is
/// <see cref="StickingTheLanding"/>. Only for <see cref="ExpectationProblem.LowerBound"/>, whose log g is free of θ.
/// Source: Tucker, Lawson, Gu and Maddison (2018), section 3.
/// </remarks>
public sealed record DoublyReparameterized : GradientEstimator
{
    private protected override string? Invalid(ProblemTrace trace) =>
        Pathwise.NoPath(trace.Law)
        ?? (trace.Problem.Form != IntegrandForm.Bound
            ? "it is the derivative of an importance-weighted bound, and the integrand is not known to be one. Write " +
                "the problem as ExpectationProblem.LowerBound, or use Pathwise."
            : Jump(trace));

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        Tensor constant = Tensor.StopGradient(trace.Spread);
        Tensor logWeights = Tensor.Stack([.. trace.Paths.Select(x => trace.Integrand(x, constant))]);
        Tensor total = Tensor.LogSumExp(logWeights);
        Tensor squares = Tensor.StopGradient(Tensor.Exp(2 * (logWeights - total)));
        int samples = trace.Problem.Samples;
        return new(total - Math.Log(samples), trace.ByParameters(Tensor.Sum(squares * logWeights)),
            new(samples, samples))
        {
            Noise = trace.Noise,
            Draw = trace.Paths[0],
        };
    }
}
