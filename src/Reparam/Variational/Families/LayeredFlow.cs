using Reparam.Bijectors;
using Reparam.Random;

namespace Reparam.Variational;

/// <summary>A flow of equal layers, each with a network of one hidden layer of tanh units; between two of them the order
/// of the elements is reversed.</summary>
public abstract record LayeredFlow : FlowFamily
{
    private protected LayeredFlow() { }

    /// <summary>The number of layers, at least 1.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>The number of hidden units of each network, at least 1.</summary>
    public int Width { get; init; } = 8;

    private protected abstract FlowNetwork Network(int dimension);

    private protected abstract Bijector Layer(FlowNetwork network, Tensor parameters, int dimension);

    /// <inheritdoc/>
    protected sealed override int FlowParameterCount(int dimension) => Depth * Network(dimension).ParameterCount;

    /// <inheritdoc/>
    protected sealed override double[] FlowStart(int dimension, RandomKey key)
    {
        FlowNetwork network = Network(dimension);
        return [.. Enumerable.Range(0, Depth).SelectMany(layer => network.Start(key.Fold((ulong)layer)))];
    }

    /// <inheritdoc/>
    protected sealed override Bijector Flow(Tensor parameters, int dimension)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        FlowNetwork network = Network(dimension);
        int own = network.ParameterCount;
        var parts = new List<Bijector>();
        for (int layer = 0; layer < Depth; layer++)
        {
            parts.Add(Layer(network, parameters[(layer * own)..((layer + 1) * own)], dimension));
            // An even number of reversals in all, so that layers that do nothing leave the elements in order.
            if (dimension > 1 && (layer < Depth - 1 || Depth % 2 == 0))
            {
                parts.Add(Permutation.Reversal(dimension));
            }
        }
        return new Chain(parts);
    }

    internal override void Check()
    {
        OptionChecks.AtLeast(1, Depth, GetType().Name, mend: "Leave it unset for the default.");
        OptionChecks.AtLeast(1, Width, GetType().Name, mend: "Leave it unset for the default.");
    }

    /// <summary>Log-scales kept within ±3: e^±3 a layer is enough, and nothing overflows on the way.</summary>
    private protected static Tensor Bounded(Tensor shiftAndLogScale)
    {
        int half = shiftAndLogScale.Shape[^1] / 2;
        return Tensor.Concatenate(
            [Tensor.Slice(shiftAndLogScale, -1, 0, half),
            3 * Tensor.Tanh(Tensor.Slice(shiftAndLogScale, -1, half, 2 * half) / 3)], -1);
    }
}
