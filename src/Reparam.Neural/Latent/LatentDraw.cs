using static Reparam.Numerics.MathConstants;
using static Reparam.Tensor;

namespace Reparam.Neural;

/// <summary>Draws from q(z | x), written out.</summary>
/// <param name="Value">z: [latent], or [latent, samples].</param>
/// <param name="LogDensity">log q(z | x) of each draw: a scalar, or [samples].</param>
/// <param name="Divergence">KL(q ‖ p) where it has a closed form, else null.</param>
public sealed record LatentDraw(Tensor Value, Tensor LogDensity, Tensor? Divergence)
{
    /// <summary>log p(z) of each draw, written in <see cref="Value"/>; that of N(0, I) unless it is set.</summary>
    public Tensor LogPrior { get => field ?? LogStandardNormal(Value); init; }

    /// <summary>log q(z | x) of each draw, written in <see cref="Value"/>, so that its derivative at a fixed z is that
    /// of the density; <see cref="LogDensity"/> unless it is set. For families to which their noise gives a shorter
    /// form, which serves wherever z moves along.</summary>
    public Tensor LogDensityOfValue { get => field ?? LogDensity; init; }

    /// <summary>What a decoder reads, written in <see cref="Value"/>, such as the class of which z is the relaxation; z
    /// itself unless it is set.</summary>
    public Tensor Decoded { get => field ?? Value; init; }

    /// <summary>log N(z; 0, I) of each draw.</summary>
    private static Tensor LogStandardNormal(Tensor z) => -0.5 * Sum(Square(z), 0) - z.Shape[0] * HalfLogTwoPi;
}
