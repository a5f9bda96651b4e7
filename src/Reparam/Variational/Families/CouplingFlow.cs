using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>Real NVP: layers that shift and scale one half of the elements, zᵢ ↦ μᵢ(a) + zᵢ e^sᵢ(a), by networks of the
/// other half a; then an affine map (Dinh, Sohl-Dickstein and Bengio 2017, eq. 4-8).</summary>
/// <remarks>Draws and densities cost the same. Log-scales lie within ±3 a layer. Of one unknown the layers are affine
/// maps, and the family is normal; <see cref="SplineFlow"/> is more there.</remarks>
public sealed record CouplingFlow : LayeredFlow
{
    /// <inheritdoc/>
    public override string Name => "coupling flow";

    private protected override FlowNetwork Network(int dimension) =>
        new(dimension / 2, Width, 2 * (dimension - dimension / 2));

    private protected override Bijector Layer(FlowNetwork network, Tensor parameters, int dimension) =>
        new AffineCoupling(dimension / 2, a => Bounded(network.Evaluate(parameters, a)));
}
