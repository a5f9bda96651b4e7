namespace Reparam.Gradients;

/// <summary>
/// The derivative through the path of a relaxed draw: sigmoid(z / τ) or softmax(z / τ) in the place of a Bernoulli or a
/// categorical draw, also known as Gumbel-softmax.
/// </summary>
/// <remarks>
/// Biased, in value and gradient: it is that of another expectation, which tends to the one wanted as τ falls to 0,
/// while the variance grows without bound. f must be defined, and continuous, between the discrete values. Sources:
/// Maddison, Mnih and Teh (2017); Jang, Gu and Poole (2017).
/// </remarks>
public sealed record ConcreteRelaxation : GradientEstimator
{
    /// <summary>τ, above 0; by default ½.</summary>
    public double Temperature { get; init => field = Relaxations.Temperature(value); } = 0.5;

    /// <inheritdoc/>
    public override bool IsBiased => true;

    private protected override string? Invalid(ProblemTrace trace) =>
        DiscreteSite.Invalid(trace) ?? Jump(DiscreteSite.FirstJump(trace));

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        var site = new DiscreteSite(trace);
        Tensor relaxed = site.Relax(site.Latent, Temperature), value = trace.Value(relaxed);
        return new(value, trace.ByParameters(value), new(1, 1)) { Noise = [site.Noise], Draw = relaxed };
    }
}
