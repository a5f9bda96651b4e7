using static Reparam.Tensor;

namespace Reparam.Gradients;

/// <summary>
/// f and its derivative at the discrete draw, carried on to the parameters as if the draw were its mean, or its
/// relaxation: ∇f(x) · ∂E[x]/∂θ.
/// </summary>
/// <remarks>
/// The value is unbiased, the gradient biased; it is right for linear f, where it has no variance, and its bias is that
/// of taking f as linear between the values of the draw. f must be defined, and continuous, between the discrete
/// values. Sources: Bengio, Léonard and Courville (2013), section 4; Jang, Gu and Poole (2017), section 2.2, with a
/// temperature.
/// </remarks>
public sealed record StraightThrough : GradientEstimator
{
    /// <summary>τ of the relaxation that the derivative goes through, above 0; null, the default, for the
    /// mean.</summary>
    public double? Temperature
    {
        get;
        init => field = value is { } temperature ? Relaxations.Temperature(temperature) : null;
    }

    /// <inheritdoc/>
    public override bool IsBiased => true;

    private protected override string? Invalid(ProblemTrace trace) =>
        DiscreteSite.Invalid(trace) ?? Jump(DiscreteSite.FirstJump(trace));

    private protected override EstimatorGraph Build(ProblemTrace trace, Pilot pilot)
    {
        var site = new DiscreteSite(trace);
        Tensor smooth = Temperature is { } temperature ? site.Relax(site.Latent, temperature) : site.Mean;
        Tensor value = trace.Value(StopGradient(site.Draw - smooth) + smooth);
        // The value at the draw itself, which the sum above is only up to rounding.
        return new(trace.Value(site.Draw), trace.ByParameters(value), new(2, 1))
        {
            Noise = [site.Noise],
            Draw = site.Draw,
        };
    }
}
