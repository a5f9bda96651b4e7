namespace Reparam.Gradients;

/// <summary>
/// The score-function estimate of a Bernoulli or categorical draw with f at the relaxed draw as a control variate,
/// whose own gradient is had through its path: unbiased at any temperature.
/// </summary>
/// <remarks>
/// [f(x) - η f(σ(z̃/τ))] ∇ log p(x) + η ∇f(σ(z/τ)) - η ∇f(σ(z̃/τ)), with z̃ conditional on the draw x and η fitted on
/// pilot draws. f must be defined, and continuous, between the discrete values. Source: Tucker, Mnih, Maddison, Lawson
/// and Sohl-Dickstein (2017), eq. 6.
/// </remarks>
public sealed record Rebar : GradientEstimator
{
    /// <summary>τ, above 0; by default ½.</summary>
    public double Temperature { get; init => field = Relaxations.Temperature(value); } = 0.5;

    private protected override string? Invalid(ProblemTrace trace) =>
        DiscreteSite.Invalid(trace) ?? Jump(DiscreteSite.FirstJump(trace)) ?? DirectJump(trace);

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        var site = new DiscreteSite(trace);
        return Relaxations.Estimate(trace, pilot, site,
            z => [trace.ValueAtConstantParameters(site.Relax(z, Temperature))]);
    }
}
