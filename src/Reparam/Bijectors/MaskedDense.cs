namespace Reparam.Bijectors;

/// <summary>A dense network for autoregressive maps: of each n of its outputs, the one at place i depends on the
/// elements of its input before place i only. Between layers stands tanh.</summary>
/// <remarks>
/// Germain, Gregor, Murray and Larochelle (2015), "MADE: Masked Autoencoder for Distribution Estimation", eq. 8-13:
/// unit k of a hidden layer has the number 1 + k mod (n - 1); weights from a greater number to a smaller one, and to an
/// output from one that is not smaller than its place, are left out. Every output reaches all inputs before it when
/// each hidden layer has at least n - 1 units.
/// </remarks>
public sealed record MaskedDense
{
    private readonly (Tensor Weight, Tensor Bias)[] _layers;

    /// <summary>Makes the network.</summary>
    /// <param name="length">n, at least 1.</param>
    /// <param name="layers">Weights of shape [inputs, outputs] and biases of shape [outputs], from the first layer,
    /// which has n inputs, to the last, the number of whose outputs is a multiple of n.</param>
    /// <exception cref="ArgumentException">There are no layers, or their shapes do not fit.</exception>
    public MaskedDense(int length, params IReadOnlyList<(Tensor Weight, Tensor Bias)> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Length = length >= 1 ? length : throw new ArgumentOutOfRangeException(nameof(length),
            $"MaskedDense: length must be at least 1, but is {length}. It is the number of inputs.");
        int[] degrees = [.. Enumerable.Range(1, length)];
        _layers = new (Tensor, Tensor)[layers.Count];
        for (int l = 0; l < layers.Count; l++)
        {
            var (weight, bias) = layers[l];
            bool isLast = l == layers.Count - 1;
            if (weight.Rank != 2 || weight.Shape[0] != degrees.Length || bias.Shape != weight.Shape[1..]
                || (isLast && bias.Length % length != 0))
            {
                throw new ArgumentException(
                    $"MaskedDense: the weight of layer {l} must have shape [{degrees.Length}, outputs] and its bias " +
                    $"[outputs]{(isLast ? $", the outputs a multiple of {length}" : "")}, but they are " +
                    $"{weight.Shape} and {bias.Shape}.", nameof(layers));
            }
            int[] before = degrees;
            degrees = [.. Enumerable.Range(0, bias.Length).Select(k =>
                isLast ? k % length : 1 + k % Math.Max(1, length - 1))];
            int[] after = degrees;
            Tensor mask = Events.Indicator(before.Length, after.Length, (i, o) => before[i] <= after[o]);
            _layers[l] = (weight * mask, bias);
        }
        if (layers.Count == 0)
        {
            throw new ArgumentException("MaskedDense: at least one layer is needed.", nameof(layers));
        }
    }

    /// <summary>n, the number of inputs.</summary>
    public int Length { get; }

    /// <summary>The outputs: shape [..., outputs] for inputs of shape [..., n].</summary>
    /// <param name="x">Inputs.</param>
    /// <exception cref="ArgumentException">The last axis does not have n elements.</exception>
    public Tensor Evaluate(Tensor x)
    {
        Tensor value = Events.RequireLength(nameof(MaskedDense), x, Length, nameof(x));
        for (int l = 0; l < _layers.Length; l++)
        {
            value = Events.TimesMatrix(l > 0 ? Tensor.Tanh(value) : value, _layers[l].Weight) + _layers[l].Bias;
        }
        return value;
    }
}
