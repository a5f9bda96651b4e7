using Reparam.Bijectors;

namespace Reparam.Variational;

/// <summary>Layers that shift and scale each element, zᵢ ↦ μᵢ + zᵢ e^sᵢ, by a masked network of the elements before it;
/// then an affine map (Kingma et al. 2016, "Improved Variational Inference with Inverse Autoregressive Flow",
/// eq. 10).</summary>
/// <remarks>A draw with its density takes one pass. The density at a given point, which path-only gradients and
/// <see cref="ForwardDivergenceObjective"/> need, takes n of them. Networks have at least n - 1 units, so that each
/// element reaches all before it. Log-scales lie within ±3 a layer.</remarks>
public sealed record InverseAutoregressiveFlow : LayeredFlow
{
    /// <summary>Two layers.</summary>
    public InverseAutoregressiveFlow() => Depth = 2;

    /// <inheritdoc/>
    public override string Name => "inverse autoregressive flow";

    private protected override FlowNetwork Network(int dimension) =>
        new(dimension, Math.Max(Width, dimension - 1), 2 * dimension);

    private protected override Bijector Layer(FlowNetwork network, Tensor parameters, int dimension)
    {
        var masked = new MaskedDense(dimension, network.Layers(parameters));
        return new InverseAutoregressive(x => Bounded(masked.Evaluate(x)));
    }
}
