namespace Reparam.Neural;

/// <summary>The negative bound of some examples: -log p(example) is at most <see cref="Total"/> on average.</summary>
/// <param name="Examples">The number of examples.</param>
/// <param name="Dimensions">The numbers of one example.</param>
/// <param name="Prior">KL(q(x₁ | x₀) ‖ N(0, I)).</param>
/// <param name="Reconstruction">-log p(example | x at time 0).</param>
/// <param name="Diffusion">The divergences of the steps between.</param>
/// <param name="Total">Their sum.</param>
public sealed record DiffusionBound(int Examples, int Dimensions, BoundTerm Prior, BoundTerm Reconstruction,
    BoundTerm Diffusion, BoundTerm Total)
{
    /// <summary>The sum in bits for each number of an example.</summary>
    public BoundTerm BitsPerDimension =>
        new(Total.Mean / (Dimensions * Math.Log(2)), Total.StandardError / (Dimensions * Math.Log(2)));
}

/// <summary>A term of a bound.</summary>
/// <param name="Mean">Its average over the examples, in nats an example.</param>
/// <param name="StandardError">The standard error of the average: of examples drawn from all there could be, and of the
/// draws of noise; too great rather than too small, as times that are equally spaced count as if they were
/// independent.</param>
public sealed record BoundTerm(double Mean, double StandardError);
