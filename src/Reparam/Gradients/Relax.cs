using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>
/// The score-function estimate of a Bernoulli or categorical draw with a free control variate c(z), learned to take out
/// most variance.
/// </summary>
/// <remarks>
/// As <see cref="Rebar"/>, with c a combination of f at relaxed draws of several temperatures, a constant, and the
/// elements of a relaxed draw. Where Grathwohl et al. train a network by the gradient of the variance, the combination
/// here is the best one on pilot draws, which linear equations give; unbiased whatever it is. Each element of the draw
/// costs a reverse pass through the relaxation, not through f. Source: Grathwohl, Choi, Wu, Roeder and Duvenaud (2018),
/// section 3.
/// </remarks>
public sealed record Relax : GradientEstimator
{
    private static readonly double[] Temperatures = [0.25, 1];

    private protected override string? Invalid(ProblemTrace trace) =>
        DiscreteSite.Invalid(trace) ?? Jump(DiscreteSite.FirstJump(trace)) ?? DirectJump(trace);

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        var site = new DiscreteSite(trace);
        EstimatorGraph graph = Relaxations.Estimate(trace, pilot, site, z =>
        {
            Tensor elements = Reshape(site.Relax(z, Temperatures[^1]), [z.Size]);
            return
            [
                .. Temperatures.Select(t => trace.ValueAtConstantParameters(site.Relax(z, t))),
                Full(1, Shape.Scalar), .. Enumerable.Range(0, z.Size).Select(i => elements[i]),
            ];
        });
        return graph with { Evaluations = new(1 + Temperatures.Length, 2 * Temperatures.Length) };
    }
}
