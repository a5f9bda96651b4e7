using Reparam.Bijectors;

namespace Reparam.Neural;

/// <summary>A flow of planar layers, z ← z + û tanh(wᵀz + b), whose w, u and b the encoder gives for each example
/// (Rezende and Mohamed 2015, eq. 10-12).</summary>
/// <remarks>Each step pushes along one direction, so that many latent variables need many steps. The inverse is found
/// as a root, which path-only and doubly reparameterised gradients pay for.</remarks>
/// <param name="latent">The number of latent variables, at least 1.</param>
/// <param name="steps">The number of steps, at least 1.</param>
public sealed class PlanarFamily(int latent, int steps = 4)
    : LatentFlowFamily(latent, Sizes.Positive(nameof(PlanarFamily), steps) * (2 * latent + 1))
{
    /// <inheritdoc/>
    protected override Bijector Flow(Tensor context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int own = 2 * Latent + 1;
        return new Chain([.. Enumerable.Range(0, steps).Select(step =>
        {
            Tensor part = context[(step * own)..((step + 1) * own)];
            return new Planar(part[..Latent], part[Latent..(2 * Latent)], part[2 * Latent]);
        })]);
    }
}
